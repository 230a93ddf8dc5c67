package import Auditing
import Statistics

/// The risk of each group of records under one attack, and whether the groups differ by more than chance.
///
/// The largest of many noisy differences is large by chance. The test permutes the groups' labels among the members
/// and among the non-members, which keeps the groups' sizes, and asks how often the largest difference is as large:
/// p = (1 + count) / (1 + permutations). It is exact where score and group are independent given membership.
/// Groups too small to tell are named with their counts and left out.
package struct GroupRisks: Equatable, Sendable {
  /// The groups that are large enough, in the order of the names.
  package let groups: [GroupRisk]
  /// The groups that are too small.
  package let tooSmall: [SmallGroup]
  /// One disparity for each measure that two groups have at least.
  package let disparities: [GroupDisparity]

  /// A group without risk, since it is too small to tell.
  package struct SmallGroup: Equatable, Sendable {
    /// The group's name.
    package let name: String
    /// The group's members.
    package let members: Int
    /// The group's non-members.
    package let nonMembers: Int
  }

  /// Which records are in which group.
  package struct Grouping: Equatable, Sendable {
    /// The groups' names.
    package let names: [String]
    /// The group of each record, as a place among the names.
    package let codes: [Int]

    /// Creates a grouping.
    ///
    /// - Parameters:
    ///   - names: The groups' names.
    ///   - codes: The group of each record.
    /// - Throws: `MetricsError` naming the first record whose code is no place among the names.
    package init(names: [String], codes: [Int]) throws(MetricsError) {
      if let row = codes.firstIndex(where: { !names.indices.contains($0) }) {
        throw MetricsError(
          "record \(row) is of group \(codes[row]), but there are \(names.count) groups from 0")
      }
      (self.names, self.codes) = (names, codes)
    }
  }

  /// What counts as large enough, at which rate is compared, and how sure the intervals are.
  package struct Terms: Equatable, Sendable {
    /// The target false positive rate, as a fraction.
    package let rate: Double
    /// The fewest members and the fewest non-members of a group that is judged.
    package let smallestSide: Int
    /// The confidence level of the intervals, each group's on its own.
    package let level: Double

    /// Creates terms.
    package init(rate: Double = 0.01, smallestSide: Int = 10, level: Double = 0.95) {
      precondition(rate > 0 && rate < 1, "\(rate) is not a false positive rate")
      precondition(smallestSide >= 2, "groups of \(smallestSide) on a side cannot be judged")
      (self.rate, self.smallestSide, self.level) = (rate, smallestSide, level)
    }
  }

  /// Measures and tests.
  ///
  /// - Parameters:
  ///   - scores: The scores of all records.
  ///   - grouping: Which records are in which group.
  ///   - terms: What is compared.
  ///   - permutations: How many, from which stream, on how many threads.
  /// - Throws: `MetricsError` where the grouping is of other records or the scores are of one side.
  package init(
    _ scores: Scores, by grouping: Grouping, terms: Terms = Terms(), permutations: Replicates
  ) async throws(MetricsError) {
    guard grouping.codes.count == scores.values.count else {
      throw MetricsError("\(scores.values.count) scores have \(grouping.codes.count) groups")
    }
    let curve = ROC(scores)
    guard curve.memberCount > 0 && curve.nonMemberCount > 0 else {
      throw MetricsError("group risks need members and non-members")
    }
    let global = GlobalThreshold(curve, rate: terms.rate, level: terms.level)
    var (groups, small): ([GroupRisk], [SmallGroup]) = ([], [])
    var places: [Int: Int] = [:]
    for (code, name) in grouping.names.enumerated() {
      let own = try part(scores, grouping.codes.indices.filter { grouping.codes[$0] == code })
      let (members, others) = (own.members.count, own.nonMembers.count)
      if min(members, others) < terms.smallestSide {
        small.append(SmallGroup(name: name, members: members, nonMembers: others))
      } else {
        places[code] = groups.count
        groups.append(GroupRisk(name, own, global, terms))
      }
    }
    (self.groups, tooSmall) = (groups, small)
    let tested = grouping.codes.indices.filter { places[grouping.codes[$0]] != nil }
    let test = GroupPermutation(
      try part(scores, tested), codes: tested.compactMap { places[grouping.codes[$0]] },
      groups: groups, threshold: global.threshold, rate: terms.rate)
    disparities = await test.disparities(permutations)
  }
}

/// The scores of some rows.
private func part(_ scores: Scores, _ rows: [Int]) throws(MetricsError) -> Scores {
  do { return try scores.selecting(rows) } catch { throw MetricsError("\(error)") }
}
