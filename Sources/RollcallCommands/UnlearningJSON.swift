import Foundation
import Statistics
import Unlearning

/// An evaluation of forgetting as machines read it; keys and spellings are a promise.
struct UnlearningJSON: Encodable {
  /// Raised when a key changes its meaning or goes away.
  static let formatVersion = 1

  private let formatVersion: Int
  private let name: String
  private let oraclesPass: Bool
  private let oracles: Int
  private let methods: [Method]
  private let capacities: [Capacity]

  /// How many records a method could delete.
  private struct Capacity: Encodable {
    struct Step: Encodable {
      let deleted: Int
      let excess: [Double]
      let refusal: String?
    }

    let name: String
    let capacity: Int
    let steps: [Step]

    init(_ name: String, _ steps: [DeletionCapacity.Step]) {
      self.name = name
      capacity = DeletionCapacity.capacity(steps)
      self.steps = steps.map {
        Step(deleted: $0.deleted, excess: $0.excess, refusal: $0.refusal)
      }
    }
  }

  private struct Attack: Encodable {
    let name: String
    let auc: NumberJSON?
    let difference: NumberJSON?
    let pValue: Double?
    let adjustedPValue: Double?
    let reason: String?

    init(_ result: ForgettingEvaluation.AttackResult) {
      name = result.attack.rawValue
      auc = result.area.map(NumberJSON.init)
      difference = (result.difference?.estimate).map(NumberJSON.init)
      (pValue, adjustedPValue) = (result.difference?.pValue, result.difference?.adjusted)
      reason = result.reason.isEmpty ? nil : result.reason
    }
  }

  private struct Method: Encodable {
    let name: String
    let runs: Int
    let forgottenAccuracy: NumberJSON
    let neverSeenAccuracy: NumberJSON
    let retainedAccuracy: NumberJSON
    let testAccuracy: NumberJSON
    let testLoss: NumberJSON
    let tugOfWar: NumberJSON?
    let forgettingScore: Double?
    let forgettingScoreCeiling: Double?
    let forgettingScoreUndecided: Int?
    let finalScore: Double?
    let testConfusion: NumberJSON?
    let forgetConfusion: NumberJSON?
    let recordPasses: Double?
    let seconds: Double?
    let attacks: [Attack]

    init(_ row: ForgettingEvaluation.Row, finalScore: Double?) {
      (name, runs) = (row.name, row.testAccuracy.runs)
      forgottenAccuracy = NumberJSON(row.forgottenAccuracy)
      neverSeenAccuracy = NumberJSON(row.neverSeenAccuracy)
      retainedAccuracy = NumberJSON(row.retainedAccuracy)
      testAccuracy = NumberJSON(row.testAccuracy)
      testLoss = NumberJSON(row.testLoss)
      tugOfWar = row.tugOfWar.map(NumberJSON.init)
      (forgettingScore, forgettingScoreCeiling) = (row.score?.value, row.score?.ceiling)
      forgettingScoreUndecided = row.score?.undecidedCount
      self.finalScore = finalScore
      testConfusion = row.testConfusion.map(NumberJSON.init)
      forgetConfusion = row.forgetConfusion.map(NumberJSON.init)
      (recordPasses, seconds) = (row.recordPasses, row.seconds)
      attacks = row.attacks.map(Attack.init)
    }
  }

  init(
    _ evaluation: ForgettingEvaluation,
    capacities: [(name: String, steps: [DeletionCapacity.Step])], name: String
  ) {
    self.capacities = capacities.map { Capacity($0.name, $0.steps) }
    (formatVersion, self.name) = (Self.formatVersion, name)
    oraclesPass = evaluation.oraclesPass
    oracles = evaluation.retrained.testAccuracy.runs
    let all = (evaluation.before.map { [$0] } ?? []) + [evaluation.retrained] + evaluation.methods
    methods = all.map { Method($0, finalScore: evaluation.finalScore(of: $0)) }
  }

  /// The JSON text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// A number with its interval.
struct NumberJSON: Encodable {
  private let value: Double
  private let low: Double?
  private let high: Double?
  private let method: String?

  init(_ estimate: Estimate) {
    value = estimate.value
    (low, high, method) = (
      estimate.interval?.low, estimate.interval?.high, estimate.interval?.method
    )
  }
}
