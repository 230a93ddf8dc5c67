import Auditing
import Foundation
import Models
import Statistics
import Tensors

/// Signals of a leaking target on 40 records with 8 reference models and a population of 30, which tests reorder and change.
///
/// There are three classes and two queries of each record, the second a little off the first.
struct SampleSignals {
  let recordCount = 40
  let populationCount = 30
  let modelCount = 8
  let classCount = 3
  let queryCount = 2
  let isMember: [Bool]
  /// The target's class scores of each record and query, the population after the records that are attacked.
  var target: [[[Float]]]
  private let labels: [Int32]
  private let references: [[[[Float]]]]
  private let inclusion: [[Bool]]
  private let features: [[Float]]

  init() {
    var generator = SeededGenerator(seed: 11, label: "sample signals")
    let (audited, models) = (recordCount, modelCount)
    let total = audited + populationCount
    isMember = (0..<audited).map { $0.isMultiple(of: 2) }
    labels = (0..<total).map { _ in Int32(generator.integer(below: 3)) }
    let difficulty = (0..<total).map { _ in generator.normal() * 0.5 }
    // Balanced: each record is in exactly half of the models; nobody saw the population.
    let orders = (0..<audited).map { _ in generator.permutation(models) }
    let seen = (0..<models).map { model in
      (0..<total).map { $0 < audited && orders[$0][model] < models / 2 }
    }
    inclusion = seen
    let labels = labels
    func scores(_ record: Int, seen: Bool) -> [[Float]] {
      (0..<2).map { _ in
        (0..<3).map { label in
          let own = label == Int(labels[record])
          return Float(
            (own ? difficulty[record] + (seen ? 2.5 : 0) : 0) + 0.3 * generator.normal())
        }
      }
    }
    let isMember = isMember
    target = (0..<total).map { scores($0, seen: $0 < audited && isMember[$0]) }
    references = seen.map { row in row.indices.map { scores($0, seen: row[$0]) } }
    features = (0..<total).map { _ in (0..<3).map { _ in Float(generator.normal()) } }
  }

  /// Gives the target another log odds of a record's label, to all queries; the other classes share the rest.
  mutating func setConfidence(_ confidence: Double, of record: Int) {
    let label = Int(labels[record])
    target[record] = target[record].map { scores in
      scores.indices.map { $0 == label ? Float(confidence + log(Double(classCount - 1))) : 0 }
    }
  }

  /// The signals with the attacked records and models in an order; a record named twice is a duplicate.
  func signals(
    order: [Int]? = nil, models: [Int]? = nil, queries: Int = 1,
    statistics: [OutputStatistic] = OutputStatistic.allCases, withPopulation: Bool = true
  ) throws -> Signals {
    let order = order ?? Array(0..<recordCount)
    let models = models ?? Array(0..<modelCount)
    let population = Array(recordCount..<recordCount + populationCount)
    return Signals(
      audited: try outputs(order, models, queries, Set(statistics)),
      population: withPopulation
        ? try outputs(population, models, queries, Set(statistics)) : nil,
      seed: 5,
      labelled: LabelledRecords(
        features: columns(order),
        keys: order.map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 },
        isMember: order.map { isMember[$0] }),
      features: withPopulation
        ? RecordFeatures(audited: columns(order), population: columns(population)) : nil,
      release: try SampleRelease(features: features, isMember: isMember, inclusion: inclusion)
        .signals(order: order, models: models))
  }

  private func columns(_ order: [Int]) -> Tensor<Float> {
    Tensor(shape: [order.count, 3], scalars: order.flatMap { features[$0] })
  }

  private func outputs(
    _ order: [Int], _ models: [Int], _ queries: Int, _ statistics: Set<OutputStatistic>
  ) throws -> Outputs {
    let labels = order.map { self.labels[$0] }
    func observe(_ scores: [[[Float]]]) -> Observation {
      let logits: [Tensor<Float>] = (0..<queries).map { query in
        let scalars: [Float] = order.flatMap { record -> [Float] in scores[record][query] }
        return Tensor(shape: [order.count, classCount], scalars: scalars)
      }
      return Observation(logits: logits, labels: labels, wanted: statistics)
    }
    func withGiven(
      _ statistics: [OutputStatistic: Tensor<Double>]
    ) -> [OutputStatistic: Tensor<Double>] {
      statistics.merging([.given: statistics[.scaledConfidence]].compactMapValues(\.self)) { $1 }
    }
    let own = withGiven(observe(target).statistics)
    let observed = models.map { withGiven(observe(references[$0]).statistics) }
    let seen = Inclusion(models.map { model in order.map { inclusion[model][$0] } })
    var banks: [OutputStatistic: SignalBank] = [:]
    for statistic in statistics {
      let width = own[statistic]?.rowLength ?? 0
      let scalars: [Float] = observed.flatMap { model in
        (model[statistic]?.scalars ?? []).map { Float($0) }
      }
      banks[statistic] = try SignalBank(
        values: Tensor(shape: [models.count, order.count, width], scalars: scalars),
        inclusion: seen)
    }
    return try Outputs(
      records: order.map { SampleRelease.firstRow + $0 }, labels: labels, target: own,
      references: banks)
  }
}
