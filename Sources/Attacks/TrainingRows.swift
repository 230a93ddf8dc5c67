import Learning

/// Rows of features with the membership that an attack model is to learn from.
package struct TrainingRows {
  /// The number of features in a row.
  package let width: Int
  /// The features, row after row.
  private(set) var values: [Double] = []
  /// The membership of each row.
  private(set) var isMember: [Bool] = []

  /// Creates rows of one width, none yet.
  package init(width: Int) { self.width = width }

  /// The rows of members.
  var memberCount: Int { isMember.count { $0 } }
  /// The fewer of the rows of members and of non-members.
  var smallerSide: Int { min(memberCount, isMember.count - memberCount) }

  /// Adds a row.
  package mutating func append(_ row: [Double], isMember: Bool) {
    precondition(row.count == width, "\(row.count) features for rows of \(width)")
    values += row
    self.isMember.append(isMember)
  }

  /// Makes room for a number of rows, so that growing never holds them twice.
  mutating func reserve(_ count: Int) {
    values.reserveCapacity(count * width)
    isMember.reserveCapacity(count)
  }
}

extension TrainingRows: LearningRows {
  package func forEachBlock(_ body: (_ features: [Double], _ targets: [Bool]) throws -> Void) throws
  {
    for start in stride(from: 0, to: isMember.count, by: learningBlock) {
      let block = start..<min(start + learningBlock, isMember.count)
      try body(
        Array(values[block.lowerBound * width..<block.upperBound * width]), Array(isMember[block]))
    }
  }
}
