import Auditing
import Foundation
import Statistics
import Tensors

/// Signals of a leaking target on 40 records with 8 reference models, which tests reorder and change.
struct SampleSignals {
  let recordCount = 40
  let modelCount = 8
  /// The target's scaled confidence of each record.
  var confidence: [Double]
  let isMember: [Bool]
  private let references: [[Float]]
  private let inclusion: [[Bool]]
  private let features: [[Float]]

  init() {
    var generator = SeededGenerator(seed: 11, label: "sample signals")
    isMember = (0..<recordCount).map { $0.isMultiple(of: 2) }
    let difficulty = (0..<recordCount).map { _ in generator.normal() * 0.5 }
    confidence = zip(difficulty, isMember).map { $0 + ($1 ? 2.5 : 0) + 0.3 * generator.normal() }
    // Balanced: each record is in exactly half of the models.
    let (records, models) = (recordCount, modelCount)
    let orders = (0..<records).map { _ in generator.permutation(models) }
    let seen = (0..<models).map { model in orders.map { $0[model] < models / 2 } }
    inclusion = seen
    references = seen.map { row in
      row.indices.map { record in
        let shift = row[record] ? 2.5 : 0
        return Float(difficulty[record] + shift + (row[record] ? 0.5 : 0.3) * generator.normal())
      }
    }
    features = (0..<records).map { _ in (0..<3).map { _ in Float(generator.normal()) } }
  }

  /// The signals with records and models in an order; a record named twice is a duplicate.
  func signals(
    order: [Int]? = nil, models: [Int]? = nil,
    statistics: [OutputStatistic] = OutputStatistic.allCases
  ) throws -> Signals {
    let order = order ?? Array(0..<recordCount)
    let models = models ?? Array(0..<modelCount)
    let seen = Inclusion(models.map { model in order.map { inclusion[model][$0] } })
    var target: [OutputStatistic: Tensor<Double>] = [:]
    var banks: [OutputStatistic: SignalBank] = [:]
    for statistic in statistics {
      target[statistic] = Tensor(
        shape: [order.count, 1], scalars: order.map { value(statistic, confidence[$0]) })
      let rows = models.flatMap { model in
        order.map { Float(value(statistic, Double(references[model][$0]))) }
      }
      banks[statistic] = try SignalBank(
        values: Tensor(shape: [models.count, order.count, 1], scalars: rows), inclusion: seen)
    }
    return try Signals(
      records: order.map { 100 + $0 }, seed: 5, target: target, references: banks,
      labelled: LabelledRecords(
        features: Tensor(
          shape: [order.count, 3], scalars: order.flatMap { features[$0] }),
        keys: order.map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 },
        isMember: order.map { isMember[$0] }))
  }

  private func value(_ statistic: OutputStatistic, _ confidence: Double) -> Double {
    switch statistic {
    case .scaledConfidence: confidence
    case .loss: log1p(exp(-confidence))
    }
  }
}
