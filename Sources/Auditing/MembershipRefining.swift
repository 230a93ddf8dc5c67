/// A stage that treats some members apart from others, which are then named parts of the membership.
public protocol MembershipRefining: Stage {
  /// Divides parts of a membership before anything runs; roles stay as they are.
  ///
  /// - Parameters:
  ///   - membership: The membership of a target or shadow.
  ///   - seed: The seed of the experiment.
  ///   - label: What tells this run of the stage from all others, as in its context.
  /// - Returns: The membership with the parts that the stage will look for.
  /// - Throws: `AuditingError` where the membership does not allow it.
  func refining(
    _ membership: Membership, seed: UInt64, label: String
  ) throws -> Membership
}
