import Foundation
package import Results

/// What a policy says of a run, in the Static Analysis Results Interchange Format, version 2.1.0.
///
/// A rule of the policy is a rule of the tool. A finding's `kind` is `fail`, `review` (too little to tell), `pass` or
/// `notApplicable`; only failures have a level, as the standard asks. The location is the run file.
package struct SARIFReport: Sendable {
  /// The JSON text.
  package let text: String

  /// Writes the log.
  ///
  /// - Parameters:
  ///   - result: What the policy says.
  ///   - tool: The program's name and version, parted by a space.
  ///   - run: The path of the run file.
  /// - Throws: What the encoder throws.
  package init(_ result: GateResult, tool: String, run: String) throws {
    var rules: [String] = []
    for finding in result.findings where !rules.contains(finding.rule) {
      rules.append(finding.rule)
    }
    let parts = tool.split(separator: " ", maxSplits: 1).map(String.init)
    let log = Log(
      runs: [
        RunLog(
          tool: .init(
            driver: .init(
              name: parts.first ?? "rollcall", version: parts.count > 1 ? parts[1] : nil,
              rules: rules.map { .init(id: $0, shortDescription: .init(text: $0)) })),
          results: result.findings.map { finding in
            ResultLog(finding, rule: rules.firstIndex(of: finding.rule) ?? 0, run: run)
          })
      ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    text = String(decoding: try encoder.encode(log), as: UTF8.self) + "\n"
  }

  private struct Log: Encodable {
    let version = "2.1.0"
    let schema = "https://json.schemastore.org/sarif-2.1.0-rtm.4.json"
    let runs: [RunLog]

    private enum CodingKeys: String, CodingKey {
      case version
      case schema = "$schema"
      case runs
    }
  }

  private struct RunLog: Encodable {
    let tool: Tool
    let results: [ResultLog]

    struct Tool: Encodable { let driver: Driver }

    struct Driver: Encodable {
      let name: String
      let version: String?
      let rules: [Rule]
    }

    struct Rule: Encodable {
      let id: String
      let shortDescription: Message
    }
  }

  private struct Message: Encodable { let text: String }

  private struct ResultLog: Encodable {
    let ruleId: String
    let ruleIndex: Int
    let kind: String
    let level: String
    let message: Message
    let locations: [Location]
    let partialFingerprints: [String: String]
    let properties: [String: String]

    init(_ finding: GateFinding, rule: Int, run: String) {
      ruleId = finding.rule
      ruleIndex = rule
      kind =
        switch finding.outcome {
        case .pass: "pass"
        case .fail: "fail"
        case .investigate: "review"
        case .notApplicable: "notApplicable"
        }
      level = finding.outcome == .fail ? "error" : "none"
      message = Message(text: "\(finding.subject): \(finding.reason)")
      locations = [
        .init(
          physicalLocation: .init(artifactLocation: .init(uri: Self.uri(run))),
          logicalLocations: [.init(fullyQualifiedName: finding.subject, kind: "measurement")])
      ]
      partialFingerprints = ["measurement/v1": "\(finding.rule)|\(finding.subject)"]
      properties = Dictionary(
        finding.values.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    }

    /// A path as a relative or absolute reference of a URI.
    private static func uri(_ path: String) -> String {
      path.hasPrefix("/")
        ? URL(filePath: path).absoluteString
        : path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? "run.h5"
    }
  }

  private struct Location: Encodable {
    let physicalLocation: Physical
    let logicalLocations: [Logical]

    struct Physical: Encodable { let artifactLocation: Artifact }
    struct Artifact: Encodable { let uri: String }
    struct Logical: Encodable {
      let fullyQualifiedName: String
      let kind: String
    }
  }
}
