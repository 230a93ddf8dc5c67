import Foundation
import Statistics
import Unlearning

/// An evaluation of forgetting step by step as machines read it; keys and spellings are a promise.
struct StepJSON: Encodable {
  /// Raised when a key changes its meaning or goes away.
  static let formatVersion = 1

  private let formatVersion: Int
  private let name: String
  private let method: String
  private let runs: Int
  private let generators: [Arm]

  private struct Finding: Encodable {
    let attack: String
    let group: String
    let auc: NumberJSON
    let pValue: Double?
    let success: NumberJSON
    let differenceToFirst: NumberJSON?

    init(_ finding: StepEvaluation.Finding) {
      (attack, group) = (finding.attack.rawValue, finding.group.rawValue)
      (auc, success) = (NumberJSON(finding.area), NumberJSON(finding.success))
      (pValue, differenceToFirst) = (finding.pValue, finding.difference.map(NumberJSON.init))
    }
  }

  private struct Step: Encodable {
    let forgotten: Double
    let retainedAccuracy: NumberJSON?
    let forgottenAccuracy: NumberJSON?
    let neverSeenAccuracy: NumberJSON
    let testAccuracy: NumberJSON
    let recordPasses: Double
    let generated: Double
    let findings: [Finding]

    init(_ step: StepEvaluation.Step) {
      forgotten = step.rate
      retainedAccuracy = step.retainedAccuracy.map(NumberJSON.init)
      forgottenAccuracy = step.forgottenAccuracy.map(NumberJSON.init)
      neverSeenAccuracy = NumberJSON(step.neverSeenAccuracy)
      testAccuracy = NumberJSON(step.testAccuracy)
      (recordPasses, generated) = (step.recordPasses, step.generated)
      findings = step.findings.map(Finding.init)
    }
  }

  private struct Arm: Encodable {
    let generator: String
    let stopped: String?
    let steps: [Step]
  }

  init(_ evaluation: StepEvaluation, method: String, name: String) {
    (formatVersion, self.name, self.method) = (Self.formatVersion, name, method)
    runs = evaluation.runs
    generators = evaluation.arms.map {
      Arm(generator: $0.name, stopped: $0.stopped, steps: $0.steps.map(Step.init))
    }
  }

  /// The JSON text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
