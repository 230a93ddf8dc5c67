import Auditing
import Foundation
import Models
import Statistics
import Tensors

/// Outputs of a target and of reference models on records of some classes, with a leak of a chosen size.
struct PosteriorSample {
  var recordCount = 400
  var modelCount = 8
  var classCount = 4
  /// How much higher the label's class score is on records that a model saw.
  var leak = 0.0
  /// How much higher the score of the class after the label's is on records that a model saw.
  var sideLeak = 0.0
  var queryCount = 1
  /// True where reference models saw some of the population and none of the attacked records.
  var learnsFromPopulation = false
  var seed: UInt64 = 1

  /// The membership that the target had in mind.
  var isMember: [Bool] { (0..<recordCount).map { $0.isMultiple(of: 2) } }

  /// The signals on as many population records as attacked ones.
  func signals(_ statistics: Set<OutputStatistic>) throws -> Signals {
    var generator = SeededGenerator(seed: seed, label: "posterior sample")
    let total = 2 * recordCount
    let labels = (0..<total).map { Int32($0 / 2 % classCount) }
    let isMember = self.isMember
    func observe(_ seen: [Bool]) -> Observation {
      let logits = (0..<queryCount).map { _ in
        let scalars = (0..<total).flatMap { record in
          (0..<classCount).map { label in
            let after = (Int(labels[record]) + 1) % classCount
            let raise =
              label == Int(labels[record])
              ? 1 + (seen[record] ? leak : 0)
              : label == after && seen[record] ? sideLeak : 0
            return Float(raise + generator.normal())
          }
        }
        return Tensor(shape: [total, classCount], scalars: scalars)
      }
      return Observation(logits: logits, labels: labels, wanted: statistics)
    }
    let target = observe((0..<total).map { $0 < recordCount && isMember[$0] })
    let seen = (0..<modelCount).map { _ in
      (0..<total).map { record in
        (record < recordCount) != learnsFromPopulation && generator.bernoulli(0.5)
      }
    }
    let references = seen.map { observe($0) }
    func outputs(_ rows: Range<Int>) throws -> Outputs {
      var banks: [OutputStatistic: SignalBank] = [:]
      var own: [OutputStatistic: Tensor<Double>] = [:]
      for statistic in statistics {
        func part(_ observation: Observation) -> Tensor<Double> {
          let values = observation.statistics[statistic] ?? Tensor(shape: [0, 0], scalars: [])
          let width = values.rowLength
          return Tensor(
            shape: [rows.count, width],
            scalars: Array(values.scalars[rows.lowerBound * width..<rows.upperBound * width]))
        }
        own[statistic] = part(target)
        let scalars: [Float] = references.flatMap { part($0).scalars.map { Float($0) } }
        banks[statistic] = try SignalBank(
          values: Tensor(
            shape: [modelCount, rows.count, scalars.count / modelCount / rows.count],
            scalars: scalars),
          inclusion: Inclusion(seen.map { Array($0[rows]) }))
      }
      return try Outputs(
        records: Array(rows), labels: Array(labels[rows]), target: own, references: banks)
    }
    return Signals(
      audited: try outputs(0..<recordCount), population: try outputs(recordCount..<total),
      seed: seed)
  }
}
