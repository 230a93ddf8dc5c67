/// The records whose equal stands on the other side of the split.
///
/// No attack can tell such a member from its twin, and a twin's score is no non-member's: every rate is pulled
/// towards chance by up to the share of these records.
package struct DuplicatesAcrossSplit: Equatable, Sendable {
  /// The members of which a non-member is an equal.
  package let members: Int
  /// The non-members of which a member is an equal.
  package let nonMembers: Int
  /// The distinct contents that stand on both sides.
  package let contents: Int

  /// Counts.
  ///
  /// - Parameters:
  ///   - keys: A key of each record's content; equal keys are taken for equal records.
  ///   - isMember: The membership of each record, in the same order.
  /// - Complexity: O(n).
  package init(keys: [UInt64], isMember: [Bool]) {
    precondition(
      keys.count == isMember.count, "\(keys.count) records, \(isMember.count) memberships")
    var counts: [UInt64: (members: Int, others: Int)] = [:]
    for (key, isMember) in zip(keys, isMember) {
      if isMember {
        counts[key, default: (0, 0)].members += 1
      } else {
        counts[key, default: (0, 0)].others += 1
      }
    }
    let shared = counts.values.filter { $0.members > 0 && $0.others > 0 }
    members = shared.reduce(0) { $0 + $1.members }
    nonMembers = shared.reduce(0) { $0 + $1.others }
    contents = shared.count
  }

  /// The records with an equal on the other side, on both sides together.
  package var total: Int { members + nonMembers }
}
