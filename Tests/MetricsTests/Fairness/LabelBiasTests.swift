import Foundation
import Metrics
import Tables
import Testing

@Suite struct `Label bias` {
  static func group(_ counts: [Int]) -> Group {
    Group(
      name: "g",
      categories: Categories(
        codes: counts.enumerated().flatMap { Array(repeating: Int32($0), count: $1) },
        names: counts.indices.map { "level \($0)" }))
  }

  @Test("Data at the prior have no bias, whatever the prior")
  func none() throws {
    #expect(try LabelBias(Self.group([5, 5])).priorFromData == 0)
    let bias = try LabelBias(Self.group([1, 3]), prior: [2, 6])
    #expect(bias.priorFromData == 0 && bias.dataFromPrior == 0)
  }

  @Test("Three of four records beside a fair prior: both directions in closed form")
  func closedForm() throws {
    let bias = try LabelBias(Self.group([3, 1]))
    #expect(abs(try #require(bias.priorFromData) - 0.5 * log(4.0 / 3)) < 1e-15)
    let reverse = 0.75 * log(1.5) + 0.25 * log(0.5)
    #expect(abs(try #require(bias.dataFromPrior) - reverse) < 1e-15)
    #expect(abs(try #require(LabelBias.loss([bias, bias])) - pow(0.5 * log(4.0 / 3), 2)) < 1e-15)
    #expect(bias.expectedByChance == 0.125)
  }

  @Test("2,959 animals and 2,041 vehicles of the paper's subset are biased, 2,959 of each are not")
  func published() throws {
    let biased = try #require(LabelBias(Self.group([2959, 2041])).priorFromData)
    #expect(abs(biased - 0.5 * (log(2500.0 / 2959) + log(2500.0 / 2041))) < 1e-12)
    #expect(try LabelBias(Self.group([2959, 2959])).priorFromData == 0)
  }

  @Test("An empty level is infinitely far from its prior until counts are smoothed")
  func smoothing() throws {
    let bias = try LabelBias(Self.group([4, 0]))
    #expect(bias.priorFromData == nil && LabelBias.loss([bias]) == nil)
    #expect(abs(try #require(bias.dataFromPrior) - log(2.0)) < 1e-15)
    let smoothed = try LabelBias(Self.group([4, 0]), smoothing: 0.5)
    let expected = 0.5 * (log(0.5 / 0.9) + log(0.5 / 0.1))
    #expect(abs(try #require(smoothed.priorFromData) - expected) < 1e-15)
    let excluded = try LabelBias(Self.group([4, 1]), prior: [1, 0])
    #expect(excluded.dataFromPrior == nil && excluded.priorFromData != nil)
  }

  @Test(
    "A prior that is none is refused, and so are no records",
    arguments: [[1.0], [0, 0], [-1, 2], [.nan, 1], [.infinity, 1]])
  func refused(prior: [Double]) throws {
    #expect(throws: MetricsError.self) { try LabelBias(Self.group([1, 1]), prior: prior) }
    #expect(throws: MetricsError.self) { try LabelBias(Self.group([0, 0])) }
  }
}
