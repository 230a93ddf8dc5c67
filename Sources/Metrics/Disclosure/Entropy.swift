import Foundation

/// The entropy of a sample's values in nats, from how often each occurs.
func entropy(of counts: [Int], total: Int) -> Double {
  guard counts.count > 1 else { return 0 }
  return counts.reduce(0) { sum, count in
    let share = Double(count) / Double(total)
    return sum - share * log(share)
  }
}
