import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `Rank sums` {
  /// DeLong's variance by its definition: the spread of each record's share of wins.
  static func delong(_ sample: Sample) -> Double {
    func wins(_ member: Double, _ other: Double) -> Double {
      member > other ? 1 : member == other ? 0.5 : 0
    }
    let ofMembers = sample.members.map { member in
      mean(sample.nonMembers.map { wins(member, $0) })
    }
    let ofNonMembers = sample.nonMembers.map { other in
      mean(sample.members.map { wins($0, other) })
    }
    return sampleVariance(ofMembers) / Double(ofMembers.count)
      + sampleVariance(ofNonMembers) / Double(ofNonMembers.count)
  }

  @Test("The area is the share of pairs won, ties by half, exactly", arguments: Sample.shapes)
  func area(sample: Sample) throws {
    let pairs = sample.members.count * sample.nonMembers.count
    #expect(
      RankSum(try sample.scores()).auc == Double(halfWins(sample)) / 2 / Double(pairs))
  }

  @Test("Members at 0, 4, 6, 7 and non-members at 1, 2, 3, 5 give 11 of 16")
  func published() throws {
    let sample = Sample("published", in: [0, 4, 6, 7], out: [1, 2, 3, 5])
    #expect(RankSum(try sample.scores()).auc == 11.0 / 16)
  }

  @Test("Swapping the sides turns the area into one less it", arguments: Sample.shapes)
  func swap(sample: Sample) throws {
    let swapped = Sample("swapped", in: sample.nonMembers, out: sample.members)
    let (forward, backward) = (RankSum(try sample.scores()), RankSum(try swapped.scores()))
    #expect(abs(forward.auc + backward.auc - 1) < 1e-15)
    #expect(abs(forward.nullVariance - backward.nullVariance) < 1e-15)
  }

  @Test("DeLong's variance is that of the structural components", arguments: Sample.shapes)
  func delongVariance(sample: Sample) throws {
    let variance = RankSum(try sample.scores()).delongVariance
    guard min(sample.members.count, sample.nonMembers.count) >= 2 else {
      #expect(variance == nil)
      return
    }
    #expect(abs(try #require(variance) - Self.delong(sample)) < 1e-14)
  }

  @Test(
    "The null variance is that of the area over all ways to choose the members",
    arguments: [
      ([1, 2, 2, 3, 3, 3, 5, 8], 3), ([1, 2, 3, 4, 5, 6, 7], 2), ([0, 0, 0, 0, 1, 1], 3),
      ([4, 4, 4, 4], 2), ([1, 1, 2], 1), ([1, 2], 1),
    ] as [([Double], Int)])
  func nullVariance(values: [Double], memberCount: Int) throws {
    var (areas, variances): ([Double], [Double]) = ([], [])
    for subset in 0..<(1 << values.count) where subset.nonzeroBitCount == memberCount {
      let isMember = values.indices.map { subset >> $0 & 1 == 1 }
      let scores = try Scores(values: values, isMember: isMember)
      let sample = Sample("", in: scores.members, out: scores.nonMembers)
      let pairs = memberCount * (values.count - memberCount)
      areas.append(Double(halfWins(sample)) / 2 / Double(pairs))
      variances.append(RankSum(scores).nullVariance)
    }
    #expect(abs(mean(areas) - 0.5) < 1e-15)
    #expect(variances.allSatisfy { abs($0 - populationVariance(areas)) < 1e-15 })
  }

  @Test("A side without records ends the process")
  func domain() async {
    await #expect(processExitsWith: .failure) {
      _ = RankSum(try Sample("", in: [1], out: []).scores())
    }
    await #expect(processExitsWith: .failure) {
      _ = RankSum(try Sample("", in: [], out: [1]).scores())
    }
  }
}
