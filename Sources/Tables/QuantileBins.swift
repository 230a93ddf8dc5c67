/// The bins between the empirical quantiles of a numeric feature, none of them empty.
///
/// Bin j of k ends at the least value that at least the share j / k of the records do not exceed (the inverse of the
/// empirical distribution function), so that every end is a value that occurs. Equal ends merge into one bin.
package struct QuantileBins: Equatable, Sendable {
  /// The least value.
  package let lowest: Double
  /// The greatest value of each bin, increasing; the last is the greatest of all.
  package let upperEnds: [Double]

  /// Finds the bins of numbers; nil where all of them are missing.
  ///
  /// - Parameters:
  ///   - numbers: The values of all records, NaN where missing.
  ///   - count: The bins wanted; ties may leave fewer.
  /// - Complexity: O(n log n).
  package init?(_ numbers: [Double], count: Int) {
    precondition(count > 0, "\(count) bins")
    // Adding zero turns -0 into 0, so that the order of the records cannot choose between them.
    let sorted = numbers.filter { !$0.isNaN }.map { $0 + 0 }.sorted()
    guard let lowest = sorted.first else { return nil }
    var ends: [Double] = []
    for bin in 1...count {
      let rank = (bin * sorted.count + count - 1) / count
      let end = sorted[rank - 1]
      if ends.last.map({ $0 < end }) ?? true { ends.append(end) }
    }
    self.init(lowest: lowest, upperEnds: ends)
  }

  /// Finds one bin for each different value where there are few enough, else the bins between quantiles.
  ///
  /// - Parameters:
  ///   - numbers: The values of all records, NaN where missing.
  ///   - count: The bins wanted, at most.
  /// - Complexity: O(n log n).
  package init?(_ numbers: [Double], atMost count: Int) {
    var distinct: Set<Double> = []
    for number in numbers where !number.isNaN && distinct.count <= count { distinct.insert(number) }
    guard distinct.count <= count else {
      self.init(numbers, count: count)
      return
    }
    let values = distinct.map { $0 + 0 }.sorted()
    guard let lowest = values.first else { return nil }
    self.init(lowest: lowest, upperEnds: values)
  }

  private init(lowest: Double, upperEnds: [Double]) {
    (self.lowest, self.upperEnds) = (lowest, upperEnds)
  }

  /// The number of bins, at least one.
  package var count: Int { upperEnds.count }

  /// Finds the bin of a number; numbers beyond both ends belong to the outer bins.
  ///
  /// - Parameter number: A number, not NaN.
  /// - Returns: An index in `0..<count`.
  package func bin(of number: Double) -> Int {
    precondition(!number.isNaN, "a missing number is in no bin")
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if number <= upperEnds[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The values between which a bin lies.
  ///
  /// The first bin holds both ends, the others only the upper one.
  ///
  /// - Parameter bin: An index in `0..<count`.
  /// - Returns: The lower and the upper end.
  package func ends(ofBin bin: Int) -> (lower: Double, upper: Double) {
    (bin == 0 ? lowest : upperEnds[bin - 1], upperEnds[bin])
  }
}
