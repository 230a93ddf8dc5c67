import Compression
import Crypto
import Foundation

/// One file that is read block by block and hashed on the way; a name that ends in `.gz` is unpacked.
///
/// Hash and size are those of the file as it stands on the disk.
package struct SourceFile: ~Copyable {
  /// The last component of the path.
  package let name: String
  private let path: String
  private let handle: FileHandle
  private var hash = SHA256()
  private var byteCount = 0
  private let isPacked: Bool
  private var decoder = GzipDecoder()
  private var isAtEnd = false

  /// Opens a file.
  ///
  /// - Parameter path: The file's path.
  /// - Throws: Whether there is none, it is a folder, or it cannot be opened.
  package init(path: String) throws(TablesError) {
    let location = URL(fileURLWithPath: path)
    name = location.lastPathComponent
    self.path = path
    isPacked = name.hasSuffix(".gz")
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else {
      throw TablesError(name, "there is no file at '\(path)'; correct the path")
    }
    let resolved = location.resolvingSymlinksInPath().path
    do {
      let attributes = try manager.attributesOfItem(atPath: resolved)
      guard attributes[.type] as? FileAttributeType != .typeDirectory else {
        throw TablesError(name, "'\(path)' is a folder; name the files in it")
      }
      handle = try FileHandle(forReadingFrom: location)
    } catch let error as TablesError {
      throw error
    } catch {
      throw Self.unreadable(name, path, error)
    }
  }

  /// Reads on.
  ///
  /// - Parameter size: The most bytes wanted, at least 1.
  /// - Returns: At most `size` bytes, or nil at the end of the file.
  /// - Throws: `TablesError` where the file cannot be read or unpacked.
  package mutating func nextBlock(size: Int) throws(TablesError) -> [UInt8]? {
    guard isPacked else { return try nextRawBlock(size: size) }
    while !isAtEnd {
      do {
        let block = try decoder.unpack(upTo: size)
        if !block.isEmpty { return block }
        if let raw = try nextRawBlock(size: size) {
          decoder.feed(raw)
        } else {
          isAtEnd = true
          try decoder.finish()
        }
      } catch let error as CompressionError {
        throw TablesError(name, "the file \(error)")
      } catch let error as TablesError {
        throw error
      } catch {
        throw Self.unreadable(name, path, error)
      }
    }
    return nil
  }

  /// Reads the rest as it stands on the disk, for its hash.
  package mutating func skipToEnd() throws(TablesError) {
    while try nextRawBlock(size: 1 << 20) != nil {}
  }

  private mutating func nextRawBlock(size: Int) throws(TablesError) -> [UInt8]? {
    let block: Data?
    do {
      block = try handle.read(upToCount: size)
    } catch {
      throw Self.unreadable(name, path, error)
    }
    guard let block, !block.isEmpty else { return nil }
    hash.update(data: block)
    byteCount += block.count
    return Array(block)
  }

  /// Describes the file after its last block.
  package func source(recordCount: Int) -> Source {
    Source(
      name: name, sha256: hexadecimal(hash.finalize()), byteCount: byteCount,
      recordCount: recordCount)
  }

  private static func unreadable(_ name: String, _ path: String, _ error: any Error) -> TablesError
  {
    TablesError(
      name,
      "'\(path)' cannot be read (\(error.localizedDescription)); check its permissions and the disk"
    )
  }
}
