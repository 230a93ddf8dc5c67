import Auditing
import Metrics
import Statistics
import Tables
import Testing

/// Records with a group, a class, a prediction and a probability, for both the code and its slow version.
struct FairnessSample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let levels: [String]
  let codes: [Int32]
  let labels: [Int32]
  let predicted: [Int32]
  var classCount = 2
  var probability: [Double]?
  var privileged: Int32?

  /// Twelve records in three groups, the last without a positive one.
  static let published = FairnessSample(
    testDescription: "twelve records", levels: ["A", "B", "C"],
    codes: digits("000001111222"), labels: digits("110011001000"),
    predicted: digits("100111010010"), privileged: 0)

  static func digits(_ text: String) -> [Int32] { text.utf8.map { Int32($0) - 48 } }

  /// Drawn records; the first level is more often positive and more often predicted so.
  static func drawn(
    _ count: Int, levels: Int, classes: Int = 2, seed: UInt64 = 1, isFair: Bool = false
  ) -> FairnessSample {
    var generator = SeededGenerator(seed: seed, label: "fairness sample")
    var sample: (codes: [Int32], labels: [Int32], predicted: [Int32], probability: [Double]) =
      ([], [], [], [])
    for _ in 0..<count {
      let code = generator.integer(below: levels)
      let label =
        generator.bernoulli(isFair || code == 0 ? 0.5 : 0.3)
        ? 1
        : classes == 2
          ? 0 : 2 * generator.integer(below: classes - 1)
      let isRight = generator.bernoulli(isFair || code == 0 ? 0.8 : 0.6)
      let predicted = isRight ? label : generator.integer(below: classes)
      let base = predicted == 1 ? 0.5 : 0
      sample.codes.append(Int32(code))
      sample.labels.append(Int32(min(label, classes - 1)))
      sample.predicted.append(Int32(min(predicted, classes - 1)))
      sample.probability.append(base + 0.5 * (Double(generator.integer(below: 40)) / 40))
    }
    return FairnessSample(
      testDescription: "\(count) records, \(levels) levels, \(classes) classes",
      levels: (0..<levels).map { "level \($0)" }, codes: sample.codes, labels: sample.labels,
      predicted: sample.predicted, classCount: classes, probability: sample.probability,
      privileged: levels > 1 ? 1 : nil)
  }

  /// The shapes on which rates go wrong.
  static let shapes = [
    published,
    drawn(200, levels: 2), drawn(300, levels: 5), drawn(40, levels: 7),
    drawn(250, levels: 3, classes: 4),
    drawn(30, levels: 1),
    FairnessSample(
      testDescription: "one class in one level", levels: ["A", "B"], codes: digits("00001111"),
      labels: digits("11110101"), predicted: digits("10010011"),
      probability: [0.5, 0.5, 0.5, 0.5, 0, 1, 1, 0.25]),
    FairnessSample(
      testDescription: "nothing predicted positive", levels: ["A", "B"], codes: digits("000111"),
      labels: digits("110001"), predicted: digits("000000"), privileged: 1),
    FairnessSample(
      testDescription: "everything right", levels: ["A", "B", "nobody"], codes: digits("000111"),
      labels: digits("110001"), predicted: digits("110001"), privileged: 0),
    FairnessSample(
      testDescription: "nobody", levels: ["A", "B"], codes: [], labels: [], predicted: [],
      probability: []),
  ]

  var attribute: Predictions.Attribute {
    Predictions.Attribute(
      Group(name: "g", categories: Categories(codes: codes, names: levels)), privileged: privileged)
  }

  func classes(positive: Int32? = 1) -> Predictions.Classes {
    Predictions.Classes(
      names: (0..<classCount).map { "class \($0)" }, labels: labels, predicted: predicted,
      positive: positive, probability: probability)
  }

  func table(
    _ terms: FairnessTerms = FairnessTerms(smallest: 1), positive: Int32? = 1,
    resampling: Replicates? = nil
  ) throws -> FairnessTable {
    try FairnessTable(attribute, classes(positive: positive), terms: terms, resampling: resampling)
  }

  /// The rows of a level, or all rows.
  func rows(_ level: Int?) -> [Int] {
    codes.indices.filter { level == nil || codes[$0] == Int32(level ?? 0) }
  }

  /// A rate by its definition, in a loop over rows; nil where nothing is left to divide by.
  func slow(_ rate: BaseRate, level: Int?) -> Double? {
    func share(_ rows: [Int], _ holds: (Int) -> Bool) -> Double? {
      rows.isEmpty ? nil : Double(rows.count(where: holds)) / Double(rows.count)
    }
    let rows = rows(level)
    let (isPositive, isSelected) = (
      { (row: Int) in labels[row] == 1 }, { (row: Int) in predicted[row] == 1 }
    )
    switch rate {
    case .selectionRate: return share(rows, isSelected)
    case .truePositiveRate: return share(rows.filter(isPositive), isSelected)
    case .falsePositiveRate: return share(rows.filter { !isPositive($0) }, isSelected)
    case .trueNegativeRate: return share(rows.filter { !isPositive($0) }) { !isSelected($0) }
    case .falseNegativeRate: return share(rows.filter(isPositive)) { !isSelected($0) }
    case .positivePredictiveValue: return share(rows.filter(isSelected), isPositive)
    case .negativePredictiveValue: return share(rows.filter { !isSelected($0) }) { !isPositive($0) }
    case .accuracy: return share(rows) { labels[$0] == predicted[$0] }
    case .baseRate: return share(rows, isPositive)
    case .calibrationGap, .calibrationError, .brierScore: return nil
    }
  }
}
