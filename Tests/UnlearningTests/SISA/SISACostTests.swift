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
    let cost = SISACost(try plan(5, 4), records: 1000)
    let measured = cost.measured(deleting: deletions, draws: 100)
    // 100 draws of means whose deviations are below 1 shard, 250 records and 0.12 of the passes: four standard errors.
    #expect(abs(measured.touchedShards - cost.touchedShards(deleting: deletions)) < 0.4)
    #expect(abs(measured.records - cost.records(deleting: deletions)) < 100)
    #expect(abs(measured.shareOfPasses - cost.shareOfPasses(deleting: deletions)) < 0.05)
    #expect(deletions < 100 || measured.allTouched == 1)
  }

  @Test("training counts the passes that the placement of records predicts")
  func trained() async throws {
    let examples = ForgettingSample.examples(150)
    let training = try ForgettingSample.sisa(examples, "{shards: 3, slices: 2}")
    let plan = try plan(3, 2)
    let (model, whole) = try await training.train(onRows: Array(0..<150), seed: 7)
    let (_, cost) = try await training.train(
      onRows: Array(1..<150), seed: 7, from: model.checkpoints)
    let place = plan.place(ofRow: 0, seed: 7)
    let own = (1..<150).filter { plan.place(ofRow: $0, seed: 7).shard == place.shard }
    let early = own.filter { plan.place(ofRow: $0, seed: 7).slice == 0 }
    let epochs = plan.epochsPerSlice(of: 20)
    #expect(cost.records == own.count && cost.shards == 1)
    #expect(cost.recordPasses == epochs * (own.count + (place.slice == 0 ? early.count : 0)))
    #expect(whole.records == 150 && whole.shards == 3)
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
