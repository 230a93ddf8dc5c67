import Foundation

/// A regular file that is read at given places, open until it goes out of use.
struct InputFile {
  let place: ArrayPlace
  let byteCount: Int
  private let handle: FileHandle

  /// Opens a file; folders and pipes are refused, on which reading would wait or fail unclearly.
  init(path: String) throws(ArraysError) {
    let location = URL(fileURLWithPath: path)
    let place = ArrayPlace(file: location.lastPathComponent)
    guard FileManager.default.fileExists(atPath: path) else {
      throw place.failure("there is no such file; correct the path")
    }
    do {
      let resolved = location.resolvingSymlinksInPath().path(percentEncoded: false)
      let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw place.failure("is no regular file; name the file that holds the array")
      }
      handle = try FileHandle(forReadingFrom: location)
      byteCount = Int(clamping: try handle.seekToEnd())
    } catch let error as ArraysError {
      throw error
    } catch {
      throw Self.unreadable(place, error)
    }
    self.place = place
  }

  /// Reads exactly these bytes; a range outside the file is refused before memory is taken.
  func bytes(_ range: Range<Int>) throws(ArraysError) -> [UInt8] {
    precondition(range.lowerBound >= 0, "bytes \(range)")
    guard range.upperBound <= byteCount else {
      throw place.failure("is cut short; get a whole copy")
    }
    let data: Data?
    do {
      try handle.seek(toOffset: UInt64(range.lowerBound))
      data = try handle.read(upToCount: range.count)
    } catch {
      throw Self.unreadable(place, error)
    }
    guard let data, data.count == range.count else {
      guard range.isEmpty else {
        throw place.failure("became shorter while it was read; wait until it is written")
      }
      return []
    }
    return Array(data)
  }

  private static func unreadable(_ place: ArrayPlace, _ error: any Error) -> ArraysError {
    place.failure(
      "cannot be read (\(error.localizedDescription)); check its permissions and the disk")
  }
}
