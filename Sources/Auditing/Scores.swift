/// One number for each record, higher means more member-like, with the truth beside it.
public struct Scores: Equatable, Sendable {
  /// The scores, finite.
  public let values: [Double]
  /// The true membership of each record.
  public let isMember: [Bool]

  /// Creates scores.
  ///
  /// - Parameters:
  ///   - values: One score for each record.
  ///   - isMember: The true membership of each record.
  /// - Throws: `AuditingError` naming the position of a score that is not finite.
  public init(values: [Double], isMember: [Bool]) throws(AuditingError) {
    precondition(
      values.count == isMember.count, "\(values.count) scores, \(isMember.count) memberships")
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw AuditingError("the score at position \(place) is not finite")
    }
    self.values = values
    self.isMember = isMember
  }

  /// The scores of the members, in the order of the records.
  public var members: [Double] { zip(values, isMember).filter(\.1).map(\.0) }
  /// The scores of the non-members, in the order of the records.
  public var nonMembers: [Double] { zip(values, isMember).filter { !$0.1 }.map(\.0) }

  /// The scores at some positions.
  ///
  /// - Parameter positions: Positions in the order wanted.
  /// - Returns: Their scores.
  /// - Throws: Nothing, since these scores are finite.
  public func selecting(_ positions: [Int]) throws(AuditingError) -> Scores {
    try Scores(values: positions.map { values[$0] }, isMember: positions.map { isMember[$0] })
  }
}
