import Auditing
import Metrics
import Testing

@Suite struct `Fitting a threshold` {
  /// The places half-way between distinct scores, and one above all.
  static func candidates(_ sample: Sample) -> [Double] {
    let distinct = Set(sample.members + sample.nonMembers).sorted(by: >)
    return [distinct[0].nextUp] + zip(distinct, distinct.dropFirst()).map { ($0 + $1) / 2 }
  }

  /// Twice m x n times the balanced accuracy above one half, as a whole number.
  static func advantage(_ sample: Sample, at threshold: Double) -> Int {
    sample.members.count { $0 >= threshold } * sample.nonMembers.count
      - sample.nonMembers.count { $0 >= threshold } * sample.members.count
  }

  @Test(
    "The threshold is the highest of the best by brute force",
    arguments: Sample.shapes + [
      // The advantages 1/5 - 0, 4/5 - 3/5 and 1 - 4/5 are equal, but not in floating point.
      Sample("equal fifths", in: [9, 4, 4, 4, 2], out: [6, 6, 6, 3, 1]),
      Sample("equal thirds", in: [9, 5, 3], out: [7, 4, 1]),
      .tied(seed: 21, members: 50, nonMembers: 45, levels: 12),
      .tied(seed: 22, members: 3, nonMembers: 200, levels: 50),
    ])
  func bruteForce(sample: Sample) throws {
    let candidates = Self.candidates(sample)
    let best = candidates.map { Self.advantage(sample, at: $0) }.max()
    let expected = candidates.first { Self.advantage(sample, at: $0) == best }
    let threshold = try fitThreshold(on: [sample.scores()], origin: "fitted on 1 shadow")
    #expect(threshold?.value == expected)
    #expect(threshold?.origin == "fitted on 1 shadow")
  }

  @Test("Ties between advantages are settled in whole numbers for every small sample")
  func allSmallSamples() throws {
    for membership in 1..<(1 << 10) - 1 {
      let members = (0..<10).filter { membership >> $0 & 1 == 1 }.map(Double.init)
      let others = (0..<10).filter { membership >> $0 & 1 == 0 }.map(Double.init)
      let sample = Sample("", in: members, out: others)
      let candidates = Self.candidates(sample)
      let best = candidates.map { Self.advantage(sample, at: $0) }.max()
      let expected = candidates.first { Self.advantage(sample, at: $0) == best }
      let threshold = try fitThreshold(on: [sample.scores()], origin: "")
      #expect(threshold?.value == expected, "members \(members)")
    }
  }

  @Test("Where no threshold beats chance nothing is called a member")
  func chance() throws {
    let tied = try Sample("", in: [2, 2], out: [2, 2, 2]).scores()
    let threshold = try #require(try fitThreshold(on: [tied], origin: ""))
    #expect(threshold.value > 2 && threshold.value.isFinite)
  }

  @Test("The scores of all shadows are pooled")
  func pooled() throws {
    let shadows = [
      try Sample("", in: [3, 9], out: [1, 1]).scores(),
      try Sample("", in: [10, 10], out: [5, 8]).scores(),
    ]
    #expect(try fitThreshold(on: [shadows[0]], origin: "")?.value == 2)
    #expect(try fitThreshold(on: [shadows[1]], origin: "")?.value == 9)
    #expect(try fitThreshold(on: shadows, origin: "")?.value == 8.5)
    #expect(try fitThreshold(on: shadows.reversed(), origin: "")?.value == 8.5)
  }

  @Test("Neighbouring floating-point numbers are told apart, and huge ones do not overflow")
  func extremes() throws {
    let next = Double(1).nextUp
    let close = try Sample("", in: [next], out: [1]).scores()
    #expect(try fitThreshold(on: [close], origin: "")?.value == next)
    let huge = Double.greatestFiniteMagnitude
    let far = try Sample("", in: [huge], out: [-huge]).scores()
    #expect(try fitThreshold(on: [far], origin: "")?.value == 0)
  }

  @Test("Without members, non-members or shadows no threshold is fitted")
  func sides() throws {
    let members = try Sample("", in: [1, 2], out: []).scores()
    let others = try Sample("", in: [], out: [1, 2]).scores()
    #expect(try fitThreshold(on: [members], origin: "") == nil)
    #expect(try fitThreshold(on: [others], origin: "") == nil)
    #expect(try fitThreshold(on: [], origin: "") == nil)
    #expect(try fitThreshold(on: [members, others], origin: "") != nil)
  }
}
