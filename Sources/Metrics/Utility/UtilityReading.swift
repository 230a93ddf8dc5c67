package import Auditing

/// Which way a utility figure is good.
package enum UtilityDirection: String, CaseIterable, Sendable {
  /// The released table is the more useful the lower the value.
  case lowerIsBetter = "lower is better"
  /// The released table is the more useful the higher the value.
  case higherIsBetter = "higher is better"
  /// The value is no property of the released table but what it is to be seen beside.
  case yardstick
}

/// One figure of how useful a released table is, with the direction in which it is good.
package struct UtilityReading: Equatable, Sendable {
  /// The columns where a figure that is a mean over columns is worst.
  package struct Worst: Equatable, Sendable {
    /// The columns' names.
    package let columns: [String]
    /// The figure there.
    package let value: Double

    package init(columns: [String], value: Double) {
      (self.columns, self.value) = (columns, value)
    }
  }

  /// The figure's name, value, interval, sample size, status and convention.
  package let reading: Reading
  /// Which way the value is good.
  package let direction: UtilityDirection
  /// Where the value is worst; nil for a figure that is no mean over columns.
  package let worst: Worst?

  package init(_ reading: Reading, _ direction: UtilityDirection, worst: Worst? = nil) {
    (self.reading, self.direction, self.worst) = (reading, direction, worst)
  }
}

/// One figure of a released table with what tells how much of it is chance.
package struct UtilityComparison: Equatable, Sendable {
  /// The released table against the real one.
  package let release: UtilityReading
  /// The same between two random halves of the real table, mean over splits, as measured.
  package let halves: UtilityReading
  /// The same brought to the sizes of the real and the released table.
  package let halvesAtReleaseSize: UtilityReading
  /// The same between the hold-out and the real table; nil where there is no hold-out.
  package let holdOut: UtilityReading?

  /// All figures in the order in which they are shown.
  package var readings: [UtilityReading] {
    [release, halves, halvesAtReleaseSize] + (holdOut.map { [$0] } ?? [])
  }
}
