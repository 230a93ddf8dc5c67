import Auditing
import Bilevel
import Foundation
import Tables

/// What is told of clients' sets beside their union.
struct FairOrigin {
  /// How the names of traces begin.
  static let trace = "fair-set:"
  /// How the names of facts about clients without a set begin.
  static let leftOut = "fair-left-out:"

  private(set) var facts: [ReleaseOrigin.Fact] = []
  private(set) var traces: [ReleaseOrigin.Trace] = []
  /// What clients had and handed out.
  var shares: [ReleaseOrigin.Share] = []

  /// Tells of a set on its client's records: never used where single records are protected.
  ///
  /// - Parameters:
  ///   - made: The set.
  ///   - bytes: The bytes that it takes as it is sent.
  mutating func tell(_ made: FairSetRun.Made, bytes: Int) {
    let (set, name) = (made.set, made.client)
    facts += [
      .init(
        "fair-set:\(name)", value: set.relaxed.worst,
        meaning:
          "largest distance of a constraint from its bound on the client's \(made.records) records, "
          + "levels as shares; \(described(set.relaxed)); \(set.trace.count - 1) steps, \(set.outcome.rawValue)"
          + (set.isFeasible()
            ? "" : "; the constraints are NOT met: this is the least violation found")
      ),
      .init(
        "fair-released:\(name)", value: set.released.worst,
        meaning: "the same after levels were made whole; \(described(set.released))"),
      .init(
        "fair-rounding-loss:\(name)", value: set.released.loss - set.relaxed.loss,
        meaning: "what making levels whole adds to the mean loss on the client's records"),
      .init(
        "fair-rounding-violation:\(name)", value: set.released.violation - set.relaxed.violation,
        meaning:
          "what making levels whole adds to the sum of the constraints' distances from their bounds"
      ),
    ]
    traces.append(
      ReleaseOrigin.Trace(
        FairOrigin.trace + name,
        columns: ["step", "loss", "violation", "move"] + set.rows.map(\.name),
        rows: set.trace.map {
          [Double($0.number), $0.objective, $0.violation, $0.move] + $0.constraints
        }))
    sent(bytes, by: name)
  }

  /// Tells how much a client sent.
  mutating func sent(_ bytes: Int, by client: String) {
    facts.append(
      .init(
        "fair-bytes:\(client)", value: Double(bytes),
        meaning: "bytes of the client's set as comma-separated text, sent once"))
  }

  /// Tells of clients that have no set.
  mutating func leaveOut(_ clients: [(name: String, reason: String)]) {
    for (name, reason) in clients {
      facts.append(.init(Self.leftOut + name, value: nil, meaning: reason))
    }
  }

  /// Tells something else.
  mutating func add(_ fact: ReleaseOrigin.Fact) { facts.append(fact) }

  /// Tells whether constraints hold on records that nobody learned from.
  mutating func add(_ constraints: HeldOutConstraints) {
    facts += [constraints.fact].compactMap(\.self)
  }

  private func described(_ quality: FairSet.Quality) -> String {
    String(format: "loss %.4f, accuracy %.4f", quality.loss, quality.accuracy)
  }

  /// The statements and traces.
  var origin: ReleaseOrigin { ReleaseOrigin(facts: facts, traces: traces, shares: shares) }
}
