import Foundation
import Marginals
import Privacy
import Settings
import Statistics

/// The time of a synthesizer from counting the records to its rows, beside the same on mbi's graphical models.
struct SynthesisBenchmark: Benchmark {
  let name: String
  private let synthesizer: String
  private let settings: String
  private let threshold: Threshold
  private let sample: @Sendable () throws -> DiscreteSample
  /// The rounds that the peer is asked for; nil where it takes too long to wait for.
  private let rounds: Int?

  private static let (epsilon, delta, seeds) = (1.0, 1e-9, 5)

  static let all = [
    SynthesisBenchmark(
      name: "MWEM+PGM on Adult, 5 rounds", synthesizer: "mwem+pgm",
      settings: "rounds: 5", threshold: Threshold(advantage: 15),
      sample: DiscreteSample.adult, rounds: 5),
    SynthesisBenchmark(
      name: "AIM on Adult, 1 MB", synthesizer: "aim",
      settings: "max-model-size: 1MB\niterations: 100\nlast-iterations: 100",
      threshold: Threshold(most: 20_000), sample: DiscreteSample.adult, rounds: nil),
    SynthesisBenchmark(
      name: "AIM on Adult, 80 MB", synthesizer: "aim", settings: "max-model-size: 80MB",
      threshold: Threshold(most: 900_000), sample: DiscreteSample.adult, rounds: nil),
    SynthesisBenchmark(
      name: "AIM, 569 x 10 of 5 levels", synthesizer: "aim", settings: "",
      threshold: Threshold(most: 5_000), sample: DiscreteSample.small, rounds: nil),
  ]

  private struct Ask: Encodable {
    var operation = "mwem"
    let table: String
    let domain: String
    let epsilon: Double
    let delta: Double
    let rounds: Int
    var megabytes = 25
    var iterations = 1000
    let seed: Int
  }
  private struct Answer: Decodable {
    let seconds: Double
    let error: Double
    let rowError: Double
  }
  private struct Result {
    let milliseconds: Double
    let error: Double
    let rowError: Double
  }

  func measure(under conditions: Conditions) async throws -> Claim {
    let sample = try self.sample()
    let ours = try await own(sample)
    let peer = try rounds.flatMap { _ in try conditions.peers.start("marginal_synthesis.py") }
    defer { peer?.child.end() }
    var theirs: [Answer] = []
    if let peer, let rounds {
      try sample.write(to: conditions.folder)
      for seed in 0..<Self.seeds {
        let ask = Ask(
          table: conditions.folder + "/table.csv", domain: conditions.folder + "/domain.json",
          epsilon: Self.epsilon, delta: Self.delta, rounds: rounds, seed: seed)
        theirs.append(try peer.child.ask(ask, Answer.self))
      }
    }
    let times = Repetitions(ours.map(\.milliseconds))
    var remarks = [
      "\(sample.name), all pairs, epsilon \(Self.epsilon), delta \(Self.delta), \(Self.seeds) seeds, 2 threads; "
        + "no limit is known, so ours stands there",
      "ours: mean total variation of pairs \(try Self.interval(ours.map(\.error))) of the model, "
        + "\(try Self.interval(ours.map(\.rowError))) of its rows",
    ]
    if let peer {
      remarks.append(
        "peer: \(peer.versions); \(try Self.interval(theirs.map(\.error))) of the model, "
          + "\(try Self.interval(theirs.map(\.rowError))) of its rows")
    }
    return Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(
        ours: times, peer: theirs.isEmpty ? nil : Repetitions(theirs.map { 1e3 * $0.seconds }),
        limit: times.median),
      threshold: threshold, remarks: remarks)
  }

  /// A mean with its 95 % interval by Student's t.
  private static func interval(_ values: [Double]) throws -> String {
    let interval = try meanInterval(of: values, level: 0.95)
    let mean = values.reduce(0, +) / Double(values.count)
    return String(format: "%.4f [%.4f, %.4f]", mean, interval.low, interval.high)
  }

  /// Publishes once for each seed.
  private func own(_ sample: DiscreteSample) async throws -> [Result] {
    let records = sample.records
    let pairs = try Workload(allOfSize: 2, of: records.domain)
    let cliques = pairs.queries.map(\.clique)
    let real = try await records.counts(of: cliques).map { $0.map { Double($0) } }
    var results: [Result] = []
    for seed in 0..<Self.seeds {
      var reader = try Settings(yaml: settings, file: name)
      let made = try Marginals.synthesizer(named: synthesizer).init(&reader)
      try reader.finish()
      let stop = Duration.start()
      let ledger = try PrivacyLedger(
        .approximate(epsilon: Self.epsilon, delta: Self.delta, accountant: "zcdp"),
        under: .addOrRemoveOne)
      let context = ReleaseContext(
        data: sample.name, noise: .seeded(UInt64(seed)), threads: coreCount, keep: { _ in })
      var guarded = try GuardedRecords(records, ledger: ledger, context: context)
      let synthesis = try await made.publish(&guarded, for: pairs)
      let rows = synthesis.rows(seed: UInt64(seed))
      let milliseconds = 1e3 * stop().wall
      let model = try await synthesis.model.marginals(of: cliques, threads: coreCount)
      let counts = try await rows.counts(of: cliques).map { $0.map { Double($0) } }
      results.append(
        Result(
          milliseconds: milliseconds, error: Self.error(model.map(\.values), real),
          rowError: Self.error(counts, real)))
    }
    return results
  }

  /// The mean over tables of half the sum of differences between shares.
  private static func error(_ left: [[Double]], _ right: [[Double]]) -> Double {
    zip(left, right).reduce(0) { sum, tables in
      let (first, second) = (tables.0.reduce(0, +), tables.1.reduce(0, +))
      return sum + zip(tables.0, tables.1).reduce(0) { $0 + abs($1.0 / first - $1.1 / second) } / 2
    } / Double(left.count)
  }
}
