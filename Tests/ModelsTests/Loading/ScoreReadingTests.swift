import Models
import Settings
import Tables
import Tensors
import Testing

@Suite("Class scores of answers")
struct ScoreReadingTests {
  private func logits(
    _ answer: ModelAnswer, settings yaml: String = "{}", classes: [String] = ["0", "1", "2"],
    rows: [Int] = [0, 1]
  ) async throws -> Tensor<Float> {
    var settings = try Settings(yaml: yaml, file: "t.yaml")
    let scores = try ScoreReading(&settings)
    try settings.finish()
    let records = try LinearSample.records(classes: classes)
    return try await LoadedModel(
      InMemorySession { _ in answer },
      asking: .init(
        batchSize: 100, view: .columns, scores: scores, counter: QueryCounter(limit: nil)),
      classes: classes
    ).logits(ofRows: rows, of: records)
  }

  private func answer(
    _ rows: [[Float]], _ kind: ModelAnswer.Kind? = .logits, classes: [String]? = nil
  ) -> ModelAnswer {
    ModelAnswer(
      Tensor(shape: [rows.count, rows[0].count], scalars: rows.flatMap { $0 }), kind: kind,
      classes: classes)
  }

  @Test("logits stay, and log odds of two classes stand beside 0")
  func plain() async throws {
    #expect(
      try await logits(answer([[1, 2, 3], [4, 5, 6]])).scalars == [1, 2, 3, 4, 5, 6])
    #expect(
      try await logits(answer([[1], [-2]]), classes: ["n", "y"]).scalars == [0, 1, 0, -2])
  }

  @Test("probabilities become their logarithms, and one alone that of both classes")
  func probabilities() async throws {
    let two = try await logits(answer([[0.25], [1]], .probabilities), classes: ["n", "y"])
    #expect(two.scalars[0] == Float(0.75).logarithm && two.scalars[1] == Float(0.25).logarithm)
    #expect(two.scalars[3] == 0 && two.scalars[2] == Float.leastNonzeroMagnitude.logarithm)
    let declared = try await logits(
      answer([[0.5, 0.5, 0], [1, 0, 0]], nil), settings: "{outputs: probabilities}")
    #expect(declared.scalars[0] == Float(0.5).logarithm)
  }

  @Test("the model's order of classes becomes that of the data, by name or number")
  func order() async throws {
    let told = answer([[1, 2, 3], [4, 5, 6]], classes: ["2", "0.0", "1"])
    #expect(try await logits(told).scalars == [2, 3, 1, 5, 6, 4])
    let listed = try await logits(
      answer([[1, 2, 3], [4, 5, 6]]), settings: "{classes: [b, a, c]}", classes: ["a", "b", "c"])
    #expect(listed.scalars == [2, 1, 3, 5, 4, 6])
  }

  @Test("codes that the model tells are those of the data's classes in their order")
  func codes() async throws {
    let told = answer([[1, 2], [4, 5]], classes: ["1", "0"])
    #expect(try await logits(told, classes: ["no", "yes"]).scalars == [2, 1, 5, 4])
    #expect(try await logits(told, classes: ["0", "1"]).scalars == [2, 1, 5, 4])
  }

  @Test("classes that only the model knows come last")
  func further() async throws {
    let told = answer([[1, 2, 3], [4, 5, 6]], classes: ["x", "n", "y"])
    #expect(try await logits(told, classes: ["n", "y"]).scalars == [2, 3, 1, 5, 6, 4])
  }

  static let refusals: [(ModelAnswer, String, String)] = {
    func answer(_ shape: [Int], _ scalars: [Float], _ kind: ModelAnswer.Kind?) -> ModelAnswer {
      ModelAnswer(Tensor(shape: shape, scalars: scalars), kind: kind)
    }
    return [
      (answer([1, 3], [1, 2, 3], nil), "{}", "answers [1, 3] to 2 records"),
      (answer([2, 3], [1, 2, 3, .nan, 1, 1], nil), "{}", "score of row 8 is not finite"),
      (answer([2, 3], [1, 2, 3, .infinity, 1, 1], nil), "{}", "score of row 8 is not finite"),
      (answer([2, 2], [1, 2, 3, 4], nil), "{}", "2 classes apart and the data has 3"),
      (
        answer([2, 3], [0.5, 0.5, 0.5, 1, 0, 0], .probabilities), "{}",
        "of row 5 are no probabilities"
      ),
      (answer([2, 3], [1, 2, 3, 4, 5, 6], nil), "{classes: [a, b, c]}", "class '0' is none of"),
      (
        answer([2, 3], [1, 0, 0, 0.25, 0.25, 0.5], nil), "{}",
        "set 'outputs' of 'target' to probabilities"
      ),
      (answer([2, 0], [], nil), "{}", "gives no scores"),
    ]
  }()

  @Test("an answer that cannot be is refused with its row", arguments: refusals.indices)
  func refused(_ place: Int) async {
    let (answer, yaml, part) = Self.refusals[place]
    let text = await failureLine { _ = try await logits(answer, settings: yaml, rows: [5, 8]) }
    #expect(text.contains(part), "\(text)")
  }
}

import Foundation

extension Float {
  fileprivate var logarithm: Float { log(self) }
}
