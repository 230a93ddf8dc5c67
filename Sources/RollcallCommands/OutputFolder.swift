import Foundation
import Reports

/// The folder that a command's results go to.
struct OutputFolder {
  /// A folder or file that cannot be written, in one line.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let folder: URL

  /// Makes the folder where it does not exist, and makes sure that it can be written to.
  init(_ path: String) throws {
    folder = URL(filePath: path)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(description: "\(path): no folder can be made here; name another with --out")
    }
    // Found before hours of work, not after them.
    let probe = ".rollcall-probe"
    try write([], to: probe)
    try FileManager.default.removeItem(at: folder.appending(path: probe))
  }

  /// The path of a file in the folder.
  func path(of name: String) -> String { folder.appending(path: name).path }

  /// Writes a file under a temporary name and renames it.
  func write(_ bytes: [UInt8], to name: String) throws {
    do {
      try Data(bytes).write(to: folder.appending(path: name), options: .atomic)
    } catch {
      throw Failure(
        description:
          "\(path(of: name)): cannot be written; check the folder's rights and the free space")
    }
  }

  /// Writes a file that must not be there yet.
  func writeNew(_ bytes: [UInt8], to name: String) throws {
    guard !FileManager.default.fileExists(atPath: path(of: name)) else {
      throw Failure(
        description: "\(path(of: name)): is there already; name another folder with --out")
    }
    try write(bytes, to: name)
  }

  /// Writes a report with its pictures and returns the path of its text.
  func write(_ report: Report) throws -> String {
    for picture in report.pictures { try write(try picture.png(), to: picture.name) }
    try write(Array(report.markdown.utf8), to: "report.md")
    return path(of: "report.md")
  }
}
