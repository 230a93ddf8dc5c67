import Foundation
import Marginals
import Statistics

/// The speed of a pass over a dense table that estimation repeats, beside one that only moves as much memory.
struct TablePassBenchmark: Benchmark {
  /// A pass.
  enum Pass: String, CaseIterable, Sendable {
    /// Sums over the second axis.
    case marginalise
    /// The logarithms of sums of exponentials over the second axis.
    case logSumExp = "log-sum-exp"
    /// Repeats a small table along the second axis.
    case expand
    /// One iteration of a fit: potentials to marginals, through all of these.
    case iterate

    /// What the limit does.
    var limit: String {
      switch self {
      case .marginalise, .logSumExp, .iterate: "one reading of the table"
      case .expand: "one writing of the table"
      }
    }
  }

  /// The extents of the table, and the calls of a repetition.
  private static let (sizes, calls) = ([160, 250, 250], 5)
  private static let megabytes = 160 * 250 * 250 * 8 / 1e6

  let pass: Pass

  var name: String { "\(pass.rawValue), 10,000,000 cells" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let work = try Work()
    var (ours, limits): ([Double], [Double]) = ([], [])
    for repetition in 0...conditions.repetitions {
      let own = try await work.seconds(of: pass, calls: Self.calls)
      let limit = seconds { for _ in 0..<Self.calls { work.move(pass) } } / Double(Self.calls)
      guard repetition > 0 else { continue }
      ours.append(Self.megabytes / own)
      limits.append(Self.megabytes / limit)
    }
    return Claim(
      name: name, quantity: .megabytesPerSecond,
      measured: Measured(ours: Repetitions(ours), peer: nil, limits: Repetitions(limits)),
      threshold: Threshold(),
      remarks: ["the table's 80 MB over the time, one thread; limit: \(pass.limit), one thread"])
  }

  /// The tables.
  private struct Work {
    let domain: AttributeDomain
    let table: Factor
    let row: Factor
    let measurements: [LinearMeasurement]

    init() throws {
      let domain = try AttributeDomain(names: ["x", "y", "z"], sizes: TablePassBenchmark.sizes)
      var generator = SeededGenerator(seed: 1, label: "table")
      let count = domain.sizes.reduce(1, *)
      table = Factor(
        axes: [0, 1, 2], sizes: domain.sizes,
        values: (0..<count).map { _ in generator.uniform() })
      row = Factor(repeating: 1, over: Clique([0, 1]), of: domain)
      measurements = try domain.cliques(ofSize: 2).map { pair in
        try LinearMeasurement(
          pair,
          values: (0..<Int(domain.cells(of: pair))).map { _ in 100 * generator.uniform() },
          sigma: 10, of: domain)
      }
      self.domain = domain
    }

    /// The seconds of one pass.
    func seconds(of pass: Pass, calls: Int) async throws -> Double {
      if pass == .iterate { return try await iteration(calls) }
      let stop = Duration.start()
      for _ in 0..<calls {
        switch pass {
        case .marginalise: _ = table.reduced(onto: [0, 1])
        case .logSumExp: _ = table.reduced(onto: [0, 1], by: .logSumExp)
        case .expand, .iterate: _ = row.expanded(to: [0, 1, 2], of: domain)
        }
      }
      return stop().wall / Double(calls)
    }

    /// What a fit of more iterations takes longer, over their number.
    private func iteration(_ calls: Int) async throws -> Double {
      func fit(_ iterations: Int) async throws -> Double {
        let stop = Duration.start()
        _ = try await MarkovModel(
          fitting: measurements, of: domain,
          plan: EstimationPlan(estimator: MirrorDescent(), iterations: iterations, bytes: 1 << 30))
        return stop().wall
      }
      return (try await fit(1 + calls) - fit(1)) / Double(calls)
    }

    /// Moves as much memory.
    func move(_ pass: Pass) {
      switch pass {
      case .marginalise, .logSumExp, .iterate: passOver(table.values.span)
      case .expand: _ = [Double](repeating: 1, count: table.values.count)
      }
    }
  }
}
