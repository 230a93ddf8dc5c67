import Statistics

/// The way from the numbers of a column to standard normal ones and back.
///
/// A number stands for all shares of the column between what is below it and what is not above it; one of them is drawn, and its normal
/// quantile taken, so that the column becomes exactly normal even where most of its numbers are equal. The way back finds the number
/// that a share belongs to. A number that occurs once is moved within half the gap to its neighbours, so that single values are not
/// handed out as they are; whole numbers stay whole.
struct QuantileMap: Equatable, Sendable {
  /// The different numbers, ascending.
  private let values: [Double]
  /// For each the share of the column that does not exceed it.
  private let shares: [Double]
  /// Whether each occurs once.
  private let isSingle: [Bool]
  private let areWhole: Bool
  /// How far a share is kept from 0 and 1.
  private let margin: Double

  /// Learns a column.
  ///
  /// - Parameter numbers: The numbers, none missing; at least one.
  init(_ numbers: [Double]) {
    precondition(!numbers.isEmpty, "no number to learn from")
    let sorted = numbers.map { $0 + 0 }.sorted()
    var (values, ends): ([Double], [Int]) = ([], [])
    for (place, number) in sorted.enumerated() {
      if values.last == number {
        ends[ends.count - 1] = place + 1
      } else {
        values.append(number)
        ends.append(place + 1)
      }
    }
    self.values = values
    shares = ends.map { Double($0) / Double(sorted.count) }
    isSingle = ends.indices.map { ends[$0] - ($0 > 0 ? ends[$0 - 1] : 0) == 1 }
    areWhole = values.allSatisfy { $0 == $0.rounded() }
    margin = 0.25 / Double(sorted.count)
  }

  /// How far normal numbers reach.
  var farthest: Double { Normal.standard.quantile(1 - margin) }

  /// The normal number of a column's number.
  ///
  /// - Parameters:
  ///   - number: A number; one that was not learnt counts as the next above.
  ///   - place: Where in its range of shares it is taken, from 0 to 1.
  /// - Returns: A number within `farthest` of 0.
  func normal(_ number: Double, at place: Double) -> Double {
    let index = first { values[$0] >= number }
    let lower = index > 0 ? shares[index - 1] : 0
    let share = lower + (shares[index] - lower) * place
    return Normal.standard.quantile(min(1 - margin, max(margin, share)))
  }

  /// The column's number of a normal number.
  func number(_ normal: Double) -> Double {
    let share = Normal.standard.cumulative(normal)
    let index = first { shares[$0] >= share }
    guard isSingle[index], values.count > 1 else { return values[index] }
    let lower = index > 0 ? shares[index - 1] : 0
    let place = min(1, max(0, (share - lower) / (shares[index] - lower)))
    let below = index > 0 ? (values[index - 1] + values[index]) / 2 : values[index]
    let above =
      index + 1 < values.count ? (values[index] + values[index + 1]) / 2 : values[index]
    let number = below + (above - below) * place
    return areWhole ? number.rounded() : number
  }

  /// The first place that holds, or the last.
  private func first(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
