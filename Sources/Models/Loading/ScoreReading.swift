import Foundation
package import Settings
import Tensors

/// How a model's scores become class scores before the softmax, in the order of the data's classes.
package struct ScoreReading: Sendable {
  /// What settings say that scores are.
  enum Declared: String, CaseIterable { case auto, logits, probabilities }

  private let declared: Declared
  /// The model's classes in the order of its scores; empty where the data's order holds.
  private let classes: [String]

  /// Reads how scores are meant from a target's settings.
  ///
  /// - Parameter settings: The target's mapping; takes out `outputs` and `classes`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    declared = try settings.choice(
      "outputs", default: .auto,
      "what the model gives; auto where its format tells, else logits")
    classes = try settings.texts(
      "classes", default: [], count: 0...1_000_000,
      "the model's classes in the order of its scores; that of the data where none are given")
    guard Set(classes).count == classes.count else {
      throw settings.error("classes", "names a class twice; name each once")
    }
  }

  /// Turns an answer into class scores.
  ///
  /// - Parameters:
  ///   - answer: What the model said.
  ///   - rows: The row numbers of the records that were asked about.
  ///   - names: The data's classes in their order.
  /// - Returns: Records x classes: those of the data first, then those that only the model knows.
  /// - Throws: `ModelsError` where counts do not fit, or naming the row of a number that cannot be.
  func logits(
    _ answer: ModelAnswer, rows: ArraySlice<Int>, names: [String]
  ) throws(ModelsError) -> (values: [Float], width: Int) {
    let scores = answer.scores
    guard scores.shape.count <= 2, scores.rowCount == rows.count else {
      throw ModelsError(
        "the model answers \(scores.shape) to \(rows.count) records; it must give a row for each")
    }
    let width = scores.rowLength
    guard width >= 1 else { throw ModelsError("the model gives no scores; name another output") }
    if let place = scores.scalars.firstIndex(where: { !$0.isFinite }) {
      throw ModelsError(
        "the model's score of row \(rows[rows.startIndex + place / width]) is not finite; leave the record out or mend "
          + "the model")
    }
    let kind = kind(answer)
    let values =
      try kind == .probabilities
      ? logarithms(scores.scalars, width: width, rows: rows) : expanded(scores.scalars, width)
    return try ordered(values, max(2, width), answer.classes, names)
  }

  private func kind(_ answer: ModelAnswer) -> ModelAnswer.Kind {
    switch declared {
    case .auto: answer.kind ?? .logits
    case .logits: .logits
    case .probabilities: .probabilities
    }
  }

  /// Whether scores that are taken for logits look like probabilities, which nobody said they are.
  ///
  /// - Parameters:
  ///   - values: Records x classes as they came.
  ///   - width: The classes.
  /// - Returns: True where all lie from 0 to 1 and each row adds up to 1.
  static func lookLikeProbabilities(_ values: [Float], width: Int) -> Bool {
    guard width >= 2, values.count >= width, values.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      return false
    }
    return stride(from: 0, to: values.count, by: width).allSatisfy {
      abs(values[$0..<$0 + width].reduce(0, +) - 1) < 1e-3
    }
  }

  /// Whether an answer is taken for logits although neither the settings nor the format say so.
  func isGuess(_ answer: ModelAnswer) -> Bool { declared == .auto && answer.kind == nil }

  /// Log odds of one class beside 0 for the other; more classes as they are.
  private func expanded(_ scores: [Float], _ width: Int) -> [Float] {
    width == 1 ? scores.flatMap { [0, $0] } : scores
  }

  private func logarithms(
    _ scores: [Float], width: Int, rows: ArraySlice<Int>
  ) throws(ModelsError) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(max(2, width) * rows.count)
    for (place, row) in rows.enumerated() {
      let own = scores[place * width..<(place + 1) * width]
      let total = own.reduce(0, +)
      guard own.allSatisfy({ $0 >= -1e-4 && $0 <= 1.0001 }), width == 1 || abs(total - 1) < 1e-2
      else {
        throw ModelsError(
          "the model's scores of row \(row) are no probabilities; set 'outputs' of 'target' to logits"
        )
      }
      // A probability of 0 is taken as the least number above it.
      let least = Float.leastNonzeroMagnitude
      if width == 1 {
        let share = own[own.startIndex]
        result += [log(max(1 - share, least)), log(max(share, least))]
      } else {
        result += own.map { log(max($0, least)) }
      }
    }
    return result
  }

  private func ordered(
    _ values: [Float], _ width: Int, _ told: [String]?, _ names: [String]
  ) throws(ModelsError) -> (values: [Float], width: Int) {
    let own = classes.isEmpty ? Self.named(told ?? [], names) : classes
    guard !own.isEmpty else {
      guard width == names.count else {
        throw ModelsError(
          "the model tells \(width) classes apart and the data has \(names.count); list the model's in 'classes' of "
            + "'target', in the order of its scores")
      }
      return (values, width)
    }
    guard own.count == width else {
      throw ModelsError("\(own.count) classes are named for \(width) scores; name each once")
    }
    var order: [Int] = []
    for name in names {
      guard let place = own.firstIndex(where: { Self.areSame($0, name) }) else {
        throw ModelsError(
          "the data's class '\(name)' is none of the model's: \(own.prefix(20).joined(separator: ", ")); list the "
            + "model's in 'classes' of 'target', in the order of its scores and by the data's names"
        )
      }
      order.append(place)
    }
    order += own.indices.filter { !order.contains($0) }
    guard order != Array(0..<width) else { return (values, width) }
    return (
      stride(from: 0, to: values.count, by: width).flatMap { start in
        order.map { values[start + $0] }
      }, width
    )
  }

  /// What a model tells of its classes: where it tells their codes and the data names them, the names of the codes.
  private static func named(_ told: [String], _ names: [String]) -> [String] {
    let codes = told.compactMap { Int($0) }
    guard codes.sorted() == Array(names.indices), !names.contains(where: { Double($0) != nil })
    else { return told }
    return codes.map { names[$0] }
  }

  /// Whether two names are one class: equal, or the same number however it is written.
  private static func areSame(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    guard let left = Double(left), let right = Double(right) else { return false }
    return left == right
  }
}
