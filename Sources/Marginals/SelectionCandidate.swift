/// A marginal that may be selected, and what the model believes of it.
package struct SelectionCandidate: Sendable {
  /// The parts of a count that scores are computed in, so that estimates need not be whole.
  static let scoreUnits = 16

  /// The attributes.
  package let clique: Clique
  /// What its error is multiplied by, a whole number above 0.
  package let weight: Int
  /// The model's counts.
  package let estimate: Factor
  /// What is taken off its error before it is weighted: the error that noise would bring.
  package let penalty: Double

  /// Describes a candidate; all of it must be public.
  package init(_ clique: Clique, weight: Int = 1, estimate: Factor, penalty: Double) {
    precondition(weight > 0 && weight <= Workload.largestWeight, "a weight of \(weight)")
    precondition(estimate.axes == clique.attributes, "\(estimate.axes) for \(clique.attributes)")
    (self.clique, self.weight, self.estimate, self.penalty) = (clique, weight, estimate, penalty)
  }

  /// The score for true counts; below 2⁶² for up to 2⁴⁰ records.
  func score(of counts: [Int64]) -> Int {
    let units = Double(Self.scoreUnits)
    var sum: Int64 = 0
    for (count, guess) in zip(counts, estimate.values) {
      let believed = guess > 0 ? min(guess * units, 0x1p43).rounded() : 0
      sum += abs(count * Int64(Self.scoreUnits) - Int64(believed))
    }
    let penalty = min(penalty * units, 0x1p43).rounded()
    return weight * (Int(sum) - Int(penalty))
  }

  /// Names what is selected from, as 16 hexadecimal digits: a resumed run must ask the same.
  static func digest(_ candidates: [SelectionCandidate]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x0000_0100_0000_01B3 }
    for candidate in candidates {
      for attribute in candidate.clique.attributes { mix(UInt64(attribute)) }
      mix(UInt64(candidate.weight))
      mix(candidate.penalty.bitPattern)
      for value in candidate.estimate.values { mix(value.bitPattern) }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
