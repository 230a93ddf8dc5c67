import Auditing
import Foundation
import Models
import Statistics
import Tensors

/// What one target and some reference models say of a few records, written out in a test.
struct SmallOutputs {
  /// The target's statistic of each record.
  var target: [Double]
  /// The reference models' statistic, models x records.
  var references: [[Double]]
  /// Which records each reference model saw; none where it is left out.
  var included: [[Bool]]?
  var labels: [Int32]?

  func outputs(_ statistic: OutputStatistic) throws -> Outputs {
    let count = target.count
    let seen = included ?? references.map { $0.map { _ in false } }
    let bank = try SignalBank(
      values: Tensor(
        shape: [references.count, count, 1], scalars: references.joined().map { Float($0) }),
      inclusion: Inclusion(seen))
    return try Outputs(
      records: Array(0..<count), labels: labels,
      target: [statistic: Tensor(shape: [count, 1], scalars: target)],
      references: [statistic: bank])
  }

  func signals(_ statistic: OutputStatistic, population: SmallOutputs? = nil) throws -> Signals {
    Signals(
      audited: try outputs(statistic), population: try population?.outputs(statistic), seed: 1)
  }
}

/// The values of one statistic with each reference model's first query, for slow versions of attacks.
struct SlowBank {
  let target: [Double]
  /// Models x records.
  let references: [[Double]]
  let included: [[Bool]]

  init(_ outputs: Outputs, _ statistic: OutputStatistic) throws {
    let bank = try outputs.bank(statistic)
    target = try outputs.firstQuery(statistic)
    references = try bank.models.map { model in
      let values = try bank.values(ofModel: model)
      return outputs.records.indices.map { Double(values[$0 * bank.queryCount]) }
    }
    included = bank.models.map { Array(bank.inclusion.row($0)) }
  }

  init(target: [Double], references: [[Double]], included: [[Bool]]) {
    (self.target, self.references, self.included) = (target, references, included)
  }

  /// A record's values under the models that saw it, or those that did not.
  func sample(_ record: Int, included side: Bool) -> [Double] {
    references.indices.filter { included[$0][record] == side }.map { references[$0][record] }
  }

  /// A model in the place of the target, with the others as its references.
  func attacking(_ model: Int) -> SlowBank {
    let others = references.indices.filter { $0 != model }
    return SlowBank(
      target: references[model], references: others.map { references[$0] },
      included: others.map { included[$0] })
  }
}

/// Class scores of one record under a target, and what an attack makes of them.
func score(_ name: String, probabilities: [Double], label: Int32) throws -> Double {
  try score(name, logits: probabilities.map { Float(log($0)) }, label: label)
}

func score(_ name: String, logits: [Float], label: Int32) throws -> Double {
  let observation = Observation(
    logits: [Tensor(shape: [1, logits.count], scalars: logits)], labels: [label],
    wanted: Set(OutputStatistic.allCases))
  let signals = Signals(
    audited: try Outputs(records: [0], labels: [label], target: observation.statistics), seed: 1)
  return try attack(name).scores(for: signals)[0]
}

/// Numbers that differ by rounding alone.
func isClose(_ first: Double, _ second: Double, tolerance: Double = 1e-9) -> Bool {
  abs(first - second) <= tolerance * max(1, abs(second))
}
