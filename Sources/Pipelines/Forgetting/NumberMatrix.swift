import Arrays
import Foundation
import Tables
import Tensors

/// Numbers in a file of arrays, or in a CSV file of numbers with or without a header.
struct NumberMatrix {
  /// The extents; rows x columns for a CSV file.
  let shape: [Int]
  let values: [Double]
  /// Whether the file says that these are truth values.
  let isTruth: Bool

  /// Reads numbers.
  ///
  /// - Parameters:
  ///   - text: `file` or `file:name`.
  ///   - folder: The folder that a relative name starts from.
  /// - Throws: An error in one line where there are no such numbers.
  init(_ text: String, relativeTo folder: String) throws {
    guard !text.lowercased().hasSuffix(".csv") else {
      (shape, values) = try Self.table(text, relativeTo: folder)
      isTruth = false
      return
    }
    var file = try GivenArrays(folder: folder).open(text)
    isTruth = file.elementType == .bool
    shape = file.shape
    values = try file.remainingDoubles().scalars
  }

  private static func table(
    _ name: String, relativeTo folder: String
  ) throws -> (shape: [Int], values: [Double]) {
    let file = try Experiment.File(path: path(of: name, relativeTo: folder))
    let lines = file.text.split(whereSeparator: \.isNewline)
    var (values, width) = ([Double](), 0)
    for (number, line) in lines.enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = cells.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
      guard numbers.count == cells.count else {
        if number == 0 { continue }
        throw PipelinesError("\(name): line \(number + 1) holds a cell that is no number")
      }
      if values.isEmpty { width = numbers.count }
      guard numbers.count == width else {
        throw PipelinesError(
          "\(name): line \(number + 1) has \(numbers.count) cells where others have \(width)")
      }
      values += numbers
    }
    guard width > 0 else { throw PipelinesError("\(name) holds no line of numbers") }
    return (width == 1 ? [values.count] : [values.count / width, width], values)
  }

  /// The numbers as whole ones.
  func integers(_ text: String) throws -> [Int] {
    try values.enumerated().map { place, value in
      guard let number = Int(exactly: value) else {
        throw PipelinesError(
          "\(text): the number at place \(place) is not whole; give row numbers or classes")
      }
      return number
    }
  }

  /// Row numbers: as given, or those of the truth values that are true, one for each of `count` records.
  func rows(_ text: String, count: Int) throws -> [Int] {
    guard shape.count == 1 || shape.count == 2 && shape.contains(1) else {
      throw PipelinesError("\(text) has shape \(shape); give one row number or truth value a line")
    }
    let numbers = try integers(text)
    // Three numbers of 0 and 1 cannot be different rows.
    guard isTruth || numbers.count > 2 && numbers.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      return numbers
    }
    guard numbers.count == count else {
      throw PipelinesError("\(text) holds \(numbers.count) truth values for \(count) records")
    }
    return numbers.indices.filter { numbers[$0] == 1 }
  }
}
