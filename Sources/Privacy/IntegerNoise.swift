/// Noise on whole numbers: the only noise that is released.
///
/// Noise in floating point has holes and uneven steps in its lowest bits that give the true value
/// away (Mironov 2012); whole numbers have none.
package protocol IntegerNoise: Hashable, Sendable {
  /// The release of one number with this noise, as accountants know it.
  var mechanism: Mechanism { get }

  /// The most that one number changes between neighbours, 1 or more.
  var sensitivity: Int { get }

  /// Draws exactly; the time depends on the outcome.
  func sample(from source: inout NoiseSource) -> Int128

  /// The chance of a number, to double precision.
  func probability(of number: Int) -> Double
}

extension IntegerNoise {
  /// The release of one number with this noise, under the relation its sensitivity is for.
  package func event(under relation: NeighbouringRelation) throws(PrivacyError) -> PrivacyEvent {
    try PrivacyEvent(mechanism, under: relation)
  }

  /// Adds noise to each count.
  ///
  /// - Parameters:
  ///   - counts: The true counts.
  ///   - source: `NoiseSource/secure` unless the outcome is not to be private.
  /// - Returns: The noisy counts, which can be negative, with the origin of their noise.
  /// - Throws: `PrivacyError` when a sum does not fit; the message holds no count.
  package func add(
    to counts: [Int], from source: inout NoiseSource
  ) throws(PrivacyError) -> NoisyCounts {
    var noisy: [Int] = []
    noisy.reserveCapacity(counts.count)
    for (place, count) in counts.enumerated() {
      guard let sum = Int(exactly: Int128(count) + sample(from: &source)) else {
        throw PrivacyError(
          "count \(place + 1) with noise of \(mechanism) does not fit 64 bits; use less noise")
      }
      noisy.append(sum)
    }
    return NoisyCounts(noisy, origin: source.origin)
  }

  /// The chance of the best guess which of two neighbouring counts a noisy count stems from.
  ///
  /// Half of 1 and the total variation between the noise and itself shifted by the sensitivity. No
  /// attacker who sees the noisy count can be right more often. For noise that falls on either side
  /// of 0 and a sensitivity of 1 it is 1/2 + p(0)/2.
  package var bestGuessAccuracy: Double {
    // The likelihoods cross in the middle, so what one side gains is the mass between.
    let reach = sensitivity - 1
    let low = -(reach / 2)
    let mass = (0...reach).reduce(0.0) { $0 + probability(of: low + $1) }
    return 0.5 + 0.5 * mass
  }
}

/// Counts with noise, and whether it hides anything.
package struct NoisyCounts: Hashable, Sendable, Codable {
  /// The noisy counts.
  package let values: [Int]
  /// Where the noise came from.
  package let origin: NoiseSource.Origin

  /// Marks numbers with where their noise came from.
  package init(_ values: [Int], origin: NoiseSource.Origin) {
    (self.values, self.origin) = (values, origin)
  }

  /// Whether the noise is unknown to everybody.
  package var isPrivate: Bool { origin == .secure }
}
