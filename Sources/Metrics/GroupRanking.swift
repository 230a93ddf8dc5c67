import Auditing

/// Records in steps from the highest score down, with the groups of the members and of the non-members.
struct GroupRanking: Sendable {
  /// What a step of a walk does with its record.
  enum Step: UInt8 {
    case member
    /// A non-member whose score no member has: two half wins for each member above.
    case nonMember
    /// A non-member before the members of its score.
    case before
    /// The same non-member after them.
    case after
  }

  /// The steps, each with the place of its record among the members or the non-members.
  private(set) var steps: [(step: Step, record: UInt32)] = []
  /// The group of each member, in the order of the steps.
  private(set) var members: [UInt32] = []
  /// The group of each non-member, in the order of the steps.
  private(set) var nonMembers: [UInt32] = []

  /// Sorts.
  ///
  /// - Complexity: O(n log n).
  init(_ scores: Scores, codes: [Int]) {
    let values = scores.values
    let order = values.indices.sorted { values[$0] > values[$1] }
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
      append(order[start..<end], of: scores, codes)
      start = end
    }
  }

  /// Takes up the records of one score.
  private mutating func append(_ tied: ArraySlice<Int>, of scores: Scores, _ codes: [Int]) {
    let (firstMember, firstOther) = (members.count, nonMembers.count)
    for row in tied {
      if scores.isMember[row] {
        members.append(UInt32(codes[row]))
      } else {
        nonMembers.append(UInt32(codes[row]))
      }
    }
    let hasMembers = members.count > firstMember
    let others = (firstOther..<nonMembers.count).map(UInt32.init)
    steps += others.map { (hasMembers ? .before : .nonMember, $0) }
    steps += (firstMember..<members.count).map { (.member, UInt32($0)) }
    if hasMembers { steps += others.map { (.after, $0) } }
  }
}
