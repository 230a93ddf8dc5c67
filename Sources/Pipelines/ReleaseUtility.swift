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

  /// The most columns that covariances are taken of.
  private static let wholeWidth = 2048

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
    if given.records.coordinates == nil {
      distributions()
    } else {
      withoutColumns()
    }
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
    let records = given.records
    let scaling = FeatureScaling(fittedOn: members, of: records)
    let coordinates = records.coordinates
    func points(_ rows: [Int], _ purpose: String) throws -> EuclideanPoints {
      let rows = sampled(rows, purpose)
      return try EuclideanPoints(
        coordinates?.rows(rows) ?? records.scaledWithLabels(rows, scaling))
    }
    let sides = [("", given.released, "released"), (" hold-out", holdOut, "hold-out")]
    let real = try points(members, "members")
    for (suffix, rows, purpose) in sides {
      let other = try points(rows, purpose)
      try await neighbours(suffix, real, other)
      if real.width <= Self.wholeWidth { try await wholes(suffix, real, other) }
    }
    guard real.width > Self.wholeWidth else { return }
    try await wholesOfComponents(sides)
  }

  /// Distances between whole distributions of images whose values are too many for a covariance.
  private mutating func wholesOfComponents(
    _ sides: [(suffix: String, rows: [Int], purpose: String)]
  ) async throws {
    let records = given.records
    let none = FeatureScaling.identity(columns: records.columns.count)
    func points(_ rows: [Int], _ purpose: String) throws -> EuclideanPoints {
      let rows = sampled(rows, purpose)
      var scalars = Array(repeating: Float(0), count: rows.count * records.columns.count)
      none.gather(rows[...], of: records.features, into: &scalars)
      return try EuclideanPoints(
        Tensor(shape: [rows.count, records.columns.count], scalars: scalars))
    }
    let real = try points(given.membership.records(.member), "members")
    for (suffix, rows, purpose) in sides {
      try await wholes(
        suffix, real, try points(rows, purpose),
        space: "the first \(records.columns.count) principal components, standardised")
    }
  }

  /// What distances are taken in, for conventions.
  private var space: String {
    given.records.coordinates?.space ?? "standardised numbers and one column for each level"
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
    let space = "\(space), at most \(Self.ballLimit) records of a side"
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
    _ suffix: String, _ real: EuclideanPoints, _ other: EuclideanPoints, space: String? = nil
  ) async throws {
    let space = "\(space ?? self.space); lower is better"
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
    guard evidence.real.label.isGiven else {
      if given.records.coordinates != nil { readings.append(Self.unlabelled(given)) }
      return
    }
    for type in learners {
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
