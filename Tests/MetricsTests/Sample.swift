import Auditing
import Foundation
import Settings
import Statistics
import Testing

/// Scores of members and of non-members, with a name for the list of tests.
struct Sample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let members: [Double]
  let nonMembers: [Double]

  init(_ name: String, in members: [Double], out nonMembers: [Double]) {
    testDescription = name
    self.members = members
    self.nonMembers = nonMembers
  }

  /// Small whole numbers, so that most of them are tied.
  static func tied(seed: UInt64, members: Int, nonMembers: Int, levels: Int = 5) -> Sample {
    var generator = SeededGenerator(seed: seed, label: "tied scores")
    func draw(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double(generator.integer(below: levels)) }
    }
    return Sample(
      "\(members) and \(nonMembers) on \(levels) levels", in: draw(members), out: draw(nonMembers))
  }

  /// The shapes on which counts go wrong: everything tied, everything apart, few records, ties by chance.
  static let shapes = [
    Sample("all tied", in: [2, 2, 2], out: [2, 2, 2, 2]),
    Sample("perfect", in: [5, 6, 7], out: [1, 2, 3, 4]),
    Sample("reversed", in: [1, 2], out: [3, 4, 5]),
    Sample("one of each", in: [1], out: [0]),
    Sample("one of each, tied", in: [1], out: [1]),
    Sample("published", in: [0, 4, 6, 7], out: [1, 2, 3, 5]),
    Sample("signed zeros", in: [0, -0.0, 1], out: [-0.0, 0]),
    tied(seed: 1, members: 30, nonMembers: 20), tied(seed: 2, members: 7, nonMembers: 40),
    tied(seed: 3, members: 25, nonMembers: 25, levels: 2),
    tied(seed: 4, members: 40, nonMembers: 31, levels: 1000),
  ]

  /// The scores with members and non-members in turn, so that no code can rely on one order.
  func scores() throws -> Scores {
    var (values, isMember): ([Double], [Bool]) = ([], [])
    for place in 0..<max(members.count, nonMembers.count) {
      if place < nonMembers.count {
        values.append(nonMembers[place])
        isMember.append(false)
      }
      if place < members.count {
        values.append(members[place])
        isMember.append(true)
      }
    }
    return try Scores(values: values, isMember: isMember)
  }
}

extension Metric {
  /// The metric with settings in YAML, all of which it must know.
  static func reading(_ yaml: String) throws -> Self {
    var settings = try Settings(yaml: yaml, file: "suite.yaml")
    let metric = try Self(&settings)
    try settings.finish()
    return metric
  }

  /// What the metric says of scores.
  static func readings(
    of sample: Sample, threshold: Threshold? = nil, settings: String = ""
  ) throws -> [Reading] {
    try reading(settings).readings(of: .attack(sample.scores(), threshold: threshold))
  }
}

extension Reading {
  /// Says whether the interval has some ends, to a tolerance that rounding in two libraries needs.
  func hasInterval(_ low: Double, _ high: Double, within tolerance: Double = 1e-9) -> Bool {
    guard let interval else { return false }
    return abs(interval.low - low) < tolerance && abs(interval.high - high) < tolerance
  }

  /// Says whether the interval holds a value.
  func covers(_ value: Double) -> Bool {
    interval.map { $0.low <= value && value <= $0.high } ?? false
  }
}

/// The area under the curve by its definition, in halves of a pair.
func halfWins(_ sample: Sample) -> Int {
  var halves = 0
  for member in sample.members {
    for other in sample.nonMembers {
      halves += member > other ? 2 : member == other ? 1 : 0
    }
  }
  return halves
}
