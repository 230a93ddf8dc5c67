import Arrays
import Tables

/// The arrays that a score experiment names.
struct GivenArrays {
  /// The folder that relative names start from.
  let folder: String

  /// Opens an array by `file` or `file:name`.
  func open(_ text: String) throws -> ArrayFile {
    let reference = ArrayReference(text, relativeTo: folder)
    return try ArrayFile(path: reference.path, array: reference.array)
  }

  /// Rows of truth values: one for a single axis.
  func truthRows(_ text: String) throws -> [[Bool]] {
    var file = try open(text)
    let shape = file.shape
    guard shape.count <= 2, let width = shape.last, width > 0 else {
      throw PipelinesError("\(text) has shape \(shape); give records, or models x records")
    }
    let values = try file.remainingIntegers()
    guard values.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw PipelinesError("\(text) holds other values than 0 and 1, or false and true")
    }
    return stride(from: 0, to: values.count, by: width).map { start in
      values[start..<start + width].map { $0 == 1 }
    }
  }

  /// One whole number for each record.
  func codes(_ text: String, count: Int) throws -> [Int32] {
    var file = try open(text)
    guard file.shape == [count] else {
      throw PipelinesError("\(text) has shape \(file.shape) for \(count) records")
    }
    return try file.remainingIntegers().enumerated().map { record, value in
      guard let code = Int32(exactly: value) else {
        throw PipelinesError("\(text): the value of record \(record) is no code")
      }
      return code
    }
  }
}

extension ScoreExperiment {
  /// The sensitive groups of the records.
  ///
  /// - Parameters:
  ///   - count: How many records have a code.
  ///   - further: How many records after them have none; they take the first record's level and are never measured by group.
  /// - Returns: One level for each record and each of the further ones.
  /// - Throws: An error in one line where an array does not fit the records.
  func groups(count: Int, further: Int = 0) throws -> [Group] {
    try groups.map { group in
      let codes = try GivenArrays(folder: head.folder).codes(group.array, count: count)
      let names = codes + Array(repeating: codes.first ?? 0, count: further)
      return Group(
        name: group.name,
        categories: Categories(
          codes: names.indices.map(Int32.init), unsorted: names.map { "\($0)" }))
    }
  }
}
