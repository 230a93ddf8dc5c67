package import Statistics

/// Bins of numbers between declared or published edges: bin i holds what is above edge i and at most edge i + 1.
///
/// The first bin holds its lower edge too. Numbers beyond both ends belong to the outer bins, so that the ends say nothing of
/// the table. Of whole numbers every bin holds at least one.
package struct NumberBins: Hashable, Sendable {
  /// The most bins of a column.
  package static let limit = 10_000

  /// The edges, ascending; one more than there are bins.
  package let edges: [Double]
  /// Whether the column holds whole numbers, such as counts and days.
  package let isWhole: Bool

  /// Creates bins.
  ///
  /// - Parameters:
  ///   - edges: The edges.
  ///   - isWhole: Whether the column holds whole numbers.
  /// - Throws: `MarginalsError` where edges do not ascend, are not finite, or leave a bin without a whole number.
  package init(edges: [Double], isWhole: Bool) throws(MarginalsError) {
    guard edges.count >= 2, edges.count <= Self.limit + 1, edges.allSatisfy(\.isFinite),
      zip(edges, edges.dropFirst()).allSatisfy(<)
    else {
      throw MarginalsError("edges of bins must be 2 to \(Self.limit + 1) ascending numbers")
    }
    (self.edges, self.isWhole) = (edges, isWhole)
    guard isWhole, let empty = (0..<count).first(where: { whole(ofBin: $0).isEmpty }) else {
      return
    }
    throw MarginalsError(
      "no whole number is above \(edges[empty]) and at most \(edges[empty + 1]); declare fewer bins, or 'numbers: real'"
    )
  }

  /// Divides a range into bins of equal width; of whole numbers as nearly equal as they allow.
  ///
  /// - Parameters:
  ///   - range: The declared range.
  ///   - count: The number of bins, at least 1.
  ///   - isWhole: Whether the column holds whole numbers.
  /// - Throws: `MarginalsError` where the range is empty or holds fewer whole numbers than bins.
  package init(
    dividing range: ClosedRange<Double>, into count: Int, isWhole: Bool
  ) throws(MarginalsError) {
    let low = isWhole ? range.lowerBound.rounded(.up) - 1 : range.lowerBound
    let high = isWhole ? range.upperBound.rounded(.down) : range.upperBound
    guard !isWhole || high - low >= Double(count) else {
      throw MarginalsError(
        "\(count) bins for the whole numbers from \(range.lowerBound) to \(range.upperBound); declare fewer, or 'numbers: real'"
      )
    }
    let edges = (0...count).map { place in
      let edge = low + (high - low) * Double(place) / Double(count)
      guard isWhole else { return place == count ? high : edge }
      // The first bin holds its lower edge, which must then lie below no whole number but its own.
      return place == 0 ? low + 0.5 : edge.rounded(.down)
    }
    try self.init(edges: edges, isWhole: isWhole)
  }

  /// The number of bins.
  package var count: Int { edges.count - 1 }

  /// The bin of a number, which is not NaN.
  package func bin(of number: Double) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if number <= edges[middle + 1] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Draws a number of a bin, each whole number or each place of the bin alike.
  ///
  /// - Parameters:
  ///   - bin: The bin.
  ///   - generator: Draws; what the bin is was published, so that no secret is needed.
  /// - Returns: A number whose bin it is.
  package func number(ofBin bin: Int, using generator: inout SeededGenerator) -> Double {
    if isWhole {
      let numbers = whole(ofBin: bin)
      return numbers.lowerBound + Double(generator.integer(below: numbers.count))
    }
    let (low, high) = (edges[bin], edges[bin + 1])
    let number = high - (high - low) * generator.uniform()
    // Rounding may reach the lower edge, which belongs to the bin before.
    return min(high, max(number, low.nextUp))
  }

  /// The whole numbers of a bin.
  private func whole(ofBin bin: Int) -> WholeNumbers {
    WholeNumbers(
      lowerBound: bin == 0 ? edges[0].rounded(.up) : edges[bin].rounded(.down) + 1,
      upperBound: edges[bin + 1].rounded(.down))
  }

  private struct WholeNumbers {
    let lowerBound: Double
    let upperBound: Double
    var isEmpty: Bool { upperBound < lowerBound }
    var count: Int { Int(min(upperBound - lowerBound, 0x1p52)) + 1 }
  }
}
