import Auditing
import Results
import Statistics

/// The sentences and tables of a comparison.
struct ComparisonText {
  /// The most lines of what was not declared; the JSON has them all.
  static let longest = 40

  let comparison: RunComparison

  init(_ comparison: RunComparison) {
    self.comparison = comparison
  }

  /// What came out, in one sentence.
  var headline: String {
    if comparison.obstacle != nil { return "Nothing was compared" }
    let (tested, changed) = (comparison.tested.count, comparison.changed.count)
    guard tested > 0 else { return "Nothing that was declared could be tested" }
    guard changed > 0 else {
      return tested == 1
        ? "The declared measurement did not change"
        : "None of \(tested) declared measurements changed"
    }
    return "\(changed) of \(tested) declared measurements changed"
  }

  /// What a reader must know before the numbers.
  var facts: String {
    let plan = comparison.plan
    let correction = plan.correction == .holm ? "Holm" : "Benjamini-Hochberg"
    let opening =
      comparison.obstacle.map {
        [
          "\($0) Allow it by --other-data; inputs that are audited themselves are named by --changing."
        ]
      }
      ?? [
        comparison.pairing.explanation,
        "Two-sided tests, corrected after \(correction), level \(shortest(plan.level)). A difference is the new value "
          + "less the baseline's.",
      ]
    return (opening + comparison.notes).map { "- \(escaped($0))" }.joined(separator: "\n")
  }

  /// The table of the declared measurements, and what of them could not be tested.
  var declared: [String] {
    guard comparison.obstacle == nil else { return [] }
    let lines = comparison.lines.filter(\.isDeclared)
    let header = [
      "measurement", "baseline", "new", "difference [95 %]", "p", "adjusted", "outcome",
      "80 % power from", "test",
    ]
    let missing = comparison.missing.map {
      "- `\($0)` was declared, and is not a measurement of both runs."
    }
    return ["## What was declared"]
      + (lines.isEmpty ? [] : [markdownTable(header, lines.map(row))])
      + (missing.isEmpty ? [] : [missing.joined(separator: "\n")])
  }

  private func row(_ line: RunComparison.Line) -> [String] {
    let test = line.test
    let outcome =
      test.map { $0.isSignificant ? "**\(direction(line))**" : "no change seen" } ?? "not tested"
    return [
      name(line.key), cell(line.baseline), cell(line.new), difference(line),
      test.map { probability($0.pValue) } ?? "–", test.map { probability($0.adjusted) } ?? "–",
      outcome, test?.detectable.map { decimal($0, 4) } ?? "–",
      escaped(line.difference?.method ?? "no value on a side"),
    ]
  }

  private func direction(_ line: RunComparison.Line) -> String {
    (line.difference?.value ?? 0) > 0 ? "rose" : "fell"
  }

  /// The other measurements that moved most for their error, without a verdict.
  var others: [String] {
    let others = comparison.lines.filter { !$0.isDeclared }
    let moved = Self.moved(others)
    guard !others.isEmpty else { return [] }
    let shown = moved.prefix(Self.longest)
    let sentence =
      "\(others.count) other measurements are in both runs. They were not declared, so nothing follows from them alone; "
      + "of so many some move by chance. \(moved.count) moved by more than their interval"
      + (moved.count > shown.count ? "; the \(shown.count) that moved most are shown." : ".")
      + " `--json` has all of them."
    guard !shown.isEmpty else { return ["## Everything else", sentence] }
    let rows = shown.map { line in
      [name(line.key), cell(line.baseline), cell(line.new), difference(line)]
    }
    return [
      "## Everything else", sentence,
      markdownTable(["measurement", "baseline", "new", "difference [95 %]"], rows),
    ]
  }

  /// The lines whose interval excludes zero, the largest difference for its error first.
  static func moved(_ lines: [RunComparison.Line]) -> [RunComparison.Line] {
    func size(_ line: RunComparison.Line) -> Double {
      guard let difference = line.difference, let error = difference.standardError, error > 0
      else { return 0 }
      return abs(difference.value) / error
    }
    return lines.filter { line in
      guard let interval = line.difference?.interval else { return false }
      return interval.low > 0 || interval.high < 0
    }.sorted { size($0) > size($1) }
  }

  /// What is on one side only, and what is not comparable.
  var exclusions: [String] {
    func section(_ title: String, _ keys: [MeasurementKey]) -> [String] {
      keys.isEmpty ? [] : ["## \(title)", list(keys)]
    }
    var text = section("Only in the baseline", comparison.onlyBaseline)
    text += section("Only in the new run", comparison.onlyNew)
    guard !comparison.notComparable.isEmpty else { return text }
    let reasons = Dictionary(grouping: comparison.notComparable, by: \.reason)
    text.append("## Not comparable")
    text += reasons.keys.sorted().map { reason in
      "\(escaped(reason)):\n\n\(list(reasons[reason]?.map(\.key) ?? []))"
    }
    return text
  }

  private func list(_ keys: [MeasurementKey]) -> String {
    let shown = keys.prefix(Self.longest).map { "- \(name($0))" }
    let rest = keys.count - shown.count
    return (shown + (rest > 0 ? ["- and \(rest) more, which `--json` lists"] : []))
      .joined(separator: "\n")
  }

  private func name(_ key: MeasurementKey) -> String {
    let group = key.group == Measurement.all ? "" : ", \(escaped(key.group))"
    let attack = key.attack.map { "`\($0)` " } ?? ""
    return "\(attack)\(escaped(key.metric))\(group), \(escaped(key.stage))"
  }

  private func cell(_ reading: Reading) -> String {
    guard let value = reading.value else { return reading.status.rawValue }
    guard let interval = reading.interval else { return decimal(value, 4) }
    return "\(decimal(value, 4)) [\(decimal(interval.low, 4)), \(decimal(interval.high, 4))]"
  }

  private func difference(_ line: RunComparison.Line) -> String {
    guard let difference = line.difference else { return "–" }
    let value = signed(difference.value)
    guard let interval = difference.interval else { return value }
    return "\(value) [\(signed(interval.low)), \(signed(interval.high))]"
  }

  private func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + decimal(value, 4)
  }

  private func probability(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : decimal(value, 4)
  }

  private func shortest(_ value: Double) -> String { "\(value)" }
}
