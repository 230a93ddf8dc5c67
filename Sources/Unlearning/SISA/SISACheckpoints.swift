/// Checkpoints as bytes, for a notebook that outlives a stopped run.
///
/// Little-endian: the magic `SISA0001`, the seed, the number of shards; for each its number of checkpoints; for each of those
/// the number of records and their row numbers, the number of parameters and their bits; at the end the FNV-1a hash of
/// all bytes before.
package enum SISACheckpoints {
  private static let magic = Array("SISA0001".utf8)

  /// Writes checkpoints.
  ///
  /// - Parameters:
  ///   - checkpoints: For each shard those of its slices.
  ///   - seed: The seed of the training.
  /// - Returns: The bytes.
  package static func bytes(_ checkpoints: [[SISAModel.Checkpoint]], seed: UInt64) -> [UInt8] {
    var bytes = magic
    func append(_ number: UInt64) {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    append(seed)
    append(UInt64(checkpoints.count))
    for shard in checkpoints {
      append(UInt64(shard.count))
      for checkpoint in shard {
        append(UInt64(checkpoint.rows.count))
        for row in checkpoint.rows { append(UInt64(row)) }
        append(UInt64(checkpoint.parameters.count))
        for parameter in checkpoint.parameters { append(UInt64(parameter.bitPattern)) }
      }
    }
    append(hash(bytes[...]))
    return bytes
  }

  /// Reads checkpoints.
  ///
  /// - Parameters:
  ///   - bytes: What was written.
  ///   - seed: The seed of the training that they are for.
  /// - Returns: The checkpoints; none where they are of another seed.
  /// - Throws: `UnlearningError` where the bytes are damaged.
  package static func checkpoints(
    _ bytes: [UInt8], seed: UInt64
  ) throws(UnlearningError) -> [[SISAModel.Checkpoint]] {
    var reader = Reader(bytes: bytes)
    guard bytes.count >= 32, Array(bytes.prefix(8)) == magic,
      hash(bytes.dropLast(8)) == Reader(bytes: bytes, place: bytes.count - 8).number
    else {
      throw UnlearningError(
        "the kept checkpoints of SISA are damaged; remove the notebook and train again")
    }
    reader.place = 8
    guard reader.next() == seed else { return [] }
    // The hash holds, so that all counts are those that were written.
    return (0..<reader.next()).map { _ in
      (0..<reader.next()).map { _ in
        let rows = (0..<reader.next()).map { _ in Int(reader.next()) }
        let parameters = (0..<reader.next()).map { _ in
          Float(bitPattern: UInt32(truncatingIfNeeded: reader.next()))
        }
        return SISAModel.Checkpoint(rows: rows, parameters: parameters)
      }
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var number: UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }

    mutating func next() -> UInt64 {
      defer { place += 8 }
      return number
    }
  }

  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
