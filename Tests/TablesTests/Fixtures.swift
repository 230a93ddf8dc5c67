import Foundation
import Tables
import Testing

/// A folder of its own for the files of one test, removed with the last use.
final class Folder {
  private let location: URL

  init() throws {
    location = FileManager.default.temporaryDirectory
      .appendingPathComponent("tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: location, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: location)
    } catch {
      Issue.record("the folder of a test is left over: \(error)")
    }
  }

  var path: String { location.path }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: location.appendingPathComponent(name), withIntermediateDirectories: false)
  }

  /// Writes bytes under a name and returns the path.
  func write(_ bytes: some Sequence<UInt8>, as name: String) throws -> String {
    let file = location.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file.path
  }
}

/// A table with the header `age,job,y`, as most cases here have it.
func ageJob(
  missing: Set<String> = [], groups: [GroupRule] = [], comment: UInt8? = nil
) -> Schema {
  Schema(
    numeric: ["age"], categorical: ["job"], label: "y", missing: missing, groups: groups,
    comment: comment)
}

/// Reads one text as the file `a.csv`.
func read(_ text: String, _ schema: Schema = ageJob(), blockSize: Int = 1 << 18) throws -> Dataset {
  try read(Array(text.utf8), schema, blockSize: blockSize)
}

/// Reads bytes as the file `a.csv`.
func read(
  _ bytes: [UInt8], _ schema: Schema = ageJob(), blockSize: Int = 1 << 18
) throws -> Dataset {
  let folder = try Folder()
  return try readCSV(
    paths: [try folder.write(bytes, as: "a.csv")], name: "data", schema: schema,
    blockSize: blockSize)
}

/// The message that reading a text ends with, or nil where it succeeds.
func message(_ text: String, _ schema: Schema = ageJob(), blockSize: Int = 1 << 18) throws
  -> String?
{
  try message(Array(text.utf8), schema, blockSize: blockSize)
}

/// The message that reading bytes ends with, or nil where it succeeds.
func message(
  _ bytes: [UInt8], _ schema: Schema = ageJob(), blockSize: Int = 1 << 18
) throws -> String? {
  do {
    _ = try read(bytes, schema, blockSize: blockSize)
    return nil
  } catch let error as TablesError {
    return error.description
  }
}

/// Every record as its values joined by `|`, a missing one as `-`.
func rows(_ data: Dataset) -> [String] {
  (0..<data.count).map { row in
    let fields = data.features.map { feature in
      switch feature.values {
      case .numeric(let numbers): numbers[row].isNaN ? "-" : "\(numbers[row])"
      case .categorical(let levels): level(row, levels)
      }
    }
    return (fields + [level(row, data.label)]).joined(separator: "|")
  }
}

/// The name of a record's level, or `-` where it is missing.
func level(_ row: Int, _ categories: Categories) -> String {
  categories.codes[row] < 0 ? "-" : categories.names[Int(categories.codes[row])]
}
