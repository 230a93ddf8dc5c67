import Auditing
import Evaluation
import Metrics
import SampleTables
import Settings
import Statistics
import Tables
import Testing

@Suite("Train on synthetic, test on real")
struct TrainOnSyntheticTests {
  private let plan = TransferPlan(seeds: 2, replicates: 100)
  private let quick = ["logistic": "", "perceptron": "epochs: 5"]

  private func figures(
    _ name: String, _ real: Dataset, _ release: Dataset,
    holdOut: Dataset? = sampleTable(300, seed: 9)
  ) throws -> [PredictionQuality: TransferFigure] {
    let evidence = try UtilityEvidence(real: real, release: release, holdOut: holdOut)
    let learner = try LearnerTests.learner(name, quick[name] ?? "")
    let figures = try trainOnSynthetic(evidence, learner: learner, plan: plan).figures
    #expect(figures.map(\.quality) == PredictionQuality.allCases)
    return Dictionary(uniqueKeysWithValues: figures.map { ($0.quality, $0) })
  }

  @Test(
    "a copy is as good as the real table, and a sample with shuffled columns worse by its interval",
    arguments: LearnerTests.names)
  func laws(name: String) throws {
    let real = sampleTable(400, seed: 1)
    let copy = try figures(name, real, real)
    let shuffled = try figures(name, real, shufflingColumns(sampleTable(400, seed: 2), seed: 1))
    for quality in PredictionQuality.allCases {
      let own = try #require(copy[quality])
      let gap = try #require(own.gap.reading.value)
      // A learner with a seed is trained with others on the two equal tables.
      #expect(abs(gap) < (name == "logistic" ? 1e-12 : 0.05), "\(quality)")
      let values = (
        try #require(own.release.reading.value),
        try #require(shuffled[quality]?.release.reading.value)
      )
      #expect(quality.isHigherBetter ? values.0 >= values.1 : values.0 <= values.1, "\(quality)")
    }
    let area = try #require(shuffled[.auc]?.gap.reading)
    #expect(try #require(area.interval).high < 0)
    #expect(try #require(copy[.auc]?.real.reading.value) > 0.75)
  }

  @Test("a value lies within its interval, and names say table, measure and learner")
  func readings() throws {
    let real = sampleTable(200, seed: 1)
    let found = try figures("logistic", real, sampleTable(200, seed: 3, name: "release"))
    let area = try #require(found[.auc])
    #expect(
      area.readings.map(\.reading.metric) == [
        "tstr-auc logistic", "trtr-auc logistic", "tstr-gap-auc logistic",
      ])
    for figure in found.values {
      for reading in figure.readings.map(\.reading) {
        let (value, interval) = (try #require(reading.value), try #require(reading.interval))
        #expect(interval.low <= value && value <= interval.high && reading.count == 300)
      }
    }
    #expect(area.release.direction == .higherIsBetter)
    #expect(found[.logLoss]?.gap.direction == .lowerIsBetter)
    #expect(found == (try figures("logistic", real, sampleTable(200, seed: 3, name: "release"))))
  }

  private static func degenerate(_ problem: TrainingProblem) -> Dataset {
    let names = ["blue", "green", "red", "white"]
    func release(_ labels: [Int32], constant: Bool) -> Dataset {
      table(
        "release",
        numbers: [
          "score": labels.indices.map { constant ? 2 : Double($0) }, "tally": labels.map { _ in 1 },
        ],
        levels: [
          "colour": (labels.map { _ in 1 }, names), "size": (labels.map { _ in 0 }, ["l", "s"]),
        ],
        label: (labels, ["no", "yes"]))
    }
    switch problem {
    case .oneClass: return release([1, 1, 1, 1], constant: false)
    case .fewerRecordsThanClasses: return release([1], constant: false)
    default: return release([0, 1, 0, 1], constant: true)
    }
  }

  @Test(
    "a release that cannot be learned from has its reason, beside the real table's values",
    arguments: [TrainingProblem.oneClass, .fewerRecordsThanClasses, .constantColumns],
    LearnerTests.names)
  func degenerate(problem: TrainingProblem, name: String) throws {
    let found = try figures(name, sampleTable(200, seed: 1), Self.degenerate(problem))
    for figure in found.values {
      for reading in [figure.release.reading, figure.gap.reading] {
        #expect(reading.value == nil && reading.status == .notApplicable)
        #expect(reading.convention == problem.rawValue)
      }
      #expect(figure.real.reading.value != nil)
    }
  }

  @Test(
    "without a hold-out, or with a learner that diverges, nothing is measured and the reason is said"
  )
  func reasons() throws {
    let real = sampleTable(100, seed: 1)
    let none = try figures("logistic", real, real, holdOut: nil)
    #expect(
      none.values.allSatisfy { $0.gap.reading.convention == TrainingProblem.noHoldOut.rawValue })
    let evidence = try UtilityEvidence(real: real, release: real, holdOut: real)
    let wild = try LearnerTests.learner(
      "perceptron", "rate: 100\nhidden: [64, 64]\nactivation: relu\nepochs: 30")
    let found = try trainOnSynthetic(evidence, learner: wild, plan: plan).figures
    let reading = found[0].release.reading
    #expect(reading.value == nil && reading.status == .notApplicable)
    #expect(
      reading.convention.hasPrefix(TrainingProblem.notConverged.rawValue + ": training diverged"))
  }

  @Test("tables without a label have all figures but those that need one")
  func noLabel() throws {
    let (real, release) = (sampleTable(100, seed: 1), sampleTable(80, seed: 2))
    let tables = [real, release].map { table in
      Dataset(
        name: table.name, features: table.features, label: .notGiven(count: table.count),
        groups: [], sources: [])
    }
    let evidence = try UtilityEvidence(real: tables[0], release: tables[1], holdOut: tables[0])
    #expect(evidence.columnNames == ["score", "tally", "colour", "size"])
    #expect(evidence.columns().map(\.name) == evidence.columnNames)
    #expect(evidence.associationMatrix().values.count == 16)
    #expect(evidence.marginals(order: 3).release.reading.value != nil)
    #expect(try propensityReadings(evidence, permutations: 0)[0].reading.value != nil)
    let learner = try LearnerTests.learner("logistic")
    let found = try trainOnSynthetic(evidence, learner: learner, plan: plan).figures
    #expect(found.allSatisfy { $0.real.reading.convention == TrainingProblem.noLabel.rawValue })
    let error = #expect(throws: TablesError.self) {
      try UtilityEvidence(real: real, release: tables[1])
    }
    #expect(
      error?.description == "real: has no label, which real has; read both tables with one schema")
  }

  @Test("labels that only the release or only the hold-out has are classes that are never right")
  func unseenLabels() throws {
    let real = sampleTable(150, seed: 1)
    let other = sampleTable(150, seed: 2)
    let release = Dataset(
      name: "release", features: other.features,
      label: Categories(codes: other.label.codes, names: ["maybe", "yes"]), groups: [], sources: [])
    let found = try figures("logistic", real, release)
    #expect(try #require(found[.accuracy]?.release.reading.value) < 0.6)
    #expect(try #require(found[.accuracy]?.real.reading.value) > 0.6)
  }

  @Test("the plan's settings are read with their ranges")
  func settings() throws {
    var settings = try Settings(yaml: "seeds: 3\nreplicates: 100\nlevel: 0.9", file: "s.yaml")
    #expect(try TransferPlan(&settings) == TransferPlan(seeds: 3, replicates: 100, level: 0.9))
    try settings.finish()
  }
}
