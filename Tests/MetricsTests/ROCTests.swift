import Auditing
import Metrics
import Testing

@Suite struct `ROC curves` {
  /// A point of the curve as the test finds it.
  struct Point: Equatable {
    let threshold: Double
    let falsePositives: Int
    let truePositives: Int

    init(_ vertex: ROC.Vertex) {
      threshold = vertex.threshold
      falsePositives = vertex.falsePositives
      truePositives = vertex.truePositives
    }

    init(_ sample: Sample, at threshold: Double) {
      self.threshold = threshold
      falsePositives = sample.nonMembers.count { $0 >= threshold }
      truePositives = sample.members.count { $0 >= threshold }
    }
  }

  /// The curve by its definition: for each threshold, the records at or above it.
  static func sweep(_ sample: Sample) -> [Point] {
    let thresholds = Set(sample.members + sample.nonMembers).sorted(by: >)
    return ([.infinity] + thresholds).map { Point(sample, at: $0) }
  }

  @Test("The vertices are those of a sweep over all thresholds", arguments: Sample.shapes)
  func vertices(sample: Sample) throws {
    let curve = ROC(try sample.scores())
    #expect(curve.vertices.map(Point.init) == Self.sweep(sample))
    #expect(curve.memberCount == sample.members.count)
    #expect(curve.nonMemberCount == sample.nonMembers.count)
    for vertex in curve.vertices {
      #expect(
        curve.truePositiveRate(vertex)
          == Double(vertex.truePositives) / Double(sample.members.count))
      #expect(
        curve.falsePositiveRate(vertex)
          == Double(vertex.falsePositives) / Double(sample.nonMembers.count))
    }
  }

  @Test("Without records, members or non-members there is still a curve")
  func sides() throws {
    #expect(ROC(try Sample("empty", in: [], out: []).scores()).vertices.count == 1)
    let members = ROC(try Sample("members", in: [1, 2], out: []).scores())
    #expect(members.vertices.map(\.truePositives) == [0, 1, 2])
    #expect(members.nonMemberCount == 0)
    let others = ROC(try Sample("non-members", in: [], out: [3, 3]).scores())
    #expect(others.vertices.map(\.falsePositives) == [0, 2])
  }

  @Test(
    "The vertex for a limit is the last with no more false positives", arguments: Sample.shapes)
  func limits(sample: Sample) throws {
    let curve = ROC(try sample.scores())
    for limit in 0...sample.nonMembers.count + 1 {
      let expected = Self.sweep(sample).last { $0.falsePositives <= limit }
      #expect(Point(curve.vertex(falsePositivesAtMost: limit)) == expected, "limit \(limit)")
    }
  }

  /// A rate, a number of non-members, and how many of them may be accused.
  struct Allowance: Sendable, CustomTestStringConvertible {
    let rate: Double
    let count: Int
    let allowed: Int

    init(_ rate: Double, _ count: Int, _ allowed: Int) {
      (self.rate, self.count, self.allowed) = (rate, count, allowed)
    }

    var testDescription: String { "\(rate) of \(count)" }
  }

  @Test(
    "A rate times a count that is an integer but for rounding allows that integer",
    arguments: [
      Allowance(0.1, 10, 1), Allowance(0.001, 1000, 1), Allowance(0.07, 100, 7),
      Allowance(0.29, 100, 29), Allowance(0.57, 100, 57), Allowance(1e-5, 100_000, 1),
      Allowance(0.1, 9, 0), Allowance(0.1, 19, 1), Allowance(0.001, 999, 0),
      Allowance(0.0999999, 10, 0), Allowance(0.999, 1000, 999),
    ])
  func allowances(allowance: Allowance) throws {
    let curve = ROC(
      try Sample("", in: [0], out: (0..<allowance.count).map(Double.init)).scores())
    #expect(curve.falsePositives(allowedAt: allowance.rate) == allowance.allowed)
  }

  @Test("Every rate of hundredths or thousandths allows its whole number of a round count")
  func integers() throws {
    for (count, parts) in [(1000, 1000), (100, 100), (3000, 1000), (700, 100)] {
      let curve = ROC(try Sample("", in: [0], out: Array(repeating: 0, count: count)).scores())
      for part in 1..<parts {
        let rate = Double(part) / Double(parts)
        #expect(curve.falsePositives(allowedAt: rate) == part * count / parts, "\(rate)")
      }
    }
  }
}
