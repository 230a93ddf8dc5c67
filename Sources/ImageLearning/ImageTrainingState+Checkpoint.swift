/// A running hash of words: FNV-1a with 64-bit steps, each followed by a shift that mixes high bits into low ones.
struct WordHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x0000_0100_0000_01B3
    value ^= value >> 32
  }
}

extension ImageTrainingState {
  /// What every checkpoint begins with; the last byte is the version.
  private static let magic: [UInt8] = Array("RCIMAGE".utf8) + [1]

  /// The bytes of a checkpoint.
  ///
  /// Eight bytes of magic, then 64-bit words, least significant byte first: fingerprint, epoch, steps, and for each list its length; then the
  /// lists' numbers, and a hash of everything before it.
  ///
  /// - Parameter fingerprint: A hash of what training must have in common to go on from here.
  /// - Returns: The bytes.
  package func bytes(of fingerprint: UInt64) -> [UInt8] {
    let lists = [network.parameters, network.statistics] + moments + (average.map { [$0] } ?? [])
    var bytes = Self.magic
    bytes.reserveCapacity(64 + 4 * lists.reduce(0) { $0 + $1.count })
    func append(_ word: UInt64) {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    append(fingerprint)
    append(UInt64(epoch))
    append(UInt64(steps))
    for list in lists { append(UInt64(list.count)) }
    for list in lists {
      for number in list {
        let word = number.bitPattern
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
      }
    }
    append(Self.hash(bytes[...]))
    return bytes
  }

  /// Reads a checkpoint.
  ///
  /// - Parameters:
  ///   - bytes: All of it.
  ///   - fingerprint: What it must have been written for.
  ///   - shape: The layers.
  ///   - plan: How training goes on.
  /// - Throws: `ImageLearningError` where it is cut short, changed, or of another training.
  package init(
    _ bytes: [UInt8], of fingerprint: UInt64, _ shape: ImageNetworkShape, _ plan: ImageTrainingPlan
  ) throws(ImageLearningError) {
    self.init(
      ImageNetwork(
        shape: shape, parameters: Array(repeating: 0, count: shape.parameterCount),
        statistics: Array(repeating: 0, count: shape.statisticCount)), plan: plan)
    let counts =
      [shape.parameterCount, shape.statisticCount]
      + Array(repeating: shape.parameterCount, count: moments.count + (average == nil ? 0 : 1))
    let start = 32 + 8 * counts.count
    guard bytes.starts(with: Self.magic), bytes.count >= 40 else {
      throw ImageLearningError(
        "the checkpoint is none of an image network; name one, or begin anew")
    }
    func word(_ place: Int) -> UInt64 { Self.word(bytes, place) }
    guard word(8) == fingerprint else {
      throw ImageLearningError(
        "the checkpoint is of another plan, network, seed or set of images; begin anew")
    }
    guard bytes.count == start + 4 * counts.reduce(0, +) + 8,
      counts.indices.allSatisfy({ word(32 + 8 * $0) == UInt64(counts[$0]) }),
      Self.hash(bytes.dropLast(8)) == word(bytes.count - 8),
      word(16) <= UInt64(plan.epochs), word(24) <= UInt64(Int32.max)
    else {
      throw ImageLearningError("the checkpoint is cut short or changed; take an earlier one")
    }
    (epoch, steps) = (Int(word(16)), Int(word(24)))
    var place = start
    func list(_ count: Int) -> [Float] {
      defer { place += 4 * count }
      return (0..<count).map { Float(bitPattern: Self.halfWord(bytes, place + 4 * $0)) }
    }
    network.parameters = list(shape.parameterCount)
    network.statistics = list(shape.statisticCount)
    for index in moments.indices { moments[index] = list(shape.parameterCount) }
    if average != nil { average = list(shape.parameterCount) }
  }

  private static func halfWord(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
      | UInt32(bytes[place + 3]) << 24
  }

  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    UInt64(halfWord(bytes, place)) | UInt64(halfWord(bytes, place + 4)) << 32
  }

  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash = WordHash()
    var (word, filled) = (UInt64(0), UInt64(0))
    for byte in bytes {
      word |= UInt64(byte) << filled
      filled += 8
      if filled == 64 {
        hash.add(word)
        (word, filled) = (0, 0)
      }
    }
    hash.add(word)
    return hash.value
  }
}
