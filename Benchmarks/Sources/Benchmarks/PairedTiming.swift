import Statistics

/// The milliseconds of ours, of a peer and of a yardstick, one after another in each repetition.
struct PairedTiming {
  private(set) var ours: [Double] = []
  private(set) var theirs: [Double] = []
  private(set) var limits: [Double] = []

  private struct Run: Encodable {
    var operation = "run"
    let calls: Int
  }
  private struct Time: Decodable { let seconds: Double }

  /// Measures all repetitions after one that warms up.
  ///
  /// - Parameters:
  ///   - repetitions: The measured ones.
  ///   - peer: A peer whose operation `run` answers the seconds of one of some calls.
  ///   - calls: The peer's calls in one repetition.
  ///   - own: One repetition's calls of ours; returns the seconds of one.
  ///   - limit: The same for the yardstick.
  /// - Throws: What a call throws, and `BenchmarksError` where the peer fails.
  init(
    repetitions: Int, peer: ChildProcess?, calls: Int, own: () async throws -> Double,
    limit: () throws -> Double
  ) async throws {
    for repetition in 0...repetitions {
      let one = try await own()
      let pass = try limit()
      let other = try peer?.ask(Run(calls: calls), Time.self).seconds
      guard repetition > 0 else { continue }
      ours.append(1e3 * one)
      limits.append(1e3 * pass)
      if let other { theirs.append(1e3 * other) }
    }
  }

  /// The claim that these times make.
  func claim(_ name: String, _ threshold: Threshold, _ remarks: [String]) -> Claim {
    Claim(
      name: name, quantity: .milliseconds,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs.isEmpty ? nil : Repetitions(theirs),
        limit: median(limits)),
      threshold: threshold, remarks: remarks)
  }
}
