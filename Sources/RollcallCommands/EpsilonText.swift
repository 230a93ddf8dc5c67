import Foundation
import Results

/// The table of epsilons as people read it on a terminal.
struct EpsilonText {
  let rows: [Run.EpsilonRow]

  var lines: [String] {
    let header = [
      "stage", "attack", "canaries", "group", "family", "choice", "trials", "needed", "right",
      "bound",
    ]
    return aligned([header] + rows.map(cells))
  }

  private func cells(_ row: Run.EpsilonRow) -> [String] {
    [
      row.stage, row.attack, row.kind, row.group, row.family, row.choice, "\(row.trials)",
      "\(row.trialsNeeded)", row.epsilon == nil ? "-" : "\(row.correct)/\(row.guesses)",
      row.epsilon.map { bound($0, row) } ?? "refused: \(row.reason)",
    ]
  }

  private func bound(_ epsilon: Double, _ row: Run.EpsilonRow) -> String {
    // Rounded down, since it is a lower bound; only the digits of the level that were asked for.
    let number = String(format: "%.4f", (epsilon * 1e4).rounded(.down) / 1e4)
    let percent = String(format: "%.12g", row.confidence * 100)
    var text = "epsilon >= \(number)"
    if row.groupSize > 1 { text += " for groups of \(row.groupSize)" }
    text += " at delta \(String(format: "%.12g", row.delta)), \(percent) %"
    if row.family == "joint beta" { text += " credibility" }
    if row.hypotheses > 1 { text += " over \(row.hypotheses) choices" }
    if !row.condition.isEmpty { text += ", \(row.condition)" }
    if row.choice == "leaky" { text += "; NO BOUND: chosen on the trials judged" }
    return text + verdict(row)
  }

  private func verdict(_ row: Run.EpsilonRow) -> String {
    guard let claimed = row.claimed else { return "" }
    let claim = String(format: "%.12g", claimed)
    switch row.judgement {
    case "contradicted": return "; contradicts the claim of \(claim)"
    case "above-claim": return "; above the claim of \(claim)"
    case "not-contradicted": return "; does not contradict the claim of \(claim)"
    case "not-comparable": return "; the claim of \(claim) says nothing of groups as large"
    default: return ""
    }
  }
}

/// The table of epsilons as machines read it; keys and spellings are a promise.
struct EpsilonJSON: Encodable {
  /// Raised when a key changes its meaning or goes away.
  static let formatVersion = 1

  private let formatVersion = EpsilonJSON.formatVersion
  private let epsilons: [Line]

  init(rows: [Run.EpsilonRow]) {
    epsilons = rows.map(Line.init)
  }

  /// The JSON text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// One line; what is undefined is null, never left out.
  private struct Line: Encodable {
    let row: Run.EpsilonRow

    private enum Key: String, CodingKey {
      case stage, attack, canaries, group, family, choice, epsilon, delta, confidence, trials
      case trialsNeeded, guesses, correct, hypotheses, groupSize, claimedEpsilon, judgement,
        condition, reason
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(row.stage, forKey: .stage)
      try container.encode(row.attack, forKey: .attack)
      try container.encode(row.kind, forKey: .canaries)
      try container.encode(row.group, forKey: .group)
      try container.encode(row.family, forKey: .family)
      try container.encode(row.choice, forKey: .choice)
      try container.encode(row.epsilon, forKey: .epsilon)
      try container.encode(row.delta, forKey: .delta)
      try container.encode(row.confidence, forKey: .confidence)
      try container.encode(row.trials, forKey: .trials)
      try container.encode(row.trialsNeeded, forKey: .trialsNeeded)
      try container.encode(row.guesses, forKey: .guesses)
      try container.encode(row.correct, forKey: .correct)
      try container.encode(row.hypotheses, forKey: .hypotheses)
      try container.encode(row.groupSize, forKey: .groupSize)
      try container.encode(row.claimed, forKey: .claimedEpsilon)
      try container.encode(row.judgement, forKey: .judgement)
      try container.encode(row.condition, forKey: .condition)
      try container.encode(row.reason, forKey: .reason)
    }
  }
}
