import Auditing
import Evaluation
import Learning
import Metrics
import Results
import Settings
import Tables

/// What a release is good for: how well it keeps the members' distribution, and what can be learned from it.
struct ReleaseUtility: Sendable {
  /// The most encoded columns that regressions and learners are given.
  private static let learnedWidth = 1000

  private(set) var readings: [Reading] = []
  private(set) var figures: [Run.Figure] = []
  /// What each learner makes of the release and of the members; none without a label.
  private(set) var transfers: [(learner: String, result: TransferResult)] = []

  private let given: GivenRelease
  private let plan: FindingsPlan
  private let evidence: UtilityEvidence

  /// Measures a release.
  ///
  /// - Parameters:
  ///   - given: The release beside the records that it came from.
  ///   - plan: What is drawn and searched with.
  /// - Throws: An error in one line where tables cannot be compared; `CancellationError`.
  init(_ given: GivenRelease, plan: FindingsPlan) async throws {
    let dataset = given.records.dataset
    (self.given, self.plan) = (given, plan)
    evidence = try UtilityEvidence(
      real: dataset.selecting(rows: given.membership.records(.member)),
      release: dataset.selecting(rows: given.released),
      holdOut: dataset.selecting(rows: given.holdOut), plan: UtilityPlan(seed: plan.seed))
    if given.records.coordinates == nil {
      distributions()
    } else {
      withoutColumns()
    }
    readings += try await ReleaseSpaces(given, plan: plan).readings
    try learning()
  }

  private mutating func distributions() {
    let comparisons =
      (1...3).map { evidence.marginals(order: $0) } + evidence.associationDifferences()
      + evidence.columnDifferences()
    for comparison in comparisons { add(comparison.readings) }
    let pairs = evidence.marginalMatrix()
    figures.append(
      Run.Figure(
        name: "pair-errors", labels: pairs.names, shape: [pairs.names.count, pairs.names.count],
        values: pairs.values.map { $0 ?? .nan }))
  }

  /// Names what is measured on columns, which images do not have.
  private mutating func withoutColumns() {
    readings += ["marginal-tvd", "association-difference", "column-difference"].map {
      Reading(
        $0, value: nil, count: given.released.count, status: .notApplicable,
        convention:
          "not measured on images: it compares columns, and a point of an image is none")
    }
  }

  private mutating func add(_ figures: [UtilityReading]) {
    readings += figures.map { figure in
      guard let worst = figure.worst, worst.value != 0 else { return figure.reading }
      let reading = figure.reading
      let place = "\(worst.columns.joined(separator: " x ")) \(decimal(worst.value))"
      return Reading(
        reading.metric, value: reading.value, interval: reading.interval, count: reading.count,
        status: reading.status, convention: "\(reading.convention); worst: \(place)")
    }
  }

  /// What a learner makes of the release, and whether one tells it from real records.
  private mutating func learning() throws {
    let width = given.records.columns.count
    guard width <= Self.learnedWidth else {
      readings.append(
        Reading(
          "pmse", value: nil, count: given.released.count, status: .notApplicable,
          convention:
            "\(width) columns once levels are encoded, above \(Self.learnedWidth): nothing was learned from "
            + "the release; coarsen or ignore the columns with most levels"))
      return
    }
    add(try propensityReadings(evidence))
    guard evidence.real.label.isGiven else {
      if given.records.coordinates != nil { readings.append(Self.unlabelled(given)) }
      return
    }
    for type in learners where plan.learners.contains(type.name) {
      var settings = try Settings(yaml: "", file: type.name)
      let learner = try type.init(&settings)
      let result = try trainOnSynthetic(evidence, learner: learner)
      for figure in result.figures { add(figure.readings) }
      transfers.append((type.name, result))
    }
  }

  private static func unlabelled(_ given: GivenRelease) -> Reading {
    Reading(
      "trtr-accuracy", value: nil, count: given.released.count, status: .notApplicable,
      convention: "no classes are known of all images, so nothing was learned from them")
  }
}
