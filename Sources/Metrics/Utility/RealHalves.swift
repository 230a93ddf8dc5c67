import Statistics

/// Random splits of the real records into two disjoint parts, the yardstick for how far two samples of one population lie apart.
///
/// Differences between two samples of n and m records grow like the root of 1/n + 1/m where cells hold many records. No split
/// of n real records reaches the 1/n + 1/m of a large release, but of a release of at most a third of the real records
/// it can: the parts are then of unequal sizes, chosen so that nothing has to be scaled.
package struct RealHalves: Sendable {
  /// The records of the two parts, ascending, for each split.
  package let splits: [(first: [Int], second: [Int])]
  /// What a difference between the parts is multiplied by to stand for one between the real and the released table; at most 1.
  ///
  /// In cells with few records differences grow more slowly than the root, so that the scaled value is then too low: the
  /// floor lies between the measured and the scaled one.
  package let scale: Double

  /// Splits.
  ///
  /// - Parameters:
  ///   - real: The number of real records, 2 or more.
  ///   - release: The number of released records, 1 or more.
  ///   - count: The number of splits.
  ///   - seed: Decides the splits.
  package init(real: Int, release: Int, count: Int, seed: UInt64) {
    precondition(real >= 2 && release >= 1, "\(real) real and \(release) released records")
    let size = Double(real)
    let wanted = 1 / size + 1 / Double(release)
    let reached = max(wanted, 4 / size)
    let difference = max(0, size * size - 4 * size / reached).squareRoot()
    let larger = min(real - 1, max(real - real / 2, Int(((size + difference) / 2).rounded())))
    scale = min(
      1, (wanted / (1 / Double(larger) + 1 / Double(real - larger))).squareRoot())
    splits = (0..<count).map { split in
      var generator = SeededGenerator(seed: seed, label: "real halves \(split)")
      let order = generator.permutation(real)
      return (order[..<larger].sorted(), order[larger...].sorted())
    }
  }
}
