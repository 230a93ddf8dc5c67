import Tables

/// Reads a file in pieces of a given size, unpacked and hashed on the way.
struct ByteReader: ~Copyable {
  private var file: SourceFile
  private var block: [UInt8] = []
  private var position = 0

  init(path: String) throws {
    file = try SourceFile(path: path)
  }

  var name: String { file.name }

  /// Reads on.
  ///
  /// - Returns: As many bytes as wanted; fewer at the end of the file only.
  mutating func bytes(_ count: Int) throws -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      if position == block.count {
        guard let next = try file.nextBlock(size: 1 << 20) else { break }
        (block, position) = (next, 0)
      }
      let taken = min(count - result.count, block.count - position)
      result += block[position..<position + taken]
      position += taken
    }
    return result
  }

  /// Describes the file after its last byte.
  consuming func source(recordCount: Int) throws -> Source {
    try file.skipToEnd()
    return file.source(recordCount: recordCount)
  }
}
