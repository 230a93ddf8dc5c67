import Attacks
import Auditing
import Foundation
import Metrics
import Models
import Pipelines
import Results
import Settings
import Tables
import Unlearning

/// Everything that can be named in experiments and suites, read off the program's own lists.
package struct Catalogue: Encodable {
  /// One key that a part reads.
  struct Setting: Encodable {
    let name: String
    let kind: String
    let defaultValue: String?
    let range: String?
    let meaning: String

    private enum CodingKeys: String, CodingKey {
      case name, kind
      case defaultValue = "default"
      case range, meaning
    }

    init(_ description: SettingDescription) {
      name = description.key
      kind = description.kind
      defaultValue = description.defaultValue
      range = description.range
      meaning = description.meaning
    }
  }

  /// Under what threat model an attack is meant.
  struct Threat: Encodable {
    let access: String
    let knowledge: String
  }

  /// One attack.
  struct Attack: Encodable {
    let name: String
    let version: Int
    let summary: String
    let threatModel: Threat
    let source: String
    let settings: [Setting]
  }

  /// One metric, stage, format or part of a policy.
  struct Part: Encodable {
    let name: String
    let version: Int
    let summary: String
    let settings: [Setting]
  }

  let attacks: [Attack]
  let metrics: [Part]
  let stages: [Part]
  let unlearners: [Part]
  let formats: [Part]
  let models: [Part]
  let policies: [Part]

  /// Reads the lists.
  package init() throws {
    attacks = try Attacks.attacks.map { type in
      let declaration = type.declaration
      return Attack(
        name: type.name, version: declaration.part.version, summary: declaration.part.summary,
        threatModel: Threat(
          access: declaration.threatModel.access, knowledge: declaration.threatModel.knowledge),
        source: declaration.source,
        settings: try Settings.describe { _ = try type.init(&$0) }.map(Setting.init))
    }
    metrics = try Metrics.metrics.map { type in
      Part(type.declaration, try Settings.describe { _ = try type.init(&$0) })
    }
    stages = try Pipelines.stages.map { type in
      Part(type.declaration, try Settings.describe { _ = try type.init(&$0) })
    }
    unlearners = try Unlearning.unlearners.map { type in
      Part(type.declaration, try Settings.describe { _ = try type.init(&$0) })
    }
    formats = try recordSources.map { type in
      Part(
        Declaration(type.name, version: 1, type.summary),
        try Settings.describe { settings in
          _ = try type.init(&settings)
          _ = try NumericEncoding(&settings)
        })
    }
    models = try Self.modelParts()
    policies = try Self.policyParts()
  }

  /// What every target that is a model has, and each format's own settings.
  private static func modelParts() throws -> [Part] {
    let shared = Part(
      Declaration("target", version: 1, "the keys of a model of any format"),
      try Settings.describe { settings in
        _ = try settings.text("format", "the model's format, one of those below")
        _ = try ModelTarget.Asking(&settings)
        _ = try ModelExperiment.Knowledge(&settings)
      })
    return try [shared]
      + modelFormats.map { type in
        Part(
          Declaration(type.name, version: 1, type.summary),
          try Settings.describe { _ = try type.init(&$0) })
      }
  }

  /// What a policy of `rollcall gate` can ask for.
  private static func policyParts() throws -> [Part] {
    [
      Part(
        Declaration("policy", version: 1, "the keys of a policy file"),
        try Settings.describe { _ = try GatePolicy(&$0) }),
      Part(
        Declaration("limits", version: 1, "one item: a limit on a metric's value or interval"),
        try Settings.describe { _ = try GateLimit(metric: "auc", &$0) }),
      Part(
        Declaration("regressions", version: 1, "one item: an allowed change against the baseline"),
        try Settings.describe { _ = try GateRegression(metric: "auc", &$0) }),
    ]
  }

  /// The JSON text, the stable interface for machines.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension Catalogue.Part {
  fileprivate init(_ declaration: Declaration, _ settings: [SettingDescription]) {
    self.init(
      name: declaration.name, version: declaration.version, summary: declaration.summary,
      settings: settings.map(Catalogue.Setting.init))
  }
}
