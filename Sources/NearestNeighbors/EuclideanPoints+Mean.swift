import Tensors

extension EuclideanPoints {
  /// The mean of each column; zero where there are no records.
  package var mean: [Double] {
    var sums = Array(repeating: 0.0, count: width)
    for record in 0..<count {
      for (column, value) in features.row(record).enumerated() { sums[column] += Double(value) }
    }
    return sums.map { $0 / Double(max(1, count)) }
  }

  /// The distance of each record from a point.
  ///
  /// - Parameter point: As many numbers as there are columns.
  /// - Returns: One distance for each record.
  package func distances(to point: [Double]) -> [Double] {
    precondition(point.count == width, "a point of \(point.count) columns for \(width)")
    return (0..<count).map { record in
      zip(features.row(record), point).reduce(0) { sum, pair in
        let difference = Double(pair.0) - pair.1
        return sum + difference * difference
      }.squareRoot()
    }
  }
}
