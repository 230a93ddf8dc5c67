import Learning
import Statistics
import Tensors
import Testing
import Unlearning

@Suite("Sharded, isolated, sliced, aggregated training")
struct SISATrainingTests {
  private let examples = ForgettingSample.examples(200)
  private let members = Array(0..<150)
  private let seed: UInt64 = 11

  @Test(
    "a model after deletion is bit for bit the one that training without the records gives",
    arguments: [[0], [5, 80, 149], Array(stride(from: 0, to: 150, by: 10))],
    ["vote", "mean-posterior"])
  func exactness(forgotten: [Int], aggregation: String) async throws {
    let training = try ForgettingSample.sisa(
      examples, "{shards: 4, slices: 3, aggregation: \(aggregation)}")
    let (original, _) = try await training.train(onRows: members, seed: seed)
    let remaining = members.filter { !forgotten.contains($0) }
    let (deleted, cost) = try await training.train(
      onRows: remaining, seed: seed, from: original.checkpoints)
    let (anew, whole) = try await training.train(onRows: remaining, seed: seed)
    #expect(deleted.checkpoints == anew.checkpoints)
    #expect(
      try deleted.logits(ofRows: Array(0..<200)).scalars
        == anew.logits(ofRows: Array(0..<200)).scalars)
    #expect(deleted.checkpoints != original.checkpoints)
    #expect(cost.recordPasses < whole.recordPasses || forgotten.count == 15)
    #expect(cost.shards <= min(4, forgotten.count) && whole.shards == 4)
  }

  @Test("deleting in turn ends where deleting at once does")
  func sequence() async throws {
    let training = try ForgettingSample.sisa(examples)
    var (model, _) = try await training.train(onRows: members, seed: seed)
    for count in 1...3 {
      model = try await training.train(
        onRows: Array(members.dropFirst(count * 20)), seed: seed, from: model.checkpoints
      ).model
    }
    let (once, _) = try await training.train(onRows: Array(60..<150), seed: seed)
    #expect(model.checkpoints == once.checkpoints)
  }

  @Test("a stopped training goes on from what was kept, to the same bytes")
  func resuming() async throws {
    struct Stopped: Error {}
    let training = try ForgettingSample.sisa(examples)
    var kept: [UInt8] = []
    var count = 0
    await #expect(throws: Stopped.self) {
      try await training.train(onRows: members, seed: seed) {
        kept = SISACheckpoints.bytes($0, seed: seed)
        count += 1
        if count == 5 { throw Stopped() }
      }
    }
    let known = try SISACheckpoints.checkpoints(kept, seed: seed)
    let (resumed, rest) = try await training.train(onRows: members, seed: seed, from: known)
    let (whole, all) = try await training.train(onRows: members, seed: seed)
    #expect(resumed.checkpoints == whole.checkpoints)
    #expect(rest.recordPasses < all.recordPasses)
    #expect(try SISACheckpoints.checkpoints(kept, seed: seed + 1).isEmpty)
  }

  @Test("damaged checkpoints are refused in one line", arguments: [0, 8, 20, 60])
  func damage(place: Int) async throws {
    let training = try ForgettingSample.sisa(examples)
    let (model, _) = try await training.train(onRows: members, seed: seed)
    var bytes = SISACheckpoints.bytes(model.checkpoints, seed: seed)
    bytes[place] ^= 1
    let error = #expect(throws: UnlearningError.self) {
      try SISACheckpoints.checkpoints(bytes, seed: seed)
    }
    #expect(
      error?.description
        == "the kept checkpoints of SISA are damaged; remove the notebook and train again")
    #expect(throws: UnlearningError.self) {
      try SISACheckpoints.checkpoints(Array(bytes.prefix(place)), seed: seed)
    }
  }

  @Test("a shard without records is one clear line")
  func emptyShard() async throws {
    let training = try ForgettingSample.sisa(examples, "{shards: 50, slices: 1}")
    let error = await #expect(throws: UnlearningError.self) {
      try await training.train(onRows: Array(0..<20), seed: seed)
    }
    #expect(error?.description.contains("of 50 has none of the 20 records; lower 'shards'") == true)
  }

  @Test("training that diverges leaves the checkpoints of before as good as they were")
  func divergence() async throws {
    let good = try ForgettingSample.sisa(examples)
    let (model, _) = try await good.train(onRows: members, seed: seed)
    let bad = SISATraining(
      model.plan,
      of: try ForgettingSample.training(
        examples, "{hidden: [8], epochs: 20, batch: 16, rate: 100, activation: relu}"))
    await #expect(throws: LearningError.self) {
      try await bad.train(onRows: Array(0..<149), seed: seed, from: model.checkpoints)
    }
    let (after, cost) = try await good.train(onRows: members, seed: seed, from: model.checkpoints)
    #expect(after.checkpoints == model.checkpoints && cost.recordPasses == 0)
  }
}
