import Foundation
import Privacy

/// The answers of accountants as people read them on a terminal, and as machines do.
package struct PrivacyTable: Sendable {
  /// Raised when a key of the JSON changes its meaning or goes away.
  static let formatVersion = 1

  let list: MechanismList
  /// The epsilon to keep, where noise was asked for.
  let epsilon: Double?
  let delta: Double
  /// One answer for each accountant.
  package let answers: [PrivacyAnswer]

  /// Pairs a question with its answers.
  ///
  /// - Parameters:
  ///   - list: The mechanisms; where noise was asked for, their own noise is not shown.
  ///   - epsilon: The epsilon to keep, where noise was asked for.
  ///   - delta: Strictly between 0 and 1.
  ///   - answers: One for each accountant.
  package init(
    list: MechanismList, epsilon: Double?, delta: Double, answers: [PrivacyAnswer]
  ) {
    (self.list, self.epsilon, self.delta, self.answers) = (list, epsilon, delta, answers)
  }

  /// The question in a line for each mechanism, then the table.
  package var lines: [String] {
    let value = epsilon == nil ? "epsilon" : "noise"
    let rows = answers.map { answer in
      [
        answer.accountant, answer.value.map(atLeast) ?? "-", answer.rho.map(atLeast) ?? "-",
        answer.value == nil ? "refused: \(answer.reason)" : answer.isLeast ? "least" : "",
      ]
    }
    return question + [""] + aligned([["accountant", value, "rho", ""]] + rows).map(trimmed)
  }

  private var question: [String] {
    let place = "at delta \(number(delta)), neighbours \(list.relation)"
    let heading = epsilon.map { "the least noise for epsilon \(number($0)) \(place)" }
    return list.uses.map(text) + [heading ?? "epsilon \(place)"]
  }

  private func text(_ use: MechanismUse) -> String {
    var parts = ["\(use.count) x \(use.name.rawValue)"]
    if epsilon == nil { parts.append("noise \(number(use.noise))") }
    parts.append("sensitivity \(number(use.sensitivity))")
    if use.sampling < 1 { parts.append("sampling \(number(use.sampling))") }
    return parts.joined(separator: ", ")
  }

  private func number(_ value: Double) -> String { String(format: "%.12g", value) }

  /// Six digits, rounded up, since epsilon, rho and noise hold only from the value on.
  private func atLeast(_ value: Double) -> String {
    let text = String(format: "%.6g", value)
    guard let shown = Double(text), shown < value else { return text }
    let step = pow(10, floor(log10(value)) - 5)
    return String(format: "%.6g", value + step)
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  /// The JSON text; keys and spellings are a promise, and what is undefined is null, never left out.
  ///
  /// - Returns: The text, without a line break at its end.
  /// - Throws: What the encoder throws.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension PrivacyTable: Encodable {
  private enum Key: String, CodingKey {
    case formatVersion, relation, delta, keptEpsilon, mechanisms, answers
  }

  /// Writes the question and the answers.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.formatVersion, forKey: .formatVersion)
    try container.encode(list.relation.rawValue, forKey: .relation)
    try container.encode(delta, forKey: .delta)
    try container.encode(epsilon, forKey: .keptEpsilon)
    try container.encode(
      list.uses.map { Use(use: $0, showsNoise: epsilon == nil) }, forKey: .mechanisms)
    try container.encode(
      answers.map { Line(answer: $0, isNoise: epsilon != nil) }, forKey: .answers)
  }

  private struct Use: Encodable {
    let use: MechanismUse
    let showsNoise: Bool

    private enum Key: String, CodingKey { case mechanism, noise, sensitivity, sampling, count }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(use.name.rawValue, forKey: .mechanism)
      try container.encode(showsNoise ? use.noise : nil, forKey: .noise)
      try container.encode(use.sensitivity, forKey: .sensitivity)
      try container.encode(use.sampling, forKey: .sampling)
      try container.encode(use.count, forKey: .count)
    }
  }

  private struct Line: Encodable {
    let answer: PrivacyAnswer
    let isNoise: Bool

    private enum Key: String, CodingKey {
      case accountant, epsilon, noise, rho, isLeast, reason
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(answer.accountant, forKey: .accountant)
      try container.encode(isNoise ? nil : answer.value, forKey: .epsilon)
      try container.encode(isNoise ? answer.value : nil, forKey: .noise)
      try container.encode(answer.rho, forKey: .rho)
      try container.encode(answer.isLeast, forKey: .isLeast)
      try container.encode(answer.reason, forKey: .reason)
    }
  }
}
