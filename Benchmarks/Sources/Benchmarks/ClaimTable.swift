import Foundation

/// The table of claims as text.
package struct ClaimTable: Sendable {
  private static let header = [
    "claim", "unit", "ours", "peer", "ratio", "limit", "of limit", "asked", "verdict",
  ]

  private let claims: [Claim]

  /// Creates the table of some claims.
  package init(_ claims: [Claim]) { self.claims = claims }

  /// One line for each claim under a header, followed by the remarks.
  package var text: String {
    let cells = [Self.header] + claims.map(Self.cells)
    let widths = Self.header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }
    let remarks = claims.flatMap { claim in
      [claim.name] + claim.remarks.map { "  " + $0 }
    }
    return (lines + [""] + remarks).joined(separator: "\n")
  }

  private static func cells(_ claim: Claim) -> [String] {
    [
      claim.name, claim.quantity.rawValue, text(claim.measured.ours),
      claim.measured.peer.map(text) ?? "-",
      claim.advantage.map { String(format: "%.2fx", $0) } ?? "-",
      Quantity.text(claim.measured.limit),
      percent(claim.share), asked(claim.threshold), verdict(claim),
    ]
  }

  private static func text(_ repetitions: Repetitions) -> String {
    let median = Quantity.text(repetitions.median)
    return repetitions.values.count == 1 ? median : "\(median) ±\(percent(repetitions.spread))"
  }

  private static func asked(_ threshold: Threshold) -> String {
    let parts = [
      threshold.advantage.map { String(format: "%gx", $0) },
      threshold.share.map { "\(percent($0)) of limit" },
      threshold.most.map { "at most \(Quantity.text($0))" },
      threshold.least.map { "at least \(Quantity.text($0))" },
    ].compactMap(\.self)
    return parts.isEmpty ? "-" : parts.joined(separator: ", ")
  }

  private static func verdict(_ claim: Claim) -> String {
    guard claim.threshold != Threshold() else { return "-" }
    guard let misses = claim.misses else { return "no peer" }
    return misses.isEmpty ? "met" : "missed: " + misses.joined(separator: ", ")
  }

  private static func percent(_ share: Double) -> String { String(format: "%.0f%%", 100 * share) }
}
