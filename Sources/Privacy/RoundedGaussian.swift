internal import CPrivacy
internal import Foundation

/// Normal noise of standard deviation 2¹⁶ rounded down to whole numbers, drawn in bulk.
///
/// Claim: adding it to whole numbers is adding normal noise and then rounding down, which is
/// post-processing; so every analysis of the normal mechanism holds, sampled or not, for the L2
/// sensitivity of the whole numbers. The mean is -1/2. What a draw differs from that by, bits of a
/// double and of the table, is within `slack` of total variation.
///
/// The high bits come from a table by Walker's alias method on whole numbers, the low eight by rejection within the bin
/// that the high bits choose.
package struct RoundedGaussian: Sendable {
  /// The standard deviation.
  package static let deviation = 65_536.0
  /// The total variation between one draw and the exact distribution, at most.
  package static let slack = 0x1p-49

  private static let columns = 4_096
  private static let low = 256
  /// What each column of the table holds of 2⁶² in all.
  private static let capacity: UInt64 = 1 << 50

  /// How much of a column is its own bin, below `capacity` or equal to it.
  private let thresholds: [UInt64]
  /// The bin that the rest of a column is of.
  private let aliases: [UInt32]
  /// The thresholds to 19 bits, rounded down, and below them the aliases: one look into memory finds both.
  private let table: [UInt32]

  /// The distribution; its table is made once.
  package static let shared = RoundedGaussian()

  private init() {
    var weights = Self.weights()
    var (thresholds, aliases) = (
      Array(repeating: Self.capacity, count: Self.columns),
      Array(repeating: UInt32(0), count: Self.columns)
    )
    var small = weights.indices.filter { weights[$0] < Self.capacity }
    var large = weights.indices.filter { weights[$0] > Self.capacity }
    while let poor = small.popLast(), let rich = large.last {
      (thresholds[poor], aliases[poor]) = (weights[poor], UInt32(rich))
      weights[rich] -= Self.capacity - weights[poor]
      guard weights[rich] <= Self.capacity else { continue }
      large.removeLast()
      if weights[rich] < Self.capacity { small.append(rich) }
    }
    (self.thresholds, self.aliases) = (thresholds, aliases)
    // A whole column is one part more than 19 bits can tell, which the 20 have room for.
    table = zip(thresholds, aliases).map { UInt32($0 >> 31) << 12 | $1 }
  }

  /// The chances of the bins of 256 magnitudes, of 2⁶².
  private static func weights() -> [UInt64] {
    let masses = (0..<columns).map { bin in
      (0..<low).reduce(0.0) { sum, place in
        let middle = (Double(bin * low + place) + 0.5) / deviation
        return sum + exp(-middle * middle * slope)
      }
    }
    let total = masses.reversed().reduce(0, +)
    var weights = masses.map { UInt64(($0 / total * 0x1p62).rounded(.down)) }
    weights[0] += (1 << 62) - weights.reduce(0, +)
    return weights
  }

  /// Half, less what the curvature of the density within a unit takes from it.
  private static let slope = 0.5 - 1 / (24 * deviation * deviation)

  /// Draws noise for each place.
  ///
  /// Of each word, 12 bits choose a column of the table, 19 whether its own bin or the other one, one the sign, eight
  /// the low bits and 24 whether those are kept. Where they do not tell, another word follows.
  ///
  /// - Parameters:
  ///   - noise: Where to put it.
  ///   - source: `BulkNoise/secure` unless the outcome is not to be private.
  /// - Throws: `PrivacyError` when there are no random bits.
  package func draw(
    into noise: inout MutableSpan<Int32>, from source: inout BulkNoise
  ) throws(PrivacyError) {
    var done = 0
    while done < noise.count {
      let (start, count) = (done, noise.count)
      let (drawn, unsure) = try source.withWords(count - start) { words in
        var part = noise._mutatingExtracting(start..<start + words.count)
        return (words.count, draw(into: &part, by: words))
      }
      for (place, word) in unsure { noise[start + place] = try draw(from: word, &source) }
      done += drawn
    }
  }

  /// Draws where the bits of a word tell, and gives the places and words where they do not.
  private func draw(
    into noise: inout MutableSpan<Int32>, by words: Span<UInt64>
  ) -> [(place: Int, word: UInt64)] {
    var unsure = Array(repeating: Int32(0), count: words.count)
    let found = unsafe noise.withUnsafeMutableBufferPointer { noise in
      unsafe words.withUnsafeBufferPointer { words in
        guard let noise = noise.baseAddress, let words = words.baseAddress else { return 0 }
        return Int(unsafe rp_rounded_normal(table, words, Int64(unsure.count), noise, &unsure))
      }
    }
    return unsure.prefix(found).map { (Int($0), words[Int($0)]) }
  }

  /// The draw of a word, with more words where its bits do not tell.
  private func draw(
    from word: UInt64, _ source: inout BulkNoise
  ) throws(PrivacyError) -> Int32 {
    let column = Int(word & 4_095)
    let part = (word >> 12) & 0x7_FFFF
    let coarse = thresholds[column] >> 31
    var isOwn = part < coarse
    if part == coarse {
      isOwn = (part << 31 | (try source.next() >> 33)) < thresholds[column]
    }
    let bin = isOwn ? column : Int(aliases[column])
    var bits = word >> 32
    while try !accepts(bits, of: bin, &source) { bits = try source.next() >> 32 }
    let magnitude = Int32(truncatingIfNeeded: bin * Self.low + Int(bits & 255))
    // The complement of a magnitude is what the negative number of that size rounds down to.
    return word & (1 << 31) == 0 ? magnitude : ~magnitude
  }

  /// Whether the eight lowest bits are kept, by 24 more: with the chance e^-t, t small.
  private func accepts(
    _ bits: UInt64, of bin: Int, _ source: inout BulkNoise
  ) throws(PrivacyError) -> Bool {
    let place = Int(bits & 255)
    let falls = Double(place * (2 * bin * Self.low + place + 1))
    let t = falls * Self.slope / (Self.deviation * Self.deviation)
    let draw = Double(bits >> 8) * 0x1p-24
    if draw + 0x1p-24 <= 1 - t { return true }
    if draw >= 1 - t + t * t / 2 { return false }
    let fine = draw + Double(try source.next() >> 24) * 0x1p-64
    return fine < exp(-t)
  }
}
