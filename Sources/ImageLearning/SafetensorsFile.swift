import Foundation

/// The arrays of a file in the format safetensors, in single precision.
///
/// The file is eight bytes with the length of a header, the header in JSON, and the numbers of all arrays, least significant bytes first.
package struct SafetensorsFile: Sendable {
  /// One array of the file.
  package struct Array: Equatable, Sendable {
    /// The extents of its dimensions.
    package let shape: [Int]
    /// Its numbers, row by row.
    package let numbers: [Float]
  }

  /// The most bytes that a header may have.
  private static let longestHeader = 1 << 24
  /// The arrays by name.
  package let arrays: [String: Array]
  /// What messages call the file.
  package let place: String

  /// Takes arrays that were read.
  init(arrays: [String: Array], place: String) {
    (self.arrays, self.place) = (arrays, place)
  }

  /// The file without some arrays.
  ///
  /// - Parameter names: The arrays' names, which need not be in the file.
  /// - Returns: The others.
  package func leaving(out names: Set<String>) -> SafetensorsFile {
    SafetensorsFile(arrays: arrays.filter { !names.contains($0.key) }, place: place)
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: What messages call it.
  /// - Throws: `ImageLearningError` where it cannot be read or is not what it says.
  package init(path: String, name: String) throws {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw ImageLearningError("\(name): cannot be read; name a safetensors file")
    }
    try self.init([UInt8](bytes), name: name)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: All of them.
  ///   - name: What messages call the file.
  /// - Throws: `ImageLearningError` where they are not what they say.
  package init(_ bytes: [UInt8], name: String) throws(ImageLearningError) {
    place = name
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard bytes.count >= 8, length <= Self.longestHeader, Int(length) <= bytes.count - 8 else {
      throw ImageLearningError(
        "\(name): is no safetensors file, or cut short in its header; get a whole copy")
    }
    let start = 8 + Int(length)
    let entries = try Self.entries(bytes[8..<start], name)
    var arrays: [String: Array] = [:]
    var end = 0
    for (key, entry) in entries.sorted(by: { $0.value.start < $1.value.start }) {
      guard entry.start == end, entry.end <= bytes.count - start else {
        throw ImageLearningError(
          "\(name): the numbers of '\(key)' overlap others, leave a gap or end beyond the file; get a whole copy"
        )
      }
      end = entry.end
      arrays[key] = Array(
        shape: entry.shape, numbers: Self.numbers(bytes[start + entry.start..<start + entry.end]))
    }
    guard end == bytes.count - start else {
      throw ImageLearningError("\(name): holds bytes that belong to no array; get a whole copy")
    }
    self.arrays = arrays
  }

  /// What the header says of one array.
  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]
    var start: Int { offsets[0] }
    var end: Int { offsets[1] }

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }
  }

  private struct Header: Decodable {
    var entries: [String: Entry] = [:]

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys where key.stringValue != "__metadata__" {
        entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
    }
  }

  private static func entries(
    _ bytes: ArraySlice<UInt8>, _ name: String
  ) throws(ImageLearningError) -> [String: Entry] {
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes))
    } catch {
      throw ImageLearningError("\(name): its header is no list of arrays; get a whole copy")
    }
    for (key, entry) in header.entries.sorted(by: { $0.key < $1.key }) {
      guard entry.dtype == "F32" else {
        throw ImageLearningError(
          "\(name): '\(key)' is of the type \(entry.dtype.prefix(16)); save arrays as F32")
      }
      // Extents beyond the limit would overflow in the product.
      let isBounded = entry.shape.allSatisfy { $0 >= 0 && $0 <= 1 << 24 } && entry.shape.count <= 4
      var count = isBounded ? 1 : -1
      for extent in entry.shape where count >= 0 {
        let (product, overflows) = count.multipliedReportingOverflow(by: extent)
        count = overflows || product > 1 << 40 ? -1 : product
      }
      guard
        count >= 0, entry.offsets.count == 2, entry.start >= 0, entry.end >= entry.start,
        entry.end - entry.start == 4 * count
      else {
        throw ImageLearningError(
          "\(name): '\(key)' has a shape that its bytes do not fill; get a whole copy")
      }
    }
    return header.entries
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Float] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { place in
      Float(
        bitPattern: UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
          | UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24)
    }
  }
}
