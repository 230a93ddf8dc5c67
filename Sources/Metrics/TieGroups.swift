import Auditing
import Statistics

/// The distinct scores from the highest down, and which of them each record has.
struct TieGroups {
  /// The number of distinct scores.
  let count: Int
  /// The group of each member, 0 for the highest score.
  let members: [UInt32]
  /// The group of each non-member.
  let nonMembers: [UInt32]

  /// Sorts once.
  ///
  /// - Complexity: O(n log n).
  init(_ scores: Scores) {
    let values = scores.values
    let order = Array(ascendingOrder(of: values).reversed())
    var (members, nonMembers): ([UInt32], [UInt32]) = ([], [])
    var group: UInt32 = 0
    for (place, record) in order.enumerated() {
      if place > 0 && values[record] != values[order[place - 1]] { group += 1 }
      if scores.isMember[record] { members.append(group) } else { nonMembers.append(group) }
    }
    count = order.isEmpty ? 0 : Int(group) + 1
    (self.members, self.nonMembers) = (members, nonMembers)
  }
}
