import Auditing
import Foundation
import Results
import Statistics

/// A comparison as machines read it; keys and spellings are a promise.
struct ComparisonJSON: Encodable {
  /// Raised when a key changes its meaning or goes away.
  static let formatVersion = 1

  private let comparison: RunComparison
  private let baseline: String
  private let new: String

  init(_ comparison: RunComparison, baseline: String, new: String) {
    self.comparison = comparison
    self.baseline = baseline
    self.new = new
  }

  /// The JSON text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  private enum Key: String, CodingKey {
    case formatVersion, baseline, new, level, correction, pairing, obstacle, notes
    case measurements, onlyBaseline, onlyNew, notComparable, declaredMissing
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.formatVersion, forKey: .formatVersion)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(new, forKey: .new)
    try container.encode(comparison.plan.level, forKey: .level)
    try container.encode(comparison.plan.correction.rawValue, forKey: .correction)
    try container.encode(comparison.pairing.explanation, forKey: .pairing)
    try container.encode(comparison.obstacle, forKey: .obstacle)
    try container.encode(comparison.notes, forKey: .notes)
    try container.encode(comparison.lines.map(Line.init), forKey: .measurements)
    try container.encode(comparison.onlyBaseline.map { Name($0) }, forKey: .onlyBaseline)
    try container.encode(comparison.onlyNew.map { Name($0) }, forKey: .onlyNew)
    try container.encode(
      comparison.notComparable.map { Name($0.key, reason: $0.reason) }, forKey: .notComparable)
    try container.encode(comparison.missing.map(\.description), forKey: .declaredMissing)
  }

  /// A measurement without values.
  private struct Name: Encodable {
    let stage: String
    let attack: String?
    let metric: String
    let group: String
    let reason: String?

    init(_ key: MeasurementKey, reason: String? = nil) {
      (stage, attack, metric, group) = (key.stage, key.attack, key.metric, key.group)
      self.reason = reason
    }
  }

  /// One side's value.
  private struct Side: Encodable {
    let reading: Reading

    private enum Key: String, CodingKey { case value, low, high, n, status, convention }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(reading.value, forKey: .value)
      try container.encode(reading.interval?.low, forKey: .low)
      try container.encode(reading.interval?.high, forKey: .high)
      try container.encode(reading.count, forKey: .n)
      try container.encode(reading.status.rawValue, forKey: .status)
      try container.encode(reading.convention, forKey: .convention)
    }
  }

  /// One measurement of both runs; what is undefined is null, never left out.
  private struct Line: Encodable {
    let line: RunComparison.Line

    init(_ line: RunComparison.Line) { self.line = line }

    private enum Key: String, CodingKey {
      case stage, attack, metric, group, baseline, new, difference, low, high, method
      case isDeclared, pValue, adjusted, isSignificant, detectable
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(line.key.stage, forKey: .stage)
      try container.encode(line.key.attack, forKey: .attack)
      try container.encode(line.key.metric, forKey: .metric)
      try container.encode(line.key.group, forKey: .group)
      try container.encode(Side(reading: line.baseline), forKey: .baseline)
      try container.encode(Side(reading: line.new), forKey: .new)
      try container.encode(line.difference?.value, forKey: .difference)
      try container.encode(line.difference?.interval?.low, forKey: .low)
      try container.encode(line.difference?.interval?.high, forKey: .high)
      try container.encode(line.difference?.method, forKey: .method)
      try container.encode(line.isDeclared, forKey: .isDeclared)
      try container.encode(line.test?.pValue, forKey: .pValue)
      try container.encode(line.test?.adjusted, forKey: .adjusted)
      try container.encode(line.test?.isSignificant, forKey: .isSignificant)
      try container.encode(line.test?.detectable, forKey: .detectable)
    }
  }
}
