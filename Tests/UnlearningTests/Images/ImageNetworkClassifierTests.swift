import ImageLearning
import Statistics
import Tensors
import Testing
import Unlearning

@Suite("Image networks that forget")
struct ImageNetworkClassifierTests {
  private let members = Array(0..<160)
  private let forgotten = Array(stride(from: 0, to: 160, by: 8))

  /// Methods that change or replace an image network; the others are for ridge regression and for shards.
  private static let ofNetworks = unlearners.map { $0.name }.filter {
    !["newton", "certified-removal", "sisa"].contains($0)
  }

  @Test("the gradient of a batch agrees with finite differences", arguments: [1, 7, 150])
  func finiteDifferences(count: Int) async throws {
    let examples = try DigitSample.examples()
    var generator = SeededGenerator(seed: 2, label: "weights")
    let training = DigitSample.training(examples)
    var model = training.untrained(scaledBy: members, using: &generator)
    let rows = Array(0..<count)
    // Any smooth function of all scores, not a sum over rows, so that scores must be there together.
    let gradient = try await model.parameterGradient(ofRows: rows) { logits in
      let sum = logits.scalars.reduce(0) { $0 + $1 * $1 }
      return Tensor(shape: logits.shape, scalars: logits.scalars.map { $0 * sum / 100 })
    }
    func loss() throws -> Double {
      let sum = try model.logits(ofRows: rows).scalars.reduce(0.0) { $0 + Double($1 * $1) }
      return sum * sum / 400
    }
    let start = model.parameters
    let direction = start.map { _ in Float(generator.normal()) }
    let step: Float = 1e-3
    model.parameters = zip(start, direction).map { $0 + step * $1 }
    let ahead = try loss()
    model.parameters = zip(start, direction).map { $0 - step * $1 }
    let slope = (ahead - (try loss())) / Double(2 * step)
    let expected = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0 * $1.1) }
    #expect(abs(slope - expected) < 0.02 * max(abs(expected), 1e-3), "\(slope) for \(expected)")
  }

  @Test(
    "every method forgets on an image network, to the same bytes each time, and keeps what stays",
    arguments: ofNetworks)
  func methods(name: String) async throws {
    let examples = try DigitSample.examples()
    let request = try await DigitSample.request(
      DigitSample.training(examples), examples, forgetting: forgotten, of: members)
    let settings = [
      "bad-teacher": "{epochs: 20, rate: 0.002}", "influence": "{damping: 0.3}",
    ]
    let method = try ForgettingSample.unlearner(name, settings[name] ?? "")
    let result = try await method.unlearn(request)
    let again = try await method.unlearn(request)
    let rows = Array(0..<240)
    let scores = try result.model.logits(ofRows: rows).scalars
    #expect(try scores == again.model.logits(ofRows: rows).scalars)
    let before = try ForgettingSample.meanLoss(request.model, forgotten, examples.labels)
    let after = try ForgettingSample.meanLoss(result.model, forgotten, examples.labels)
    let slack = ["fine-tune", "l1-sparse", "scrub"].contains(name) ? 0.1 : 1e-6
    #expect(after >= before - slack, "loss of the forgotten from \(before) to \(after)")
    let kept = try ForgettingSample.accuracy(result.model, request.retained, examples.labels)
    #expect(kept >= 0.7, "accuracy of the retained \(kept)")
    #expect(try (scores != request.model.logits(ofRows: rows).scalars) == (name != "unchanged"))
  }

  @Test(
    "shards after deletion are bit for bit those that never saw the records, running means among them",
    arguments: [ImageModel.leNet, .residual(depth: 8)])
  func exactDeletion(model: ImageModel) async throws {
    let examples = try DigitSample.examples(120)
    let training = try DigitSample.sisa(
      examples, "{shards: 2, slices: 3}", model, epochs: 4)
    let all = Array(0..<100)
    let (original, _) = try await training.train(onRows: all, seed: 3)
    let remaining = all.filter { ![7, 31].contains($0) }
    let (deleted, cost) = try await training.train(
      onRows: remaining, seed: 3, from: original.checkpoints)
    let (anew, whole) = try await training.train(onRows: remaining, seed: 3)
    #expect(deleted.checkpoints == anew.checkpoints)
    #expect(
      try deleted.logits(ofRows: all).scalars == anew.logits(ofRows: all).scalars)
    #expect(deleted.checkpoints != original.checkpoints)
    #expect(cost.recordPasses < whole.recordPasses)
    let bytes = SISACheckpoints.bytes(original.checkpoints, seed: 3)
    let kept = try SISACheckpoints.checkpoints(bytes, seed: 3)
    let (resumed, none) = try await training.train(onRows: all, seed: 3, from: kept)
    #expect(none.recordPasses == 0)
    #expect(try resumed.logits(ofRows: all).scalars == original.logits(ofRows: all).scalars)
  }

  @Test("a training that diverges is one line, and the checkpoints of before hold")
  func divergence() async throws {
    let examples = try DigitSample.examples(120)
    let all = Array(0..<100)
    let good = try DigitSample.sisa(examples, epochs: 4)
    let (model, _) = try await good.train(onRows: all, seed: 3)
    let bad = SISATraining(
      model.plan,
      of: DigitSample.training(examples, .resNet18(width: 2), epochs: 4, rate: .infinity))
    let error = await #expect(throws: ImageLearningError.self) {
      try await bad.train(onRows: Array(0..<99), seed: 4)
    }
    #expect(error?.description.hasPrefix("training diverged in epoch 1 of") == true)
    #expect(error?.description.contains("\n") == false)
    let (after, cost) = try await good.train(onRows: all, seed: 3, from: model.checkpoints)
    #expect(after.checkpoints == model.checkpoints && cost.recordPasses == 0)
  }

  @Test("a method that diverges on images is one line, and the model before it stays")
  func methodDivergence() async throws {
    let examples = try DigitSample.examples(120)
    let request = try await DigitSample.request(
      DigitSample.training(examples, .resNet18(width: 2), epochs: 1), examples,
      forgetting: [1, 2, 3], of: Array(0..<100))
    let before = try request.model.logits(ofRows: [0, 1]).scalars
    var message = ""
    do {
      _ = try await ForgettingSample.unlearner(
        "gradient-ascent", "{rate: 100, epochs: 200}"
      ).unlearn(request)
    } catch { message = "\(error)" }
    #expect(message.hasPrefix("'gradient-ascent' diverged in step"), "\(message)")
    #expect(!message.contains("\n"))
    #expect(try request.model.logits(ofRows: [0, 1]).scalars == before)
  }

  @Test("what cannot be deleted from shards of images is one line")
  func refusals() async throws {
    let examples = try DigitSample.examples(120)
    func message(_ yaml: String, _ forgotten: [Int]) async -> String {
      do {
        let training = try DigitSample.sisa(examples, yaml, epochs: 1)
        let request = try await DigitSample.request(
          training, examples, forgetting: forgotten, of: Array(0..<20))
        _ = try await ForgettingSample.unlearner("sisa").unlearn(request)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      await message("{shards: 2, slices: 1}", [3, 100])
        == "row 100 is to be forgotten but was not trained on; forget members only")
    #expect(
      await message("{shards: 2, slices: 1}", Array(0..<20)).hasPrefix(
        "all 20 members are to be forgotten, and no model is left"))
    let empty = await message("{shards: 40, slices: 1}", [3])
    #expect(empty.contains("of 40 has none of the 20 records; lower 'shards'"))
    // The shard of row 0 is left empty by the deletion, not by the training.
    let whole = try DigitSample.sisa(examples, "{shards: 3, slices: 1}", epochs: 1)
    var generator = SeededGenerator(seed: 1, label: "original")
    let model = try #require(
      try await whole.trained(onRows: Array(0..<20), using: &generator) as? SISAModel)
    let shard = model.plan.place(ofRow: 0, seed: model.seed).shard
    let others = (0..<20).filter { model.plan.place(ofRow: $0, seed: model.seed).shard == shard }
    let left = await message("{shards: 3, slices: 1}", others)
    #expect(left.hasPrefix("shard \(shard + 1) of 3 has none of the") && !left.contains("\n"))
  }
}
