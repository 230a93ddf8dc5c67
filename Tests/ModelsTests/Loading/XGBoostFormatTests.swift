import Arrays
import BoostedTrees
import Foundation
import Models
import SharedLibraries
import Tables
import Tensors
import Testing

/// Whether XGBoost is installed that is as new as the fixtures' files.
let hasXGBoost =
  (try? XGBoostLibrary(
    SharedLibrarySearch(.xgboost, environment: ProcessInfo.processInfo.environment)))
  .map { !$0.version.lexicographicallyPrecedes([3, 2, 0]) } ?? false

@Suite("Models of XGBoost", .enabled(if: hasXGBoost, "needs XGBoost 3.2"))
struct XGBoostFormatTests {
  private func records(classes: Int) throws -> Records {
    var file = try ArrayFile(path: LinearSample.fixtures + "/trees.npz", array: "x")
    let x = try file.remainingDoubles()
    return try Records(
      Dataset(
        name: "trees",
        features: (0..<4).map { column in
          Feature(name: "x\(column)", values: .numeric((0..<40).map { x.row($0)[$0 * 4 + column] }))
        },
        label: Categories(
          codes: (0..<40).map { Int32($0 % classes) }, names: (0..<classes).map { "\($0)" }),
        groups: [], sources: []))
  }

  @Test(
    "files in JSON and UBJSON give the scores that XGBoost itself gave",
    arguments: [("two", "json"), ("two", "ubj"), ("three", "json"), ("three", "ubj")])
  func scores(name: String, format: String) async throws {
    let records = try records(classes: name == "two" ? 2 : 3)
    let logits = try await answers(
      "{format: xgboost, path: trees-\(name).\(format), batch: 7}", of: records)
    var stored = try ArrayFile(path: LinearSample.fixtures + "/trees.npz", array: name)
    let expected = try stored.remainingFloats()
    for row in 0..<40 {
      for (score, other) in zip(logits.row(row).suffix(expected.rowLength), expected.row(row)) {
        #expect(abs(score - other) < 1e-6)
      }
    }
  }

  @Test("regressions and other tables are refused")
  func refused() async throws {
    let records = try records(classes: 2)
    let regression = await failureLine {
      _ = try await answers("{format: xgboost, path: trees-regression.json}", of: records)
    }
    #expect(regression.contains("was trained for 'reg:squarederror'"))
    let table = try LinearSample.records(texts: true)
    let encoded = await failureLine {
      _ = try await answers(
        "{format: xgboost, path: trees-three.ubj, features: encoded}", of: table)
    }
    #expect(encoded.contains("takes 4 columns and 'features: encoded' gives 6"))
  }
}
