import Auditing
import Statistics
import Tensors

/// A target's scaled confidences on attacked records and a population, whose distribution given the features is known.
struct PopulationSample {
  let signals: Signals
  /// The features of the attacked records.
  let features: [[Double]]
  /// The scaled confidences of the attacked records.
  let scores: [Double]

  /// Draws features (standard normal, then a fair bit) and scores mean + deviation * noise.
  init(
    audited: Int, population: Int, seed: UInt64,
    mean: ([Double]) -> Double, deviation: ([Double]) -> Double
  ) throws {
    var generator = SeededGenerator(seed: seed, label: "population sample")
    let total = audited + population
    let features = (0..<total).map { _ in
      [generator.normal(), generator.bernoulli(0.5) ? 1 : 0]
    }
    let scores = features.map { mean($0) + deviation($0) * generator.normal() }
    func tensor(_ rows: Range<Int>) -> Tensor<Float> {
      Tensor(
        shape: [rows.count, 2], scalars: features[rows].flatMap { $0.map { Float($0) } })
    }
    func outputs(_ rows: Range<Int>) throws -> Outputs {
      try Outputs(
        records: Array(rows),
        target: [
          .scaledConfidence: Tensor(shape: [rows.count, 1], scalars: Array(scores[rows]))
        ])
    }
    signals = Signals(
      audited: try outputs(0..<audited), population: try outputs(audited..<total), seed: seed,
      features: RecordFeatures(audited: tensor(0..<audited), population: tensor(audited..<total)))
    self.features = Array(features.prefix(audited))
    self.scores = Array(scores.prefix(audited))
  }
}
