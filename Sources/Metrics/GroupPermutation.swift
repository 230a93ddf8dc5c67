import Auditing

/// The permutation test of the largest difference between groups.
///
/// Records are sorted once into steps from the highest score down. A permutation shuffles the groups of the members
/// and those of the non-members, and one walk over the steps gives every group's values.
struct GroupPermutation: Sendable {
  private let groups: [GroupRisk]
  private let ranking: GroupRanking
  /// The members at or above the global threshold.
  private let aboveThreshold: Int
  /// The false positives allowed at each group's own threshold.
  private let allowed: [Int]

  /// Sorts.
  ///
  /// - Parameters:
  ///   - scores: The scores of the records of all judged groups.
  ///   - codes: Each record's place among the groups.
  ///   - groups: The judged groups.
  ///   - threshold: The global threshold.
  ///   - rate: The target false positive rate.
  init(
    _ scores: Scores, codes: [Int], groups: [GroupRisk], threshold: Double, rate: Double
  ) {
    ranking = GroupRanking(scores, codes: codes)
    self.groups = groups
    aboveThreshold = scores.members.count { $0 >= threshold }
    allowed = groups.map { Int((rate * Double($0.nonMembers) * (1 + 1e-12)).rounded(.down)) }
  }

  /// The disparities of all measures that two groups have.
  func disparities(_ permutations: Replicates) async -> [GroupDisparity] {
    let observed = values(ranking.members, ranking.nonMembers)
    let measured = GroupDisparity.Measure.allCases.indices.filter { observed[$0].count >= 2 }
    guard !measured.isEmpty else { return [] }
    let ranges = observed.map(range)
    let counts = await permutations.blocks { size, generator in
      exceedances(size, ranges, using: &generator)
    }
    return measured.map { place in
      let count = counts.reduce(0) { $0 + $1[place] }
      return disparity(
        GroupDisparity.Measure.allCases[place], observed[place], exceeded: count,
        of: permutations.count)
    }
  }

  /// How many of a number of permutations have a range at least as large, for each measure.
  private func exceedances(
    _ size: Int, _ ranges: [Double], using generator: inout Xoshiro256PlusPlus
  ) -> [Int] {
    var (members, others) = (ranking.members, ranking.nonMembers)
    var counts = ranges.map { _ in 0 }
    for _ in 0..<size {
      generator.shuffle(&members)
      generator.shuffle(&others)
      for (place, found) in values(members, others).enumerated()
      where range(found) >= ranges[place] - 1e-12 {
        counts[place] += 1
      }
    }
    return counts
  }

  private func range(_ values: [(group: Int, value: Double)]) -> Double {
    let sorted = values.map(\.value)
    return (sorted.max() ?? 0) - (sorted.min() ?? 0)
  }

  private func disparity(
    _ measure: GroupDisparity.Measure, _ values: [(group: Int, value: Double)], exceeded: Int,
    of permutations: Int
  ) -> GroupDisparity {
    var (highest, lowest) = (values[0], values[0])
    for value in values {
      if value.value > highest.value { highest = value }
      if value.value < lowest.value { lowest = value }
    }
    let pValue = Double(1 + exceeded) / Double(1 + permutations)
    return GroupDisparity(
      measure: measure, highest: groups[highest.group].name, lowest: groups[lowest.group].name,
      difference: highest.value - lowest.value,
      ratio: lowest.value > 0 ? highest.value / lowest.value : nil, pValue: pValue,
      pValueError: (pValue * (1 - pValue) / Double(permutations)).squareRoot())
  }

  /// Each measure's values under an assignment of groups, of the groups that have one.
  private func values(
    _ members: [UInt32], _ others: [UInt32]
  ) -> [[(group: Int, value: Double)]] {
    let walk = walk(members, others)
    var above = groups.map { _ in 0 }
    for group in members[..<aboveThreshold] { above[Int(group)] += 1 }
    var found: [[(group: Int, value: Double)]] = [[], [], []]
    for (place, group) in groups.enumerated() {
      let (m, n) = (Double(group.members), Double(group.nonMembers))
      found[0].append((place, Double(walk.halfWins[place]) / 2 / (m * n)))
      found[1].append((place, Double(above[place]) / m))
      if allowed[place] >= 1 { found[2].append((place, Double(walk.found[place]) / m)) }
    }
    return found
  }

  /// Each group's half wins, and its members above its own threshold.
  private func walk(_ members: [UInt32], _ others: [UInt32]) -> (halfWins: [Int], found: [Int]) {
    var passed = groups.map { _ in 0 }
    var halfWins = passed
    var found = groups.map(\.members)
    var left = allowed
    for (step, record) in ranking.steps {
      switch step {
      case .member: passed[Int(members[Int(record)])] &+= 1
      case .nonMember, .before:
        let group = Int(others[Int(record)])
        halfWins[group] &+= step == .nonMember ? 2 &* passed[group] : passed[group]
        if left[group] == 0 { found[group] = passed[group] }
        left[group] &-= 1
      case .after:
        let group = Int(others[Int(record)])
        halfWins[group] &+= passed[group]
      }
    }
    return (halfWins, found)
  }
}
