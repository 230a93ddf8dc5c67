import Auditing
import Metrics
import Settings
import Statistics
import Tables
import Testing

@Suite struct `Accuracy of superclasses` {
  static let names = ["car", "ship", "cat", "dog", "unseen"]

  /// Records of four classes, each with its level and what was predicted.
  static func readings(
    levels: [Int32], labels: [Int32], predicted: [Int32], positive: Int32? = nil
  ) throws -> [Reading] {
    var settings = try Settings(yaml: "{}", file: "superclasses.yaml")
    let group = Group(
      name: "kind", categories: Categories(codes: levels, names: ["vehicle", "animal"]))
    let predictions = Predictions(
      isCorrect: zip(labels, predicted).map(==),
      isMember: Array(repeating: false, count: labels.count),
      classes: Predictions.Classes(
        names: names, labels: labels, predicted: predicted, positive: positive,
        probability: nil),
      attributes: [Predictions.Attribute(group)])
    return try Fairness(&settings).readings(of: predictions, on: "non-members")
      .filter { $0.metric.contains("superclass") }
  }

  /// Forty records a class; a share of each is taken for its sibling, another for the other kind.
  static let labels = (0..<160).map { Int32($0 / 40) }
  static let levels = labels.map { $0 / 2 }
  static let predicted: [Int32] = (0..<160).map { record in
    let (label, place) = (Int32(record / 40), record % 40)
    let sibling = label ^ 1
    // 10 for the sibling everywhere; for the other kind 4 vehicles and 12 animals of 40.
    if place < 10 { return sibling }
    return place < (label < 2 ? 14 : 22) ? (label + 2) % 4 : label
  }

  @Test("A sibling's class is right, another kind's is not")
  func closedForm() throws {
    let readings = try Self.readings(
      levels: Self.levels, labels: Self.labels, predicted: Self.predicted)
    func value(_ measure: String) -> Double? {
      readings.first { $0.metric == "fairness:kind:\(measure)@non-members" }?.value
    }
    #expect(value("superclass-accuracy:vehicle") == 36.0 / 40)
    #expect(value("superclass-accuracy:animal") == 28.0 / 40)
    #expect(abs((value("superclass-accuracy-parity:difference") ?? 0) - 0.2) < 1e-12)
    #expect(abs((value("superclass-accuracy-parity:ratio") ?? 0) - 28.0 / 36) < 1e-12)
    let gap = readings.first { $0.metric.contains("parity:difference") }
    #expect(gap?.interval.map { $0.low < 0.2 && $0.high > 0.2 && $0.low > 0 } == true)
  }

  @Test("A class without records belongs to no kind, so that its prediction is wrong")
  func unseenClass() throws {
    let readings = try Self.readings(
      levels: Self.levels, labels: Self.labels,
      predicted: Self.labels.map { $0 == 0 ? 4 : $0 })
    #expect(readings.first { $0.metric.contains(":vehicle@") }?.value == 0.5)
    #expect(readings.first { $0.metric.contains(":animal@") }?.value == 1)
  }

  @Test("Groups that do not follow from the class have none, nor has each class for itself")
  func notApplicable() throws {
    var mixed = Self.levels
    mixed[0] = 1
    #expect(
      try Self.readings(levels: mixed, labels: Self.labels, predicted: Self.predicted).isEmpty)
    #expect(
      try Self.readings(
        levels: Self.levels, labels: Self.levels, predicted: Self.levels
      ).isEmpty)
    #expect(
      try Self.readings(
        levels: Self.levels, labels: Self.labels, predicted: Self.predicted, positive: 1
      ).isEmpty)
  }
}
