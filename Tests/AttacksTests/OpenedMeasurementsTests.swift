import Attacks
import Auditing
import Foundation
import Statistics
import Tables
import Testing

@Suite struct `Opened measurements` {
  private func signals(_ opened: OpenedCounts, attacking rows: [Int]) throws -> Signals {
    let column = Feature(name: "x", values: .numeric(Array(repeating: 0, count: 12)))
    let table = Dataset(
      name: "opened", features: [column], label: .notGiven(count: 12), groups: [], sources: [])
    return Signals(
      audited: try Outputs(records: rows), seed: 1,
      release: ReleaseSignals(
        records: try Records(table), audited: rows, released: [0], opened: opened))
  }

  @Test("A canary alone in its cells is scored by the exact ratio of normal likelihoods")
  func ratio() throws {
    let (excess, sigmas) = ([[3.0, -1], [0.5, 2]], [2.0, 0.5])
    let opened = OpenedCounts(
      rows: [7, 9], deviations: sigmas.map { ($0 * $0 - 0.25).squareRoot() }, excess: excess,
      crowds: [[1, 1], [1, 1]])
    let scores = try attack("opened-measurements").scores(
      for: try signals(opened, attacking: [9, 7]))
    for (score, canary) in zip(scores, [1, 0]) {
      let expected = sigmas.indices.reduce(0.0) { sum, marginal in
        let (x, s) = (excess[marginal][canary], sigmas[marginal])
        return sum - pow(x - 1, 2) / (2 * s * s) + pow(x, 2) / (2 * s * s)
      }
      #expect(abs(score - expected) < 1e-12)
    }
  }

  @Test("What others may have put into a cell is expected, and counts as noise")
  func crowds() throws {
    let opened = OpenedCounts(
      rows: [1, 2], deviations: [1, 1], excess: [[5, 5], [1, 1]], crowds: [[10, 10], [1, 1]])
    let scores = try attack("opened-measurements").scores(
      for: try signals(opened, attacking: [1, 2]))
    #expect(scores == [0.5 / 1.25, 0.5 / 1.25])
  }

  @Test("The area under its curve is that of a normal shift, within four standard errors")
  func power() throws {
    let (count, shift) = (4000, 0.5)
    var generator = SeededGenerator(seed: 5, label: "opened noise")
    let isMember = (0..<count).map { $0.isMultiple(of: 2) }
    // Seen with deviation 1 and a quarter of another canary's variance in the score, which moves no rank.
    let excess = isMember.map { ($0 ? shift : 0) + generator.normal() }
    let opened = OpenedCounts(
      rows: Array(0..<count), deviations: [1], excess: [excess],
      crowds: [Array(repeating: 1, count: count)])
    let column = Feature(name: "x", values: .numeric(Array(repeating: 0, count: count)))
    let table = Dataset(
      name: "opened", features: [column], label: .notGiven(count: count), groups: [], sources: [])
    let rows = Array(0..<count)
    let scores = try attack("opened-measurements").scores(
      for: Signals(
        audited: try Outputs(records: rows), seed: 1,
        release: ReleaseSignals(
          records: try Records(table), audited: rows, released: [0], opened: opened)))
    // Φ(0.5 / √2); the standard error is below 0.0092 (Hanley and McNeil).
    #expect(abs(area(scores, isMember: isMember) - 0.638163) < 4 * 0.0092)
  }

  @Test("A record for which nothing was opened is refused by its row")
  func closed() throws {
    let opened = OpenedCounts(rows: [7], deviations: [1], excess: [[0]], crowds: [[1]])
    let error = #expect(throws: AuditingError.self) {
      try attack("opened-measurements").scores(for: try signals(opened, attacking: [8]))
    }
    #expect(error?.description == "the noisy counts were not opened for row 8")
  }
}
