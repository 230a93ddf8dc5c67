import Foundation

extension SafetensorsFile {
  /// The same arrays under other names.
  ///
  /// - Parameter names: What names begin with in the file, and what stands there instead; the longest beginning counts.
  /// - Returns: The file with these names.
  /// - Throws: `ImageLearningError` where a beginning is none, or two arrays would have one name.
  package func renaming(
    _ names: [(file: String, network: String)]
  ) throws(ImageLearningError) -> SafetensorsFile {
    var renamed: [String: Array] = [:]
    var used: Set<String> = []
    for (key, array) in arrays {
      let rule = names.filter { key.hasPrefix($0.file) }.max { $0.file.count < $1.file.count }
      if let rule { used.insert(rule.file) }
      let name = rule.map { $0.network + key.dropFirst($0.file.count) } ?? key
      guard renamed.updateValue(array, forKey: name) == nil else {
        throw ImageLearningError(
          "\(place): 'names' gives two arrays the name '\(name)'; correct it")
      }
    }
    if let unused = names.first(where: { !used.contains($0.file) }) {
      throw ImageLearningError(
        "\(place): 'names' speaks of '\(unused.file)', with which no array's name begins; its arrays are "
          + arrays.keys.sorted().prefix(12).joined(separator: ", "))
    }
    return SafetensorsFile(arrays: renamed, place: place)
  }

  /// The bytes of a file of arrays, in the order of their names.
  ///
  /// - Parameter arrays: The arrays by name.
  /// - Returns: All bytes.
  /// - Throws: What the encoding of the header throws.
  package static func bytes(_ arrays: [String: Array]) throws -> [UInt8] {
    struct Entry: Encodable {
      var dtype = "F32"
      let shape: [Int]
      let offsets: [Int]

      enum CodingKeys: String, CodingKey {
        case dtype, shape
        case offsets = "data_offsets"
      }
    }
    var entries: [String: Entry] = [:]
    var data: [UInt8] = []
    for (name, array) in arrays.sorted(by: { $0.key < $1.key }) {
      let start = data.count
      for number in array.numbers {
        for shift in [0, 8, 16, 24] as [UInt32] {
          data.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
        }
      }
      entries[name] = Entry(shape: array.shape, offsets: [start, data.count])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var header = [UInt8](try encoder.encode(entries))
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return length + header + data
  }
}

extension SafetensorsFile.Array {
  /// An array of numbers, row by row.
  package init(_ shape: [Int], _ numbers: [Float]) {
    precondition(shape.reduce(1, *) == numbers.count, "\(numbers.count) numbers of \(shape)")
    self.init(shape: shape, numbers: numbers)
  }
}
