/// Numbers in ascending order, among which others are placed.
struct SortedSample {
  /// The numbers in ascending order.
  let values: [Double]
  /// The places at which the numbers of each of equally wide buckets start, and where the last one ends.
  private let starts: [Int]
  private let least: Double
  private let bucketsPerUnit: Double

  /// Sorts finite numbers and notes where each bucket starts, as many buckets as numbers.
  init(_ values: [Double]) {
    let values = values.sorted()
    let (least, greatest) = (values.first ?? 0, values.last ?? 0)
    let scale = greatest > least ? Double(values.count) / (greatest - least) : 0
    self.values = values
    self.least = least
    bucketsPerUnit = scale.isFinite ? scale : 0
    var starts = Array(repeating: 0, count: values.count + 1)
    for value in values {
      starts[Self.bucket(value, least, bucketsPerUnit, count: values.count) + 1] += 1
    }
    for bucket in 0..<values.count { starts[bucket + 1] += starts[bucket] }
    self.starts = starts
  }

  /// For each bound, how many of the numbers are at most it.
  ///
  /// - Parameter bounds: Finite numbers.
  /// - Returns: One count for each bound.
  /// - Complexity: O(log n) for each bound, and O(1) where the numbers fill the buckets evenly.
  func counts(atMost bounds: [Double]) -> [Int] {
    guard !values.isEmpty else { return bounds.map { _ in 0 } }
    let values = values.span
    let starts = starts.span
    return bounds.map { bound in
      // Buckets ascend with the numbers, so those of lower ones are below the bound and those of higher ones above it.
      let bucket = Self.bucket(bound, least, bucketsPerUnit, count: values.count)
      var (start, end) = (starts[bucket], starts[bucket + 1])
      while start < end {
        let middle = (start + end) / 2
        if values[middle] <= bound { start = middle + 1 } else { end = middle }
      }
      return start
    }
  }

  private static func bucket(
    _ value: Double, _ least: Double, _ bucketsPerUnit: Double, count: Int
  ) -> Int {
    Int(min(Double(count - 1), max(0, (value - least) * bucketsPerUnit)))
  }
}
