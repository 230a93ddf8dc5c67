import Foundation
import Marginals
import Privacy
import Statistics
import Synchronization
import Tables
import Testing

@Suite struct `Finding the codes of a table` {
  private typealias Sample = `Discretization of a table`

  @Test("Columns that are counted cost the budget in equal parts, and no more")
  func charged() throws {
    var counter = try Sample.counter(rho: 0.2)
    _ = try Sample.discretization(Sample.declared, of: Sample.table(), rho: 0.2, by: &counter)
    #expect(
      counter.ledger.entries.map(\.label) == ["quantiles of 'age'", "frequent levels of 'city'"])
    let spent = try counter.ledger.spending
    #expect(spent <= 0.2 && spent > 0.2 * 0.999)
    for entry in counter.ledger.entries {
      guard case .discreteGaussian(let sigma, let sensitivity) = entry.event.mechanism else {
        Issue.record("\(entry.event) is no discrete Gaussian noise")
        continue
      }
      #expect(sensitivity == 1 && abs(sigma - (0.5 / 0.1).squareRoot()) < 1e-3)
      #expect(entry.event.relation == .addOrRemoveOne)
    }
  }

  @Test("Declared columns cost nothing, and look at no record")
  func declared() throws {
    var counter = try Sample.counter(rho: 0)
    let rules: [String: ColumnRule] = [
      "age": ColumnRule(.bins(try NumberBins(edges: [0, 40, 99], isWhole: true))),
      "city": ColumnRule(.levels(["north"], hasOthers: true)),
      "label": ColumnRule(.levels(["no", "yes"], hasOthers: false)),
    ]
    let codec = try Sample.discretization(rules, of: Sample.table(), rho: 0, by: &counter)
    #expect(counter.ledger.entries.isEmpty)
    #expect(codec.domain.sizes == [2, 2, 2])
    let needs = try Discretization.needs(rules, for: Sample.table())
    #expect(!needs.counts && !needs.levels)
  }

  @Test("Without budget a column that must be counted is refused")
  func unpaid() throws {
    var counter = try Sample.counter(rho: 0)
    let error = #expect(throws: MarginalsError.self) {
      try Sample.discretization(Sample.declared, of: Sample.table(), rho: 0, by: &counter)
    }
    #expect(
      error?.description
        == "column 'age' must be counted, but no budget is left for that; declare it, or raise 'discretization'"
    )
  }

  @Test("A counter that was charged before is answered from its ledger, with the same codes")
  func resumed() throws {
    let kept = Mutex<[PrivacyLedger]>([])
    var counter = try Sample.counter(rho: 1) { ledger in kept.withLock { $0.append(ledger) } }
    let first = try Sample.discretization(Sample.declared, of: Sample.table(), by: &counter)
    // Charged and drawn for each of two columns.
    #expect(kept.withLock { $0.count } == 4)
    let last = try #require(kept.withLock { $0.last })
    var resumed = NoisyCounter(
      last, context: ReleaseContext(data: "people", noise: .seeded(99)) { _ in })
    let second = try Sample.discretization(Sample.declared, of: Sample.table(), by: &resumed)
    #expect(first == second)
    #expect(resumed.ledger == last)
  }

  @Test("Quantile bins hold about equally many records where noise is small")
  func quantiles() throws {
    let table = Sample.table(20_000)
    var counter = try Sample.counter(rho: 100)
    let codec = try Sample.discretization(Sample.declared, of: table, rho: 100, by: &counter)
    let codes = try codec.records(Array(0..<table.count), of: table).codes[0]
    let counts = (0..<5).map { bin in codes.count { $0 == bin } }
    // Sixty ages of 333 records each: a bin misses its 4,000 by less than one age on each side.
    #expect(counts.allSatisfy { abs($0 - 4000) < 700 })
  }

  @Test("A level of one record stays hidden: noise lifts it with a chance below the declared one")
  func rareLevel() throws {
    // Over 400 draws at a chance of 1e-6 each, one published islet would be a sign of a wrong threshold (p < 4e-4).
    for seed in 0..<400 as Range<UInt64> {
      var counter = try Sample.counter(rho: 1, seed: seed)
      let codec = try Sample.discretization(
        [
          "age": ColumnRule(.bins(NumberBins(edges: [0, 99], isWhole: true)), allowsMissing: true),
          "city": ColumnRule(.frequentLevels, allowsMissing: true),
          "label": ColumnRule(.levels(["no", "yes"], hasOthers: false)),
        ],
        of: Sample.table(100), by: &counter)
      #expect(codec.columns[1].codes == .levels(["north", "south"], hasOthers: true))
    }
  }

  @Test("Where nothing but noise is there, bins are of equal width")
  func nothing() throws {
    let table = Dataset(
      name: "one", features: [Feature(name: "x", values: .numeric([.nan]))],
      label: .notGiven(count: 1), groups: [], sources: [])
    var counter = try Sample.counter(rho: 1e6)
    let codec = try Sample.discretization(
      ["x": ColumnRule(.quantiles(0...10, count: 4, isWhole: false), allowsMissing: true)],
      of: table, rho: 1e6, by: &counter)
    let equal = try NumberBins(edges: [0, 2.5, 5, 7.5, 10], isWhole: false)
    #expect(codec.columns[0].codes == .bins(equal))
  }
}
