internal import BigInt

/// Selects one of several candidates by integer scores, exactly.
///
/// A candidate of score q is chosen with a chance proportional to exp(ε q / 2Δ) (McSherry and Talwar
/// 2007). Claim: ε-private and of bounded range ε, hence ε²/8-zCDP, when no score changes by more
/// than Δ between neighbours, for the neighbouring relation of that Δ. Nothing is rounded: a
/// candidate drawn evenly is kept with the chance exp(-ε (max - q) / 2Δ), by the exact coin of the
/// noise samplers, so that candidates of any distance from the best keep their chance.
package struct ExponentialMechanism: Hashable, Sendable {
  /// The privacy loss, above 0.
  package let epsilon: Fraction
  /// The most that any score changes between neighbours, 1 or more.
  package let sensitivity: Int

  /// Creates the mechanism.
  ///
  /// - Parameters:
  ///   - epsilon: Above 0. Round a computed one down to a fraction.
  ///   - sensitivity: 1 or more.
  /// - Throws: `PrivacyError` when a parameter is out of range.
  package init(epsilon: Fraction, sensitivity: Int) throws(PrivacyError) {
    guard epsilon.numerator > 0, sensitivity > 0 else {
      throw PrivacyError(
        "no selection has epsilon \(epsilon) and sensitivity \(sensitivity); give an epsilon above 0 and a sensitivity of 1 or more"
      )
    }
    (self.epsilon, self.sensitivity) = (epsilon, sensitivity)
  }

  /// The selection as accountants know it.
  package var mechanism: Mechanism { .exponential(epsilon: epsilon.value) }

  /// The selection under the relation its sensitivity is for.
  package func event(under relation: NeighbouringRelation) throws(PrivacyError) -> PrivacyEvent {
    try PrivacyEvent(mechanism, under: relation)
  }

  /// Selects a candidate.
  ///
  /// - Parameters:
  ///   - scores: One for each candidate, higher is better.
  ///   - source: `NoiseSource/secure` unless the outcome is not to be private.
  /// - Returns: The selected candidate's place.
  /// - Throws: `PrivacyError` when there is no candidate.
  /// - Complexity: On average one draw for each candidate at most, and the time depends on the
  ///   scores: select before anybody can time it.
  package func select(
    _ scores: [Int], from source: inout NoiseSource
  ) throws(PrivacyError) -> SelectedCandidate {
    guard let best = scores.max(), let worst = scores.min() else {
      throw PrivacyError("there is nothing to select from; give one score or more")
    }
    let range = BigUInt(Int128(best) - Int128(worst)) * epsilon.numerator
    let divisor = BigUInt(sensitivity) * 2 * epsilon.denominator
    let place: Int
    switch max(range.bitWidth, divisor.bitWidth) {
    case ...52: place = draw(scores, best, Odds<UInt64>(epsilon, divisor), &source)
    case ...112: place = draw(scores, best, Odds<UInt128>(epsilon, divisor), &source)
    default: place = draw(scores, best, Odds<BigUInt>(epsilon, divisor), &source)
    }
    return SelectedCandidate(place: place, origin: source.origin)
  }

  /// A distance from the best score is multiplied by a factor over a divisor.
  private struct Odds<Number: NaturalNumber> {
    let factor: Number
    let divisor: Number

    init(_ epsilon: Fraction, _ divisor: BigUInt) {
      (factor, self.divisor) = (Number(epsilon.numerator), Number(divisor))
    }
  }

  private func draw<Number: NaturalNumber>(
    _ scores: [Int], _ best: Int, _ odds: Odds<Number>, _ source: inout NoiseSource
  ) -> Int {
    while true {
      let place = Int(Number.uniform(below: Number(scores.count), from: &source))
      let distance = Number(Int128(best) - Int128(scores[place])) * odds.factor
      let (whole, rest) = distance.quotientAndRemainder(dividingBy: odds.divisor)
      if ExactSampler<Number>.exponential(whole: whole, rest, odds.divisor, &source) {
        return place
      }
    }
  }
}

/// A selected candidate, and whether the choice hides anything.
package struct SelectedCandidate: Hashable, Sendable, Codable {
  /// The candidate's place, from 0.
  package let place: Int
  /// Where the random bits came from.
  package let origin: NoiseSource.Origin

  /// Whether the random bits are unknown to everybody.
  package var isPrivate: Bool { origin == .secure }
}
