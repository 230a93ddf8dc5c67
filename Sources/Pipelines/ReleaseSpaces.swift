import Auditing
import Learning
import Metrics
import Models
import NearestNeighbors
import Statistics
import Tables
import Tensors

/// How a release lies in the space of its members' features, beside the hold-out: among neighbours, and as a whole.
struct ReleaseSpaces: Sendable {
  /// The most records of a side that balls are drawn around; more are sampled.
  private static let ballLimit = 10_000

  /// The most columns that covariances are taken of.
  private static let wholeWidth = 2048

  private(set) var readings: [Reading] = []

  private let given: GivenRelease
  private let plan: FindingsPlan

  /// Measures.
  ///
  /// - Parameters:
  ///   - given: The release beside the records that it came from.
  ///   - plan: What is drawn and searched with.
  /// - Throws: An error in one line where records cannot be compared; `CancellationError`.
  init(_ given: GivenRelease, plan: FindingsPlan) async throws {
    (self.given, self.plan) = (given, plan)
    let records = given.records
    let members = given.membership.records(.member)
    let scaling = FeatureScaling(fittedOn: members, of: records)
    func points(_ rows: [Int], _ purpose: String) throws -> EuclideanPoints {
      let rows = sampled(rows, purpose)
      return try EuclideanPoints(
        records.coordinates?.rows(rows) ?? records.scaledWithLabels(rows, scaling))
    }
    let real = try points(members, "members")
    for (suffix, rows, purpose) in sides {
      let other = try points(rows, purpose)
      try await neighbours(suffix, real, other)
      if real.width <= Self.wholeWidth { try await wholes(suffix, real, other, in: space) }
    }
    if real.width > Self.wholeWidth { try await wholesOfComponents() }
  }

  private var sides: [(suffix: String, rows: [Int], purpose: String)] {
    [("", given.released, "released"), (" hold-out", given.holdOut, "hold-out")]
  }

  /// What distances are taken in, for conventions.
  private var space: String {
    given.records.coordinates?.space ?? "standardised numbers and one column for each level"
  }

  /// At most so many rows, drawn for a purpose.
  private func sampled(_ rows: [Int], _ purpose: String) -> [Int] {
    guard rows.count > Self.ballLimit else { return rows }
    var generator = SeededGenerator(seed: plan.seed, label: "release/balls/\(purpose)")
    return generator.choose(Self.ballLimit, of: rows.count).sorted().map { rows[$0] }
  }

  /// Fidelity and diversity among neighbours.
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
    let balls = try await PrecisionRecall(
      real: real, synthetic: other, k: k, threads: plan.threads)
    let values = [balls.precision, balls.recall, balls.density, balls.coverage]
    readings += zip(names, values).map {
      Reading(
        $0 + suffix, value: $1, count: other.count,
        convention: "\(k) neighbours, \(space); higher is better")
    }
    let alpha = try await AlphaPrecision(real: real, synthetic: other, threads: plan.threads)
    readings += [("alpha-precision", alpha.precisionScore), ("beta-recall", alpha.recallScore)].map
    {
      Reading(
        $0 + suffix, value: $1, count: other.count,
        convention: "score over 30 levels around the mean, \(space); higher is better")
    }
  }

  /// Distances between whole distributions.
  private mutating func wholes(
    _ suffix: String, _ real: EuclideanPoints, _ other: EuclideanPoints, in space: String
  ) async throws {
    let space = "\(space); lower is better"
    do {
      readings.append(
        Reading(
          "frechet" + suffix,
          value: try frechetDistance(FeatureMoments(real), FeatureMoments(other)),
          count: other.count, convention: "Frechet distance of two normal laws, \(space)"))
      let kernel = try await KernelDistance(real, other, threads: plan.threads)
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

  /// The same of images whose values are too many for a covariance.
  private mutating func wholesOfComponents() async throws {
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
        in: "the first \(records.columns.count) principal components, standardised")
    }
  }
}
