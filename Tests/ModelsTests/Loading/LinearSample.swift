import Foundation
import Models
import Settings
import SharedLibraries
import OnnxRuntime
import Tables
import Tensors

/// Records on which every model of the fixtures computes the same linear scores.
enum LinearSample {
  static let weights: [[Double]] = (0..<4).map { (row: Int) -> [Double] in
    (0..<3).map { (label: Int) -> Double in
      let step = (3 * row + 5 * label) % 7
      return Double(step - 3) / 4
    }
  }
  static let biases = [-0.5, 0, 0.5]

  /// The four columns of a record, which single precision holds exactly.
  static func values(_ row: Int) -> [Double] {
    let first = Double(row % 5) - 2
    let second = Double(row * 7 % 11) / 4
    let fourth: [Double] = [-1, 0, 2]
    return [first, second, Double(row % 3), fourth[row % 3]]
  }

  static func scores(_ row: Int) -> [Double] {
    (0..<3).map { label in
      zip(values(row), weights).reduce(biases[label]) { $0 + $1.0 * $1.1[label] }
    }
  }

  static let names = ["age", "income", "children", "city"]

  /// Records of four numbers; of the last one a text of the same meaning where that is asked.
  static func records(
    count: Int = 23, texts: Bool = false, classes: [String] = ["0", "1", "2"]
  ) throws -> Records {
    let features = names.enumerated().map { column, name in
      let numbers = (0..<count).map { values($0)[column] }
      guard texts, column == 3 else { return Feature(name: name, values: .numeric(numbers)) }
      let levels = ["Aachen", "Bonn", "Köln"]
      return Feature(
        name: name,
        values: .categorical(
          Categories(codes: (0..<count).map { Int32($0 % 3) }, names: levels)))
    }
    return try Records(
      Dataset(
        name: "linear", features: features,
        label: Categories(
          codes: (0..<count).map { Int32($0 % classes.count) }, names: classes), groups: [],
        sources: []))
  }

  static var fixtures: String {
    let environment = ProcessInfo.processInfo.environment
    return (environment["ROLLCALL_ROOT"] ?? FileManager.default.currentDirectoryPath)
      + "/fixtures/models"
  }
}

/// Files that are shared with other projects; nil where they are not on this machine.
func sharedFile(_ path: String) -> URL? {
  let environment = ProcessInfo.processInfo.environment
  let root = environment["ROLLCALL_ROOT"] ?? FileManager.default.currentDirectoryPath
  let folder = environment["ROLLCALL_DATA"] ?? root + "/../shared/data"
  let url = URL(filePath: folder).appending(path: path)
  return FileManager.default.fileExists(atPath: url.path) ? url : nil
}

/// Whether ONNX Runtime is installed.
let hasOnnxRuntime =
  (try? OnnxLibrary(
    SharedLibrarySearch(.onnxRuntime, environment: ProcessInfo.processInfo.environment))) != nil

/// Loads a target from its settings and asks it.
func answers(
  _ yaml: String, rows: [Int]? = nil, of records: Records, folder: String = LinearSample.fixtures
) async throws -> Tensor<Float> {
  var settings = try Settings(yaml: yaml, file: "t.yaml")
  let target = try ModelTarget(&settings)
  try settings.finish()
  return try await target.withModel(
    on: records, folder: folder, environment: ProcessInfo.processInfo.environment, threads: 1
  ) { model, _ in
    try await model.logits(ofRows: rows ?? Array(0..<records.count), of: records)
  }
}

/// The line with which asynchronous work fails, or "no error".
func failureLine(_ work: () async throws -> Void) async -> String {
  do {
    try await work()
    return "no error"
  } catch {
    return "\(error)"
  }
}
