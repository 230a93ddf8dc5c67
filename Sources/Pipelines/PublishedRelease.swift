import Auditing
import Foundation
import HDF5
import Tables

/// A released table as a file that goes to users: comma-separated text, or HDF5 where records are images.
package struct PublishedRelease {
  /// The name of the file.
  package let name: String
  private let table: Dataset
  private let generated: Range<Int>?
  private let roles: ColumnRoles

  init(_ name: String, _ release: ReleasedTable, roles: ColumnRoles) {
    (table, generated, self.roles) = (release.dataset, release.origin?.generated, roles)
    self.name = name + (table.images == nil ? ".csv" : ".h5")
  }

  /// The file's text, in which generated records are marked; nil of images.
  package var text: String? {
    guard table.images == nil else { return nil }
    return (generated.map { table.marking($0) } ?? table).commaSeparated(roles)
  }

  /// Writes images: `images`, records x rows x columns x channels, `labels`, the classes where all are whole numbers and else their
  /// places in `classes`, and `generated`, whether a generator made each.
  ///
  /// - Parameter path: Where the file is to appear.
  /// - Throws: `HDF5Error` where the folder cannot be written to, or the disk is full.
  package func writeImages(to path: String) throws {
    guard let images = table.images else { preconditionFailure("\(name) holds no images") }
    let file = try HDF5Writer(replacing: path)
    let shape = [images.count, images.shape.height, images.shape.width, images.shape.channels]
    switch images.values {
    case .bytes(let bytes): try file.write(bytes, shape: shape, at: "images")
    case .numbers(let numbers): try file.write(numbers, shape: shape, at: "images")
    }
    if table.label.isGiven {
      let numbers = table.label.names.compactMap { Int64($0) }
      let areNumbers = numbers.count == table.label.names.count
      try file.write(
        table.label.codes.map { areNumbers ? numbers[Int($0)] : Int64($0) }, shape: [images.count],
        at: "labels")
      try file.write(table.label.names, shape: [table.label.names.count], at: "classes")
    }
    if let generated {
      try file.write(
        (0..<images.count).map { generated.contains($0) }, shape: [images.count], at: "generated")
    }
    try file.commit()
  }
}
