package import Auditing
package import Settings
import Statistics

/// How the records are divided into members, non-members and a population that no audited model sees.
///
/// The audited records (members and non-members together) are the same for all targets; each target draws its own
/// members among them.
package struct Split: Equatable, Sendable {
  /// The fewest members and non-members that an audit is worth doing with.
  static let smallestSide = 10

  private let members: Double
  private let nonMembers: Double
  /// What the parts hold in equal proportions: `label`, or names of groups.
  package let stratify: [String]
  /// How audited records become members.
  package let assignment: Assignment

  /// How audited records become members of a target.
  package enum Assignment: String, CaseIterable, Sendable {
    /// So many of them, at random.
    case randomSplit = "random-split"
    /// Each by a fair coin of its own, which bounds on epsilon from one model need.
    case coinFlip = "coin-flip"
  }

  /// Reads the division from settings.
  ///
  /// - Parameter settings: The experiment's mapping; takes out `split`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    var own = try settings.section("split", "how the records are divided; the rest is population")
    members = try own.number(
      "members", default: 0.4, in: 0.0001...1, "share of records that the target is trained on")
    nonMembers = try own.number(
      "nonMembers", default: 0.4, in: 0.0001...1, "share of records that attacks must tell apart")
    guard members + nonMembers <= 1 + 1e-9 else {
      throw own.error("members", "'members' and 'nonMembers' add up to more than 1")
    }
    stratify = try own.texts(
      "stratify", default: [], count: 0...100,
      "what all parts hold in equal proportions: label, or names of groups")
    assignment = try own.choice(
      "assignment", default: Assignment.randomSplit,
      "how audited records become members: so many at random, or each by a fair coin of its own")
    try own.finish()
  }

  /// Draws the membership of one target.
  ///
  /// - Parameters:
  ///   - target: The target's number from 0.
  ///   - recordCount: The number of records of the dataset.
  ///   - strata: The strata to draw within.
  ///   - seed: The seed of the experiment.
  /// - Returns: Members, non-members and population.
  /// - Throws: `AuditingError` where a side would have fewer than ten records.
  package func membership(
    target: Int, recordCount: Int, strata: Strata, seed: Int
  ) throws(AuditingError) -> Membership {
    let memberCount = Int((Double(recordCount) * members).rounded())
    let nonMemberCount = min(
      Int((Double(recordCount) * nonMembers).rounded()), recordCount - memberCount)
    for (name, key, count) in [
      ("members", "members", memberCount), ("non-members", "nonMembers", nonMemberCount),
    ] where count < Self.smallestSide {
      throw AuditingError(
        "\(count) \(name) of \(recordCount) records: at least \(Self.smallestSide) are needed; "
          + "raise '\(key)' in 'split' or bring more records")
    }
    var pool = SeededGenerator(seed: UInt64(seed), label: "split/population")
    let order = strata.order(Array(0..<recordCount), using: &pool)
    let audited = order.prefix(memberCount + nonMemberCount).sorted()
    var draw = SeededGenerator(seed: UInt64(seed), label: "split/target \(target)")
    let (chosen, count, assignment) = members(of: audited, memberCount, strata, using: &draw)
    return try Membership(
      recordCount: recordCount,
      parts: [
        .init(
          "members", role: .member, assignment: assignment,
          records: Array(chosen.prefix(count))),
        .init(
          "non-members", role: .nonMember, assignment: assignment,
          records: Array(chosen.dropFirst(count))),
        .init(
          "population", role: .population, assignment: .randomSplit,
          records: Array(order.dropFirst(audited.count))),
      ])
  }

  /// The audited records with the members first, and how many those are.
  private func members(
    of audited: [Int], _ count: Int, _ strata: Strata, using generator: inout SeededGenerator
  ) -> (order: [Int], count: Int, assignment: Membership.Assignment) {
    switch assignment {
    case .randomSplit: return (strata.order(audited, using: &generator), count, .randomSplit)
    case .coinFlip:
      let isMember = audited.map { _ in generator.bernoulli(0.5) }
      let sides = [true, false].map { side in
        zip(audited, isMember).filter { $0.1 == side }.map(\.0)
      }
      return (sides[0] + sides[1], sides[0].count, .coinFlip(probability: 0.5))
    }
  }
}
