import Foundation
import Models
import Settings
import Tables
import TemporaryFolders
import Tensors
import Testing

/// A model of each format that computes the same scores.
struct LoaderUnderLaw: CustomTestStringConvertible, Sendable {
  let name: String
  /// The target's settings but for the batch; nil for the model in memory.
  let yaml: String?
  var isHere = true
  /// Whether the scores are those of the formula.
  var isLinear = true

  var testDescription: String { name }

  static let all: [LoaderUnderLaw] = [
    LoaderUnderLaw(name: "in memory", yaml: nil),
    LoaderUnderLaw(
      name: "onnx", yaml: "{format: onnx, path: linear.onnx, outputs: logits",
      isHere: hasOnnxRuntime),
    LoaderUnderLaw(
      name: "onnx of five records", yaml: "{format: onnx, path: linear-fixed.onnx, outputs: logits",
      isHere: hasOnnxRuntime),
    LoaderUnderLaw(
      name: "xgboost", yaml: "{format: xgboost, path: trees-three.ubj", isHere: hasXGBoost,
      isLinear: false),
    LoaderUnderLaw(
      name: "checkpoint", yaml: "{format: checkpoint, path: perceptron.safetensors",
      isLinear: false),
    LoaderUnderLaw(
      name: "process", yaml: "{format: process, command: [python3, linear.py], outputs: logits",
      isHere: hasPython),
    LoaderUnderLaw(
      name: "http", yaml: "{format: http, url: 'ADDRESS', model: linear, outputs: logits",
      isHere: hasPython),
  ]

  /// Loads the model and lends it.
  func withModel<Result>(
    _ records: Records, batch: Int, budget: Int = 0,
    _ body: (LoadedModel) async throws -> Result
  ) async throws -> Result {
    guard let yaml else {
      var settings = try Settings(yaml: "{outputs: logits}", file: "t")
      let model = LoadedModel(
        InMemorySession { batch in
          let scalars = batch.rows.flatMap { LinearSample.scores($0).map { Float($0) } }
          return ModelAnswer(Tensor(shape: [batch.count, 3], scalars: scalars))
        },
        asking: .init(
          batchSize: batch, view: .columns, scores: try ScoreReading(&settings),
          counter: QueryCounter(limit: budget == 0 ? nil : budget)),
        classes: records.dataset.label.names)
      return try await body(model)
    }
    if yaml.contains("ADDRESS") {
      return try await withServer { address in
        try await LoaderUnderLaw(name: name, yaml: yaml.replacing("ADDRESS", with: address))
          .withModel(records, batch: batch, budget: budget, body)
      }
    }
    var settings = try Settings(
      yaml: yaml + ", batch: \(batch), queryBudget: \(budget)}", file: "t")
    let target = try ModelTarget(&settings)
    try settings.finish()
    return try await target.withModel(
      on: records, folder: LinearSample.fixtures,
      environment: ProcessInfo.processInfo.environment, threads: 1
    ) { model, _ in try await body(model) }
  }
}

/// Whether there is a Python to run programs with.
let hasPython = isOnPath("python3")

@Suite("Laws of loaded models")
struct ModelLawTests {
  @Test("every format in the list is held to the laws")
  func isComplete() {
    let names = LoaderUnderLaw.all.compactMap(\.yaml)
    for format in modelFormats {
      #expect(names.contains { $0.contains("format: \(format.name)") }, "\(format.name)")
    }
  }

  @Test(
    "the scores are those of the formula",
    arguments: LoaderUnderLaw.all.filter { $0.isHere && $0.isLinear })
  func scores(_ loader: LoaderUnderLaw) async throws {
    let records = try LinearSample.records()
    let rows = Array(0..<records.count)
    let scores = try await loader.withModel(records, batch: 256) {
      try await $0.logits(ofRows: rows, of: records)
    }
    #expect(scores.shape == [rows.count, 3])
    for row in rows {
      for (score, expected) in zip(scores.row(row), LinearSample.scores(row)) {
        #expect(abs(Double(score) - expected) < 1e-5)
      }
    }
  }

  @Test(
    "batches change no answer, and nor does the order",
    arguments: LoaderUnderLaw.all.filter(\.isHere))
  func batches(_ loader: LoaderUnderLaw) async throws {
    let records = try LinearSample.records()
    let rows = Array(0..<records.count)
    let whole = try await loader.withModel(records, batch: 256) {
      try await $0.logits(ofRows: rows, of: records)
    }
    for batch in [1, 7, 22] {
      let parts = try await loader.withModel(records, batch: batch) {
        try await $0.logits(ofRows: rows, of: records)
      }
      #expect(parts == whole, "batches of \(batch)")
    }
    let order = rows.reversed() + [3, 3, 0]
    let turned = try await loader.withModel(records, batch: 4) {
      try await $0.logits(ofRows: order, of: records)
    }
    for (place, row) in order.enumerated() {
      #expect(Array(turned.row(place)) == Array(whole.row(row)))
    }
    let none = try await loader.withModel(records, batch: 4) {
      try await $0.logits(ofRows: [], of: records)
    }
    #expect(none.rowCount == 0)
  }

  @Test("what is cancelled answers nothing", arguments: LoaderUnderLaw.all.filter(\.isHere))
  func cancelled(_ loader: LoaderUnderLaw) async throws {
    let records = try LinearSample.records()
    let text = await withTaskGroup { group in
      group.addTask {
        await failureLine {
          _ = try await loader.withModel(records, batch: 1) { model in
            // The task is cancelled before the model is asked.
            while !Task.isCancelled { await Task.yield() }
            return try await model.logits(ofRows: [0, 1], of: records)
          }
        }
      }
      try? await Task.sleep(for: .milliseconds(20))
      group.cancelAll()
      return await group.next() ?? ""
    }
    #expect(text.contains("CancellationError"))
  }

  @Test(
    "queries are counted before they are asked, and the budget holds",
    arguments: LoaderUnderLaw.all.filter(\.isHere))
  func budget(_ loader: LoaderUnderLaw) async throws {
    let records = try LinearSample.records()
    let text = await failureLine {
      try await loader.withModel(records, batch: 8, budget: 12) { model in
        _ = try await model.logits(ofRows: Array(0..<10), of: records)
        _ = try await model.logits(ofRows: Array(0..<3), of: records)
      }
    }
    #expect(text.contains("the query budget of 12 does not cover 13 queries"))
  }
}
