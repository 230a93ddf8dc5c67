import Bilevel
import Foundation
import Statistics

/// The toy population whose oracles are known: two groups, six features of which two go with the group.
struct ToyClients {
  static let width = 7

  var features: [Double] = []
  var labels: [Int] = []
  var groups: [Int] = []

  /// Draws records; the group is no feature.
  init(count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, label: "toy clients")
    for _ in 0..<count {
      let group = generator.bernoulli(0.5) ? 1 : 0
      var row = (0..<6).map { _ in generator.normal() }
      row[0] += 0.8 * Double(2 * group - 1)
      row[1] += 0.6 * Double(2 * group - 1)
      let score =
        1.2 * row[0] + 0.8 * row[1] - 0.9 * row[2] + 0.5 * row[3] + 0.8 * (Double(group) - 0.5)
      labels.append(generator.bernoulli(1 / (1 + exp(-score))) ? 1 : 0)
      groups.append(group)
      features += row + [1]
    }
  }

  private init() {}

  func selecting(_ rows: [Int]) -> ToyClients {
    var chosen = ToyClients()
    for row in rows {
      chosen.features += features[row * Self.width..<(row + 1) * Self.width]
      chosen.labels.append(labels[row])
      chosen.groups.append(groups[row])
    }
    return chosen
  }

  /// Three clients with half, 30 % and 20 % of one group and 20, 40 and 40 % of the other.
  func divided() -> [ToyClients] {
    let shares = [[0.2, 0.4, 0.4], [0.5, 0.3, 0.2]]
    var rows: [[Int]] = [[], [], []]
    for group in 0..<2 {
      let own = labels.indices.filter { groups[$0] == group }
      var start = 0
      for client in 0..<3 {
        let end =
          client == 2 ? own.count : start + Int(shares[group][client] * Double(own.count))
        rows[client] += own[start..<end]
        start = end
      }
    }
    return rows.map(selecting)
  }

  var sample: ClientSample {
    ClientSample(
      features: features, labels: labels,
      attributes: [.init("group", levels: ["a", "b"], codes: groups)], width: Self.width)
  }

  /// Two numbers, then columns of three and of two levels.
  static let mixed = PointSpace([
    .number(lower: -2, upper: 2), .number(lower: -2, upper: 2), .levels(3), .levels(2),
  ])

  /// The first two features, and levels made of the third and of the group.
  var mixedRecords: LocalRecords {
    var rows: [Double] = []
    for row in labels.indices {
      let own = Array(features[row * Self.width..<(row + 1) * Self.width])
      rows += own[..<2].map { min(max($0, -2), 2) }
      let level = own[2] < -0.5 ? 0 : own[2] < 0.5 ? 1 : 2
      rows += (0..<3).map { $0 == level ? 1 : 0 }
      rows += (0..<2).map { $0 == groups[row] ? 1 : 0 }
      rows.append(1)
    }
    return LocalRecords(
      "client", features: rows, labels: labels,
      attributes: [.init("group", levels: ["a", "b"], codes: groups)], width: Self.mixed.width)
  }

  /// Accuracy, difference and ratio of the groups' rates, and difference of their true positive rates, group 1 less group 0.
  func judge(_ model: WeightedLogistic) -> Judgement {
    var (right, positive, size) = (0, [0.0, 0.0], [0.0, 0.0])
    var (truePositive, positives) = ([0.0, 0.0], [0.0, 0.0])
    for row in labels.indices {
      let score = zip(
        features[row * Self.width..<(row + 1) * Self.width], model.coefficients
      ).reduce(0) { $0 + $1.0 * $1.1 }
      if (score > 0) == (labels[row] == 1) { right += 1 }
      size[groups[row]] += 1
      if score > 0 { positive[groups[row]] += 1 }
      guard labels[row] == 1 else { continue }
      positives[groups[row]] += 1
      if score > 0 { truePositive[groups[row]] += 1 }
    }
    let rates = [positive[0] / size[0], positive[1] / size[1]]
    return Judgement(
      accuracy: Double(right) / Double(labels.count), gap: rates[1] - rates[0],
      ratio: min(rates[0] / rates[1], rates[1] / rates[0]),
      opportunity: truePositive[1] / positives[1] - truePositive[0] / positives[0])
  }
}

/// What a model makes of test records.
struct Judgement {
  var accuracy: Double
  var gap: Double
  var ratio: Double
  var opportunity: Double
}
