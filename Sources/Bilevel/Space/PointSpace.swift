/// Where points may be: a box for each number, a simplex for each column of levels, and 1 for the intercept.
package struct PointSpace: Equatable, Sendable {
  /// One block of coordinates.
  package enum Block: Equatable, Sendable {
    /// A number within bounds, in the units that a model reads.
    case number(lower: Double, upper: Double)
    /// Shares of levels: 0 or more, 1 together.
    case levels(Int)

    /// The number of coordinates.
    package var width: Int {
      switch self {
      case .number: 1
      case .levels(let count): count
      }
    }
  }

  /// The blocks; the intercept follows them.
  package let blocks: [Block]
  /// The first coordinate of each block.
  package let starts: [Int]
  /// The coordinates of a point, the intercept's among them.
  package let width: Int

  /// Creates a space.
  ///
  /// - Parameter blocks: The blocks in the order of their coordinates.
  package init(_ blocks: [Block]) {
    self.blocks = blocks
    var (starts, width) = ([Int](), 0)
    for block in blocks {
      starts.append(width)
      width += block.width
    }
    (self.starts, self.width) = (starts, width + 1)
  }

  /// A space of numbers without bounds.
  ///
  /// - Parameter count: How many numbers.
  /// - Returns: The space.
  package static func unbounded(_ count: Int) -> PointSpace {
    PointSpace(
      Array(repeating: .number(lower: -.infinity, upper: .infinity), count: count))
  }

  /// Whether any column has levels.
  package var hasLevels: Bool {
    blocks.contains { if case .levels = $0 { true } else { false } }
  }

  /// The nearest allowed point to each of several.
  ///
  /// - Parameter features: Points x width.
  /// - Returns: The points' projections.
  func projected(_ features: [Double]) -> [Double] {
    var result = features
    for point in 0..<features.count / width {
      let origin = point * width
      for (block, start) in zip(blocks, starts) {
        switch block {
        case .number(let lower, let upper):
          result[origin + start] = min(max(result[origin + start], lower), upper)
        case .levels(let count):
          projectOntoSimplex(&result, origin + start..<origin + start + count)
        }
      }
      result[origin + width - 1] = 1
    }
    return result
  }

  /// A gradient without what leads out of the columns' simplices or moves the intercept.
  func tangent(_ gradient: [Double]) -> [Double] {
    var result = gradient
    for point in 0..<gradient.count / width {
      for (block, start) in zip(blocks, starts) {
        guard case .levels(let count) = block else { continue }
        let range = point * width + start..<point * width + start + count
        let mean = gradient[range].reduce(0, +) / Double(count)
        for place in range { result[place] -= mean }
      }
      result[(point + 1) * width - 1] = 0
    }
    return result
  }

  /// Points with each column of levels at its largest share alone; the first where several are largest.
  ///
  /// - Parameters:
  ///   - features: Points x width.
  ///   - chosen: Which points to round.
  /// - Returns: The points.
  func rounded(_ features: [Double], where chosen: [Bool]) -> [Double] {
    var result = features
    for point in chosen.indices where chosen[point] {
      for (block, start) in zip(blocks, starts) {
        guard case .levels(let count) = block else { continue }
        let range = point * width + start..<point * width + start + count
        let best = range.reduce(range.lowerBound) { result[$1] > result[$0] ? $1 : $0 }
        for place in range { result[place] = place == best ? 1 : 0 }
      }
    }
    return result
  }
}

/// Moves a range of numbers to the nearest that are 0 or more and add up to 1.
///
/// The threshold is found from the sorted numbers (Held, Wolfe and Crowder 1974).
func projectOntoSimplex(_ values: inout [Double], _ range: Range<Int>) {
  var sorted = Array(values[range])
  sorted.sort(by: >)
  var (sum, threshold) = (0.0, 0.0)
  for (place, value) in sorted.enumerated() {
    sum += value
    let candidate = (sum - 1) / Double(place + 1)
    guard value > candidate else { break }
    threshold = candidate
  }
  for place in range { values[place] = max(0, values[place] - threshold) }
}
