import Foundation
import Settings
import Tables
import Tensors
import Unlearning

/// Class scores of models before and after unlearning that somebody else computed.
struct GivenForgetting: Sendable {
  private enum Kind: String, CaseIterable { case logits, probabilities }

  private let folder: String
  private let kind: Kind
  private let labels: String
  private let original: String?
  private let retrained: String
  private let unlearned: [(name: String, file: String)]
  private let rows: (forget: String, retain: String, test: String, neverSeen: String?)
  private let keep: String?
  private let costs: (seconds: [String: Double], passes: [String: Double])
  private let swapped: (first: Int32, second: Int32)?

  /// Reads what files there are.
  init(_ settings: inout Settings, folder: String) throws {
    self.folder = folder
    var own = try settings.section("given", "class scores that were computed elsewhere")
    kind = try own.choice("kind", default: Kind.logits, "what the class scores are")
    labels = try own.text("labels", "the array of each record's class")
    original = try own.optionalText(
      "original",
      "models before unlearning: records x classes, runs x records x classes, or runs x records x versions x classes"
    )
    retrained = try own.text("retrained", "models trained from scratch without the forget rows")
    unlearned = try own.textMap("unlearned", "models after unlearning: name: array").map {
      (name: $0.0, file: $0.1)
    }
    rows = (
      try own.text("forget", "rows to forget: row numbers, or a truth value for each record"),
      try own.text("retain", "rows that stay"), try own.text("test", "rows that no model saw"),
      try own.optionalText(
        "neverSeen", "rows that forgotten ones are told from; without it the test rows")
    )
    keep = try own.optionalText(
      "keep",
      "runs x records: which records each run trained on and forgot; forget and neverSeen are then its candidates"
    )
    costs = (
      try Self.numbers("seconds", "seconds that a method took: name: number", &own),
      try Self.numbers("recordPasses", "how often a method read a record: name: number", &own)
    )
    let classes = try own.integers(
      "swapped", default: [], in: 0...Int(Int32.max), count: 0...2,
      "two classes whose labels were swapped in the forget rows")
    guard classes.count != 1 else { throw own.error("swapped", "'swapped' must name two classes") }
    swapped = classes.isEmpty ? nil : (Int32(classes[0]), Int32(classes[1]))
    guard !unlearned.isEmpty else {
      throw own.error("given", "'unlearned' must name a method, such as mine: unlearned.npy")
    }
    try own.finish()
  }

  private static func numbers(
    _ key: String, _ meaning: String, _ settings: inout Settings
  ) throws -> [String: Double] {
    var result: [String: Double] = [:]
    for (name, text) in try settings.textMap(key, meaning) {
      guard let number = Double(text), number.isFinite, number >= 0 else {
        throw settings.error(key, "'\(key)' of '\(name)' must be a number from 0, found '\(text)'")
      }
      result[name] = number
    }
    return result
  }

  /// Reads the files.
  ///
  /// - Returns: What the models said.
  /// - Throws: An error in one line naming the file, run or row that does not fit.
  func evidence() throws -> ForgettingEvidence {
    let labels = try NumberMatrix(labels, relativeTo: folder).integers(self.labels)
    let classes = try labels.enumerated().map { row, label in
      guard let class_ = Int32(exactly: label) else {
        throw PipelinesError("\(self.labels): the label of row \(row) is no class")
      }
      return class_
    }
    let count = labels.count
    func rows(_ text: String) throws -> [Int] {
      try NumberMatrix(text, relativeTo: folder).rows(text, count: count)
    }
    let test = try rows(self.rows.test)
    let forget = try rows(self.rows.forget)
    let neverSeen = try self.rows.neverSeen.map(rows) ?? test
    if keep == nil, let row = Set(forget).intersection(neverSeen).min() {
      throw PipelinesError(
        "row \(row) is to be forgotten and never seen; it can only be one, but for 'keep'")
    }
    let candidates = keep == nil ? forget + neverSeen : Set(forget + neverSeen).sorted()
    let sets = ForgettingEvidence.Rows(
      candidates: candidates, wasForgotten: try fates(candidates, forget: forget, count: count),
      retained: try rows(self.rows.retain), test: test)
    return try ForgettingEvidence(
      labels: classes, rows: sets,
      original: try original.map { try bank("original", $0, candidates) },
      retrained: try bank("retrain", retrained, candidates),
      methods: try unlearned.map { try bank($0.name, $0.file, candidates) }, swapped: swapped)
  }

  /// Which candidates each run forgot.
  private func fates(_ candidates: [Int], forget: [Int], count: Int) throws -> [[Bool]] {
    guard let keep else {
      let forgotten = Set(forget)
      return [candidates.map(forgotten.contains)]
    }
    let matrix = try NumberMatrix(keep, relativeTo: folder)
    guard matrix.shape.count == 2, matrix.shape[1] == count, matrix.shape[0] >= 2,
      matrix.values.allSatisfy({ $0 == 0 || $0 == 1 })
    else {
      throw PipelinesError(
        "\(keep) has shape \(matrix.shape); give truth values, runs x \(count) records, of two runs or more"
      )
    }
    return (0..<matrix.shape[0]).map { run in
      candidates.map { matrix.values[run * count + $0] == 1 }
    }
  }

  /// Models from an array of records x classes, runs x records x classes, or runs x records x versions x classes.
  private func bank(
    _ name: String, _ text: String, _ candidates: [Int]
  ) throws -> ForgettingEvidence.Bank {
    let matrix = try NumberMatrix(text, relativeTo: folder)
    let axes = matrix.shape.count
    guard (2...4).contains(axes) else {
      throw PipelinesError(
        "\(text) has shape \(matrix.shape); give records x classes, runs x records x classes, or runs x records x versions x classes, the record itself as the first version"
      )
    }
    let (records, classes) = (matrix.shape[axes == 2 ? 0 : 1], matrix.shape[axes - 1])
    let versions = axes == 4 ? matrix.shape[2] : 1
    if let row = candidates.first(where: { $0 < 0 || $0 >= records }) {
      throw PipelinesError(
        "the forget and never-seen rows name row \(row), and \(text) has \(records) records; count from 0"
      )
    }
    let size = max(1, records * versions * classes)
    let runs = try stride(from: 0, to: matrix.values.count, by: size).enumerated().map {
      run, start in
      GivenRun(
        scores: try scores(matrix.values[start..<start + size], "\(text), run \(run)", classes),
        versions: versions, classes: classes)
    }
    let passes = costs.passes[name].map { Int($0) }
    return ForgettingEvidence.Bank(
      name, runs: runs.map { $0.version(0, of: Array(0..<records)) },
      versions: versions < 2
        ? [] : runs.map { run in (1..<versions).map { run.version($0, of: candidates) } },
      seconds: costs.seconds[name].map { [$0] } ?? [], recordPasses: passes.map { [$0] } ?? [])
  }

  /// Class scores from what was given; a probability of 0 is taken as the least number above it.
  private func scores(
    _ values: ArraySlice<Double>, _ place: String, _ classes: Int
  ) throws -> [Float] {
    guard kind == .probabilities else { return values.map(Float.init) }
    for start in stride(from: values.startIndex, to: values.endIndex, by: max(1, classes)) {
      let row = values[start..<start + classes]
      guard row.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(row.reduce(0, +) - 1) < 1e-3 else {
        throw PipelinesError(
          "\(place): the probabilities of row \((start - values.startIndex) / classes) do not add up to 1; "
            + "are they logits? Then say kind: logits")
      }
    }
    return values.map { Float(log(max($0, Double(Float.leastNormalMagnitude)))) }
  }
}

/// The class scores of one model, records x versions x classes.
private struct GivenRun {
  let scores: [Float]
  let versions: Int
  let classes: Int

  /// The scores of one version of some records.
  func version(_ version: Int, of rows: [Int]) -> Tensor<Float> {
    Tensor(
      shape: [rows.count, classes],
      scalars: rows.flatMap { row in
        let start = (row * versions + version) * classes
        return scores[start..<start + classes]
      })
  }
}
