import Auditing

/// The rule by which a value was measured, without what differs between runs by nature.
///
/// A convention also names the threshold that was fitted, the interval's method for that size of sample, the group
/// that came out highest and how many records were there. Numbers and the names of levels and classes are replaced, and
/// the clauses about intervals, tests and groups that were too small are left out. Parameters that change a metric stand in its name.
struct MeasurementRule: Equatable {
  let text: String

  private static let clausesOfOneRun = ["interval:", "permutation test", "not compared:"]

  /// Reads the convention of one target's reading, given the names of the runs' levels and classes.
  init(_ convention: String, names: [String]) {
    var text = convention.split(separator: "; ").filter { clause in
      !Self.clausesOfOneRun.contains { clause.hasPrefix($0) }
    }.joined(separator: "; ")
    // Longer names first, so that a name within another leaves no rest.
    for name in names.sorted(by: { ($0.count, $0) > ($1.count, $1) }) {
      text = Self.replacing(name, in: text)
    }
    text = text.replacing(/[-+]?[0-9]+(?:[.,][0-9]+)*(?:e[-+]?[0-9]+)?/, with: "#")
    text = text.replacing(/[<>]?=?#(?: x [<>]?=?#)*/, with: "#")
    self.text = text
  }

  /// The text with `#` in the place of a name that stands by itself, not within a word.
  private static func replacing(_ name: String, in text: String) -> String {
    guard !name.isEmpty, text.contains(name) else { return text }
    var (result, rest) = ("", text[...])
    while let range = rest.firstRange(of: name) {
      let before = rest[..<range.lowerBound].last ?? result.last
      let after = rest[range.upperBound...].first
      let isWord = [before, after].contains {
        $0.map { $0.isLetter || $0.isNumber || $0 == "-" } ?? false
      }
      result += rest[..<range.lowerBound] + (isWord ? name[...] : "#")
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}

extension MeasurementSeries {
  /// The rule of the first target with a value; the mean's where no target is there.
  func rule(names: [String]) -> MeasurementRule? {
    let reading = targets.first { $0.value != nil } ?? (targets.isEmpty ? mean : nil)
    return reading.map { MeasurementRule($0.convention, names: names) }
  }

  /// Whether a value was measured for a target at least.
  var hasValue: Bool { targets.contains { $0.value != nil } || mean?.value != nil }

  /// The convention of the first target with a value.
  var convention: String? {
    (targets.first { $0.value != nil } ?? mean)?.convention
  }
}
