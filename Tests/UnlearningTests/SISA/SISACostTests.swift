import Settings
import Statistics
import Testing
import Unlearning

@Suite("Cost of deletions from SISA")
struct SISACostTests {
  private func plan(_ shards: Int, _ slices: Int) throws -> SISAPlan {
    var settings = try Settings(yaml: "{shards: \(shards), slices: \(slices)}", file: "test")
    return try SISAPlan(&settings)
  }

  @Test(
    "the expected records to retrain are the closed form's",
    arguments: zip([1, 10, 100], [4999.0, 32556.08, 49898.67]))
  func closedForm(deletions: Int, records: Double) throws {
    let cost = SISACost(try plan(10, 1), records: 50_000)
    #expect(abs(cost.records(deleting: deletions) - records) < 0.5)
  }

  @Test(
    "without slices the share of passes is that of touched shards; slices save up to a third more")
  func slices() throws {
    let whole = SISACost(try plan(10, 1), records: 1000)
    #expect(abs(whole.shareOfPasses(deleting: 1) - 0.1) < 1e-12)
    let sliced = SISACost(try plan(10, 1000), records: 1000)
    #expect(abs(sliced.shareOfPasses(deleting: 1) - 0.1 * 2 / 3) < 1e-3)
  }

  @Test(
    "records spread over shards and slices as the closed form expects", arguments: [1, 10, 100])
  func measured(deletions: Int) throws {
    let plan = try plan(5, 4)
    let cost = SISACost(plan, records: 2000)
    var (touched, passes) = (0.0, 0.0)
    for seed in 0..<400 {
      var first = Array(repeating: 4, count: 5)
      var generator = SeededGenerator(seed: UInt64(seed), label: "deletions")
      for row in generator.choose(deletions, of: 2000) {
        let place = plan.place(ofRow: row, seed: UInt64(seed))
        first[place.shard] = min(first[place.shard], place.slice)
      }
      touched += Double(first.count { $0 < 4 }) / 400
      let parts = first.reduce(0) { sum, slice in sum + (slice..<4).reduce(0) { $0 + $1 + 1 } }
      passes += Double(parts) / 50 / 400
    }
    // 400 draws of a mean whose deviation is below 1 shard and 0.1 of the passes: seven standard errors.
    #expect(abs(touched - cost.touchedShards(deleting: deletions)) < 0.35)
    #expect(abs(passes - cost.shareOfPasses(deleting: deletions)) < 0.035)
  }

  @Test("a tenth of the records touches every shard but by a chance that cannot happen")
  func tenPercent() throws {
    let cost = SISACost(try plan(10, 1), records: 5000)
    #expect(cost.chanceOfUntouchedShard(deleting: 500) < 1e-20)
    #expect(cost.chanceOfUntouchedShard(deleting: 1) == 1)
  }

  @Test("epochs after each slice cost as much as training without slices")
  func epochs() throws {
    #expect(try [1, 2, 4, 8].map { try plan(1, $0).epochsPerSlice(of: 20) } == [20, 13, 8, 4])
  }
}
