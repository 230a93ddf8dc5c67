import Arrays
import Foundation
import Models
import Settings
import Tables
import Tensors
import Testing

@Suite("Models in ONNX", .enabled(if: hasOnnxRuntime, "needs ONNX Runtime"))
struct OnnxFormatTests {
  private func logs(_ row: Int) -> [Double] {
    let scores = LinearSample.scores(row)
    let total = scores.reduce(0) { $0 + exp($1) }
    return scores.map { $0 - log(total) }
  }

  private func agree(_ scores: Tensor<Float>, _ expected: (Int) -> [Double]) -> Bool {
    (0..<scores.rowCount).allSatisfy { row in
      zip(scores.row(row), expected(row)).allSatisfy { abs(Double($0) - $1) < 1e-5 }
    }
  }

  @Test("doubles, classifiers with and without ZipMap and softmaxes give the scores of the formula")
  func kinds() async throws {
    let records = try LinearSample.records()
    let doubles = try await answers("{format: onnx, path: linear-double.onnx}", of: records)
    #expect(agree(doubles, LinearSample.scores))
    for path in ["classifier", "zipmap-numbers"] {
      let scores = try await answers("{format: onnx, path: \(path).onnx}", of: records)
      #expect(agree(scores, logs), "\(path)")
    }
    let softmax = try await answers(
      "{format: onnx, path: softmax.onnx, outputs: probabilities}", of: records)
    #expect(softmax.shape == [23, 3])
  }

  @Test("a ZipMap's names put the classes into the data's order")
  func names() async throws {
    let records = try LinearSample.records(classes: ["first", "second", "third"])
    let scores = try await answers("{format: onnx, path: zipmap-texts.onnx}", of: records)
    #expect(agree(scores) { row in [logs(row)[2], logs(row)[0], logs(row)[1]] })
  }

  @Test("inputs of four types take the columns of their names, or those that settings name")
  func columns() async throws {
    let records = try LinearSample.records(texts: true)
    let scores = try await answers("{format: onnx, path: named-columns.onnx}", of: records)
    #expect(agree(scores, LinearSample.scores))
    let turned = try await answers(
      "{format: onnx, path: named-columns.onnx, inputs: {age: income, income: age}}", of: records)
    #expect(!agree(turned, LinearSample.scores))
  }

  @Test("one number for two classes is told from its name to be a probability")
  func sigmoid() async throws {
    let records = try LinearSample.records(classes: ["n", "y"])
    let scores = try await answers("{format: onnx, path: sigmoid.onnx}", of: records)
    for row in 0..<records.count {
      let odds = zip(LinearSample.values(row), LinearSample.weights).reduce(0) {
        $0 + $1.0 * $1.1[0]
      }
      let values = Array(scores.row(row))
      #expect(abs(Double(values[1] - values[0]) - odds) < 1e-4)
    }
  }

  @Test("images stand as the layout says")
  func images() async throws {
    let records = try LinearSample.records()
    // Points are given with their channels side by side: x1 x2 of the first point, then x3 x4.
    let last = try await answers(
      "{format: onnx, path: channels-last.onnx, features: image, image: {channels: 2, height: 2, layout: channels-last}}",
      of: records)
    #expect(agree(last, LinearSample.scores))
    let first = try await answers(
      "{format: onnx, path: channels-first.onnx, features: image, image: {channels: 2, height: 2, mean: [1, 0], deviation: [2, 1]}}",
      of: records)
    #expect(
      agree(first) { row in
        let x = LinearSample.values(row)
        let turned = [(x[0] - 1) / 2, (x[2] - 1) / 2, x[1], x[3]]
        return (0..<3).map { label in
          zip(turned, LinearSample.weights).reduce(LinearSample.biases[label]) {
            $0 + $1.0 * $1.1[label]
          }
        }
      })
  }

  static let refusals: [(yaml: String, texts: Bool, part: String)] = [
    ("{format: onnx, path: unclear.onnx}", false, "which of its outputs (others, product)"),
    ("{format: onnx, path: unclear.onnx, output: x}", false, "no output 'x'; its outputs are"),
    ("{format: onnx, path: linear.onnx}", true, "the column 'city' holds words"),
    (
      "{format: onnx, path: linear.onnx, inputs: {z: age}}", false, "no input 'z'; its inputs are x"
    ),
    ("{format: onnx, path: linear.onnx, inputs: {x: agee}}", false, "did you mean 'age'"),
    ("{format: onnx, path: linear.onnx, inputs: {x: age}}", false, "takes 4 for a record"),
    ("{format: onnx, path: channels-first.onnx}", false, "set 'features' to image"),
    (
      "{format: onnx, path: named-columns.onnx}", false,
      "takes texts and the column 'city' holds numbers"
    ),
    ("{format: onnx, path: short.onnx}", false, "has the shape [22, 4] for 23 records"),
    ("{format: onnx, path: softmax.onnx}", false, "set 'outputs' of 'target' to probabilities"),
    ("{format: onnx, path: none.onnx}", false, "none.onnx: no such file"),
    ("{format: onnx, path: make_models.py}", false, "make_models.py: "),
    ("{format: onnx, path: '.'}", false, ".: is a folder"),
  ]

  @Test("what does not fit is refused in one line that says what to do", arguments: refusals)
  func refused(_ refusal: (yaml: String, texts: Bool, part: String)) async throws {
    let records = try LinearSample.records(texts: refusal.texts)
    let text = await failureLine { _ = try await answers(refusal.yaml, of: records) }
    #expect(text.contains(refusal.part), "\(text)")
    #expect(!text.contains("\n"))
  }
}

/// Models that others trained, with the answers of the same runtime in Python.
@Suite(
  "Published models in ONNX",
  .enabled(
    if: hasOnnxRuntime && sharedFile("models/adult_sklearn") != nil && sharedFile("adult") != nil,
    "needs ONNX Runtime and the models of ../shared/data, or of ROLLCALL_DATA"))
struct PublishedOnnxTests {
  private func adult(_ count: Int) throws -> Records {
    let names = [
      "age", "workclass", "fnlwgt", "education-num", "marital-status", "occupation", "relationship",
      "race", "sex", "capital-gain", "capital-loss", "hours-per-week", "native-country",
    ]
    let path = try #require(sharedFile("adult/pgm_adult.csv")).path
    let schema = Schema(
      numeric: names, categorical: [], ignored: [], label: "income>50K", missing: [])
    let dataset = try readCSV(paths: [path], name: "adult", schema: schema)
    return try Records(dataset.selecting(rows: Array(0..<count)))
  }

  @Test(
    "Adult's models give the published probabilities", arguments: ["logreg", "forest10", "mlp64"])
  func adult(model: String) async throws {
    let records = try adult(5000)
    let folder = try #require(sharedFile("models/adult_sklearn")).path
    let scores = try await answers(
      "{format: onnx, path: \(model).onnx}", of: records, folder: folder)
    var stored = try ArrayFile(path: folder + "/\(model)_p1.npy")
    let expected = try stored.remainingFloats().scalars
    for row in 0..<records.count {
      #expect(abs(exp(scores.row(row).last ?? 0) - expected[row]) < 1e-5)
    }
  }
}
