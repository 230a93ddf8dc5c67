import Attacks
import Auditing
import Foundation
import Models
import Statistics
import Tensors
import Testing

@Suite("Moments of losses")
struct MomentsTests {
  static let names = ["m-moments", "m-moments-insider"]

  private func labelled(_ signals: Signals, _ isMember: [Bool]) -> Signals {
    var generator = SeededGenerator(seed: signals.seed, label: "keys")
    return Signals(
      audited: signals.audited, population: signals.population, seed: signals.seed,
      labelled: LabelledRecords(
        features: Tensor(repeating: 0, shape: [isMember.count, 1]),
        keys: isMember.map { _ in generator.next() }, isMember: isMember))
  }

  private func area(_ name: String, _ sample: PosteriorSample, _ yaml: String = "") throws -> Double
  {
    let signals = labelled(try sample.signals([.loss]), sample.isMember)
    return areaUnderCurve(try attack(name, yaml).scores(for: signals), sample.isMember)
  }

  @Test("a leak is found", arguments: names)
  func leak(name: String) throws {
    #expect(try area(name, PosteriorSample(leak: 1.5, queryCount: 4)) > 0.85)
  }

  /// The bound is 4.5 standard errors of the mean of 20 areas of 200 and 200 records.
  ///
  /// Cross-fitted scores err a little below a half.
  @Test("without a leak the area is a half", arguments: names)
  func null(name: String) throws {
    let areas = try (0..<20).map {
      try area(name, PosteriorSample(queryCount: 3, seed: UInt64(300 + $0)))
    }
    #expect(abs(mean(areas) - 0.5) < 4.5 * 0.0065)
  }

  @Test("shadows of the population teach too")
  func population() throws {
    let sample = PosteriorSample(leak: 1.5, queryCount: 4, learnsFromPopulation: true)
    #expect(try area("m-moments", sample, "learnOn: population") > 0.85)
  }

  @Test("one query is refused, and says what to do", arguments: names)
  func oneQuery(name: String) throws {
    #expect(
      throws: AuditingError(
        "the moments of one loss are that loss: raise 'count' in 'queries', or use m-loss")
    ) { try area(name, PosteriorSample()) }
  }

  /// The published vector: losses .1, .5, 2 have v_1...5 = .866667, 1.191638, 1.393965, 1.521156, 1.605797 and v_20 = 1.893102.
  @Test("scores are those of a regression on moments that agree with the published vector")
  func slow() throws {
    let vector = moments([0.1, 0.5, 2])
    let published = [
      (1, 0.866667), (2, 1.191638), (3, 1.393965), (4, 1.521156), (5, 1.605797), (20, 1.893102),
    ]
    for (order, value) in published { #expect(abs(vector[order - 1] - value) < 1e-6) }
    let signals = try PosteriorSample(recordCount: 60, leak: 1, queryCount: 3).signals([.loss])
    let bank = try signals.audited.bank(.loss)
    let losses = try signals.audited.values(.loss)
    var (rows, targets) = ([[Double]](), [Bool]())
    for model in bank.models {
      let values = try bank.values(ofModel: model).map { Double($0) }
      for (record, isIncluded) in bank.inclusion.row(model).enumerated() {
        rows.append(features(Array(values[record * 3..<(record + 1) * 3])))
        targets.append(isIncluded)
      }
    }
    let model = try SlowMembershipClassifier(rows, targets)
    for (record, score) in try attack("m-moments").scores(for: signals).enumerated() {
      let expected = model.score(features(Array(losses.row(record))))
      #expect(abs(score - expected) < 1e-6 * max(1, abs(expected)))
    }
  }

  /// The twentieth power of 1e4 is 1e80, and of the losses at the other end 1e-240.
  @Test("losses of any size have finite scores", arguments: names)
  func range(name: String) throws {
    let values = (0..<80).flatMap { record in
      let size = pow(10, Double(record % 17) - 12)
      return record.isMultiple(of: 5) ? [0, 0] : [size, 2 * size]
    }
    let isMember = (0..<80).map { $0 % 3 == 0 }
    let bank = try SignalBank(
      values: Tensor(shape: [1, 80, 2], scalars: values.map { Float($0) }),
      inclusion: Inclusion([isMember]))
    let signals = Signals(
      audited: try Outputs(
        records: Array(0..<80), target: [.loss: Tensor(shape: [80, 2], scalars: values)],
        references: [.loss: bank]), seed: 1)
    let scores = try attack(name).scores(for: labelled(signals, isMember))
    #expect(scores.allSatisfy { $0.isFinite })
  }

  @Test("an insider who knows one side alone leaves the odds even")
  func oneSided() throws {
    let signals = Signals(
      audited: try Outputs(
        records: [0, 1, 2], target: [.loss: Tensor(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6])]),
      seed: 1)
    let scores = try attack("m-moments-insider").scores(
      for: labelled(signals, [true, true, true]))
    #expect(scores == [0, 0, 0])
  }

  private func features(_ losses: [Double]) -> [Double] {
    moments(losses) + moments(losses).map { log($0 + 1e-12) }
  }

  /// v_k = ((1/N) sum l_i^k)^(1/k), in double precision and with no care.
  private func moments(_ losses: [Double]) -> [Double] {
    (1...20).map { order in
      pow(mean(losses.map { pow($0, Double(order)) }), 1 / Double(order))
    }
  }
}
