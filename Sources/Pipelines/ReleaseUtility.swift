import Auditing
import Evaluation
import Learning
import Metrics
import Models
import NearestNeighbors
import Results
import Settings
import Statistics
import Tables
import Tensors

/// What a release is good for: how well it keeps the members' distribution, and what can be learned from it.
struct ReleaseUtility: Sendable {
  /// The most records of a side that balls are drawn around; more are sampled.
  private static let ballLimit = 10_000

  /// The most encoded columns that regressions and learners are given.
  private static let learnedWidth = 1000

  private(set) var readings: [Reading] = []
  private(set) var figures: [Run.Figure] = []
  /// What each learner makes of the release and of the members; none without a label.
  private(set) var transfers: [(learner: String, result: TransferResult)] = []

  private let given: GivenRelease
  private let evidence: UtilityEvidence
  private let seed: UInt64
  private let threads: Int

  /// Measures a release.
  ///
  /// - Parameters:
  ///   - given: The release beside the records that it came from.
  ///   - experiment: What is asked.
  ///   - threads: The most searches in work at a time; changes the time only.
  /// - Throws: An error in one line where tables cannot be compared; `CancellationError`.
  init(_ given: GivenRelease, _ experiment: ReleaseExperiment, threads: Int) async throws {
    let dataset = given.records.dataset
    self.given = given
    seed = UInt64(experiment.seed)
    self.threads = threads
    evidence = try UtilityEvidence(
      real: dataset.selecting(rows: given.membership.records(.member)),
      release: dataset.selecting(rows: given.released),
      holdOut: dataset.selecting(rows: given.holdOut), plan: UtilityPlan(seed: seed))
    distributions()
    try await spaces()
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

  private mutating func add(_ figures: [UtilityReading]) {
    readings += figures.map { figure in
      guard let worst = figure.worst else { return figure.reading }
      let reading = figure.reading
      let place = "\(worst.columns.joined(separator: " x ")) \((worst.value * 1e4).rounded() / 1e4)"
      return Reading(
        reading.metric, value: reading.value, interval: reading.interval, count: reading.count,
        status: reading.status, convention: "\(reading.convention); worst: \(place)")
    }
  }

  /// Fidelity and diversity among neighbours, and distances between whole distributions.
  private mutating func spaces() async throws {
    let (members, holdOut) = (given.membership.records(.member), given.holdOut)
    let scaling = FeatureScaling(fittedOn: members, of: given.records)
    func points(_ rows: [Int], _ purpose: String) throws -> EuclideanPoints {
      try EuclideanPoints(given.records.scaledWithLabels(sampled(rows, purpose), scaling))
    }
    let real = try points(members, "members")
    for (suffix, rows) in [("", given.released), (" hold-out", holdOut)] {
      let other = try points(rows, suffix.isEmpty ? "released" : "hold-out")
      try await neighbours(suffix, real, other)
      try await wholes(suffix, real, other)
    }
  }

  /// At most so many rows, drawn for a purpose.
  private func sampled(_ rows: [Int], _ purpose: String) -> [Int] {
    guard rows.count > Self.ballLimit else { return rows }
    var generator = SeededGenerator(seed: seed, label: "release/balls/\(purpose)")
    return generator.choose(Self.ballLimit, of: rows.count).sorted().map { rows[$0] }
  }

  private mutating func neighbours(
    _ suffix: String, _ real: EuclideanPoints, _ other: EuclideanPoints
  ) async throws {
    let space =
      "standardised numbers and one column for each level, at most \(Self.ballLimit) records of a side"
    let names = ["prdc-precision", "prdc-recall", "prdc-density", "prdc-coverage"]
    let k = 5
    guard real.count > k, other.count > k else {
      readings += (names + ["alpha-precision", "beta-recall"]).map {
        Reading(
          $0 + suffix, value: nil, count: other.count, status: .notApplicable,
          convention: "fewer than \(k + 1) records on a side")
      }
      return
    }
    let balls = try await PrecisionRecall(real: real, synthetic: other, k: k, threads: threads)
    let values = [balls.precision, balls.recall, balls.density, balls.coverage]
    readings += zip(names, values).map {
      Reading(
        $0 + suffix, value: $1, count: other.count,
        convention: "\(k) neighbours, \(space); higher is better")
    }
    let alpha = try await AlphaPrecision(real: real, synthetic: other, threads: threads)
    readings += [("alpha-precision", alpha.precisionScore), ("beta-recall", alpha.recallScore)].map
    {
      Reading(
        $0 + suffix, value: $1, count: other.count,
        convention: "score over 30 levels around the mean, \(space); higher is better")
    }
  }

  private mutating func wholes(
    _ suffix: String, _ real: EuclideanPoints, _ other: EuclideanPoints
  ) async throws {
    let space = "standardised numbers and one column for each level; lower is better"
    do {
      readings.append(
        Reading(
          "frechet" + suffix,
          value: try frechetDistance(FeatureMoments(real), FeatureMoments(other)),
          count: other.count, convention: "Frechet distance of two normal laws, \(space)"))
      let kernel = try await KernelDistance(real, other, threads: threads)
      readings.append(
        Reading(
          "kid" + suffix, value: kernel.value,
          interval: Interval(
            low: kernel.value - 1.96 * kernel.standardError,
            high: kernel.value + 1.96 * kernel.standardError, level: 0.95,
            method: "normal, between blocks"), count: other.count,
          convention: "kernel distance, cubic kernel, mean of \(kernel.blocks) blocks, \(space)"))
    } catch let error as MetricsError {
      let measured = Set(readings.map(\.metric))
      readings += ["frechet" + suffix, "kid" + suffix].filter { !measured.contains($0) }.map {
        Reading(
          $0, value: nil, count: other.count, status: .notApplicable,
          convention: error.description)
      }
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
    guard evidence.real.label.isGiven else { return }
    for type in learners {
      var settings = try Settings(yaml: "", file: type.name)
      let learner = try type.init(&settings)
      let result = try trainOnSynthetic(evidence, learner: learner)
      for figure in result.figures { add(figure.readings) }
      transfers.append((type.name, result))
    }
  }
}
