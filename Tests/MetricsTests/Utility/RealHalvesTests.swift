import Auditing
import Foundation
import Metrics
import SampleTables
import Statistics
import Testing

@Suite("Real halves")
struct RealHalvesTests {
  @Test(
    "the parts are disjoint, hold all records, and are sized for the release where they can be",
    arguments: [
      (1000, 1000), (1000, 5000), (1000, 333), (1000, 100), (1000, 1), (7, 3), (2, 1), (3, 9),
    ])
  func sizes(real: Int, release: Int) {
    let halves = RealHalves(real: real, release: release, count: 3, seed: 1)
    let wanted = 1 / Double(real) + 1 / Double(release)
    for split in halves.splits {
      #expect(!split.first.isEmpty && !split.second.isEmpty)
      #expect((split.first + split.second).sorted() == Array(0..<real))
      let reached = 1 / Double(split.first.count) + 1 / Double(split.second.count)
      #expect(halves.scale <= 1)
      if 3 * release <= real && real > 100 && release > 50 {
        #expect(abs(reached / wanted - 1) < 0.01 && halves.scale > 0.99)
      } else if release >= real {
        #expect(split.first.count - split.second.count <= 1)
        #expect(abs(halves.scale - (wanted / reached).squareRoot()) < 1e-12)
      }
    }
  }

  @Test("the floor of a fair coin is that of the difference of two shares")
  func floor() throws {
    let count = 2000
    let real = codedTable([(0..<count).map { Int32($0 % 2) }], sizes: [2])
    let plan = UtilityPlan(splits: 400, seed: 5)
    let figure = try UtilityEvidence(real: real, release: real, plan: plan).marginals(order: 1)
    // Half of the two columns is constant; E|p - q| = sqrt(2 / pi) sqrt(p (1 - p) 4 / n) for the other.
    let expected = (2 / Double.pi).squareRoot() * (0.25 * 4 / Double(count)).squareRoot() / 2
    let value = try #require(figure.halves.reading.value)
    // The deviation of |normal| over its mean is .756; 400 splits leave 3.8 %, so 5 deviations err with 6e-7.
    #expect(abs(value / expected - 1) < 0.19)
    let floor = try #require(figure.halvesAtReleaseSize.reading.value)
    #expect(abs(floor / value - 0.5.squareRoot()) < 1e-12)
  }

  @Test("an independent sample of the population lies near the floor at its size")
  func independent() throws {
    let evidence = try UtilityEvidence(
      real: sampleTable(3000, seed: 1), release: sampleTable(3000, seed: 2),
      holdOut: sampleTable(3000, seed: 3), plan: UtilityPlan(splits: 8, seed: 1))
    let figure = evidence.marginals(order: 2)
    let floor = try #require(figure.halvesAtReleaseSize.reading.value)
    let release = try #require(figure.release.reading.value)
    #expect(floor * 0.8 < release && release < floor * 1.5)
    #expect(abs(try #require(figure.holdOut?.reading.value) / release - 1) < 0.3)
  }
}
