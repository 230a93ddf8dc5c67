import BoostedTrees
import Foundation
import SharedLibraries
import Statistics
import Testing

private let environment = ProcessInfo.processInfo.environment
/// XGBoost of this machine; nil where none is installed.
private let xgboost: XGBoostLibrary? = try? XGBoostLibrary(
  SharedLibrarySearch(.xgboost, environment: environment))

@Suite("Boosted trees", .enabled(if: xgboost != nil, "needs XGBoost"))
struct BoosterTests {
  /// Two classes that the sign of a product tells apart, with missing values.
  private func table(_ count: Int, classes: Int = 2) -> Booster.Table {
    var generator = SeededGenerator(seed: 2, label: "trees")
    var (values, labels): ([Float], [Int32]) = ([], [])
    for row in 0..<count {
      let (first, second) = (Float(generator.normal()), Float(generator.normal()))
      values += [first, second, row.isMultiple(of: 9) ? .nan : 1]
      labels.append(first * second > 0 ? Int32(classes - 1) : 0)
    }
    return Booster.Table(values: values, labels: labels, classCount: classes)
  }

  private let plan = Booster.Plan(rounds: 20, parameters: ["max_depth": "3", "eta": "0.3"])

  @Test("trees learn a product of two columns", arguments: [2, 3])
  func learns(classes: Int) throws {
    let library = try #require(xgboost)
    let table = table(400, classes: classes)
    let booster = try Booster(plan, on: table, seed: 1, library: library)
    var generator = SeededGenerator(seed: 2, label: "trees")
    var (values, truths): ([Float], [Bool]) = ([], [])
    for _ in 0..<400 {
      let (first, second) = (Float(generator.normal()), Float(generator.normal()))
      values += [first, second, 1]
      truths.append(first * second > 0)
    }
    let margins = try booster.margins(values, rows: 400)
    let width = booster.scoreCount
    #expect(width == (classes == 2 ? 1 : 3))
    let right = truths.indices.filter { row in
      let score = margins[row * width + width - 1] - (width == 1 ? 0 : margins[row * width])
      return (score > 0) == truths[row]
    }
    #expect(right.count > 380)
  }

  @Test("the same table, plan and seed give the same trees, also when many train together")
  func repeats() async throws {
    let library = try #require(xgboost)
    let (plan, table) = (
      Booster.Plan(rounds: 5, parameters: ["max_depth": "3", "subsample": "0.5"]), table(300)
    )
    let alone = try Booster(plan, on: table, seed: 5, library: library).saved("ubj")
    let together = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 {
        group.addTask { try Booster(plan, on: table, seed: 5, library: library).saved("ubj") }
      }
      return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(together.allSatisfy { $0 == alone })
    #expect(try Booster(plan, on: table, seed: 6, library: library).saved("ubj") != alone)
  }

  @Test("what is saved is loaded with the same scores", arguments: ["json", "ubj"])
  func saved(format: String) throws {
    let library = try #require(xgboost)
    let booster = try Booster(plan, on: table(200), seed: 1, library: library)
    let bytes = try booster.saved(format)
    #expect(ModelVersion.read(bytes) == library.version)
    let other = try Booster(Data(bytes), name: "m", library: library, threads: 1)
    let values: [Float] = [0.5, -1, .nan, 1, 2, 1]
    #expect(try other.margins(values, rows: 2) == booster.margins(values, rows: 2))
  }

  @Test("a file that a newer version wrote is refused, in JSON and in UBJSON")
  func newer() throws {
    let library = try #require(xgboost)
    let booster = try Booster(plan, on: table(200), seed: 1, library: library)
    let text = String(decoding: try booster.saved("json"), as: UTF8.self)
    let version = library.version.map(String.init).joined(separator: ",")
    let newer = text.replacing("\"version\":[\(version)]", with: "\"version\":[99,0,1]")
    let error = #expect(throws: BoostedTreesError.self) {
      try Booster(Data(newer.utf8), name: "m.json", library: library, threads: 1)
    }
    #expect(error?.description.hasPrefix("m.json: was written by XGBoost 99.0.1, and ") == true)
    var bytes = try booster.saved("ubj")
    // The last three numbers of the file are the version.
    bytes[bytes.count - 6] = 99
    #expect(ModelVersion.read(bytes)?.first == 99)
  }

  @Test("bytes that are no model, and wrong numbers of columns, are refused")
  func refused() throws {
    let library = try #require(xgboost)
    for text in ["", "no model", "{\"version\":[1,6,0]}", "version[#"] {
      let error = #expect(throws: BoostedTreesError.self) {
        try Booster(Data(text.utf8), name: "m", library: library, threads: 1)
      }
      #expect(error?.description.contains("\n") == false)
    }
    let booster = try Booster(plan, on: table(200), seed: 1, library: library)
    let error = #expect(throws: BoostedTreesError.self) { try booster.margins([1, 2], rows: 1) }
    #expect(error?.description == "boosted trees: takes 3 columns and is given 2")
  }
}

@Suite("Finding XGBoost")
struct XGBoostLibraryTests {
  @Test("a missing library is answered by how to install it")
  func missing() {
    let search = SharedLibrarySearch(.xgboost, environment: ["ROLLCALL_XGBOOST": "/none.so"])
    let error = #expect(throws: BoostedTreesError.self) { try XGBoostLibrary(search) }
    #expect(error?.description.contains("pip install xgboost") == true)
  }
}
