import Statistics

/// The repetitions of one measurement.
package struct Repetitions: Equatable, Sendable {
  /// The measured values, in the order of the repetitions.
  package private(set) var values: [Double]

  /// Creates a series of at least one value.
  package init(_ values: [Double]) {
    precondition(!values.isEmpty, "a series without values has no median")
    self.values = values
  }

  /// The middle value.
  package var median: Double { Statistics.median(values) }

  /// Half the distance between the least and the greatest value, as a share of the median.
  package var spread: Double {
    let (least, greatest) = values.reduce((values[0], values[0])) {
      (Swift.min($0.0, $1), Swift.max($0.1, $1))
    }
    return (greatest - least) / 2 / median
  }
}
