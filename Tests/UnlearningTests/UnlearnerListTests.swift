import Auditing
import Learning
import Settings
import Statistics
import Tensors
import Testing
import Unlearning

/// What every method in the list must hold to.
@Suite("Laws of methods of unlearning")
struct UnlearnerListTests {
  private let examples = ForgettingSample.examples(240)
  private let members = Array(0..<160)
  private let forgotten = Array(stride(from: 0, to: 160, by: 8))

  private func request(_ name: String, _ forgotten: [Int]? = nil) async throws -> UnlearningRequest
  {
    try await ForgettingSample.request(
      for: name, examples, forgetting: forgotten ?? self.forgotten, of: members)
  }

  @Test("names are unique and described")
  func declarations() {
    #expect(Set(unlearners.map { $0.name }).count == unlearners.count)
    #expect(
      unlearners.allSatisfy { $0.declaration.version >= 1 && !$0.declaration.summary.isEmpty })
  }

  @Test("the same request gives the same bytes", arguments: unlearners.map { $0.name })
  func deterministic(name: String) async throws {
    let (method, request) = (try ForgettingSample.unlearner(name), try await request(name))
    var scores: [[Float]] = []
    for _ in 0..<2 {
      scores.append(
        try await method.unlearn(request).model.logits(ofRows: Array(0..<240)).scalars)
    }
    #expect(scores[0] == scores[1])
  }

  @Test("nothing to forget leaves the model as it was", arguments: unlearners.map { $0.name })
  func nothing(name: String) async throws {
    let (method, request) = (try ForgettingSample.unlearner(name), try await request(name, []))
    let result = try await method.unlearn(request)
    #expect(
      try result.model.logits(ofRows: members).scalars
        == request.model.logits(ofRows: members).scalars)
    #expect(result.recordPasses == 0)
  }

  @Test(
    "the records that stay are still told apart, and the loss of the forgotten ones does not fall",
    arguments: unlearners.map { $0.name })
  func directions(name: String) async throws {
    let request = try await request(name)
    // So few records are too few steps of the default for a random teacher to be followed.
    let settings = name == "bad-teacher" ? "{epochs: 40, rate: 0.005}" : ""
    let result = try await ForgettingSample.unlearner(name, settings).unlearn(request)
    let labels = examples.labels
    let before = try ForgettingSample.meanLoss(request.model, forgotten, labels)
    let after = try ForgettingSample.meanLoss(result.model, forgotten, labels)
    // Further training does not aim at the forgotten records: their loss may fall a little with everybody's.
    let slack = ["fine-tune", "l1-sparse"].contains(name) ? 0.02 : 1e-6
    #expect(after >= before - slack, "loss of the forgotten from \(before) to \(after)")
    let kept = try ForgettingSample.accuracy(result.model, request.retained, labels)
    #expect(kept >= 0.8, "accuracy of the retained \(kept)")
    if name != "unchanged" {
      #expect(result.recordPasses > 0 && result.recordsRead > 0)
      #expect(
        try result.model.logits(ofRows: members).scalars
          != request.model.logits(ofRows: members).scalars)
    }
  }

  @Test("a request names the record that was not trained on, or would leave nothing")
  func requests() async throws {
    func message(_ forgotten: [Int]) async -> String? {
      do {
        _ = try await request("retrain", forgotten)
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      await message([3, 200])
        == "row 200 is to be forgotten but was not trained on; forget members only")
    #expect(await message([3, 3]) == "row 3 is to be forgotten twice; name each record once")
    #expect(
      await message(members)
        == "all 160 members are to be forgotten, and no model is left; withdraw the model, or keep some records"
    )
  }

  @Test("a step that diverges is one clear line, and the model before it stays")
  func divergence() async throws {
    let training = try ForgettingSample.training(
      examples, "{hidden: [16, 16, 16], activation: relu, epochs: 5}")
    var generator = SeededGenerator(seed: 1, label: "original")
    let request = try UnlearningRequest(
      forgetting: forgotten, of: members,
      by: (try training.trained(onRows: members, using: &generator), training),
      labels: examples.labels, stream: (1, "unlearning"))
    let before = try request.model.logits(ofRows: members).scalars
    var message = ""
    do {
      _ = try await ForgettingSample.unlearner(
        "gradient-ascent", "{rate: 100, epochs: 500}"
      ).unlearn(request)
    } catch { message = "\(error)" }
    #expect(message.hasPrefix("'gradient-ascent' diverged in step"))
    #expect(!message.contains("\n"))
    #expect(try request.model.logits(ofRows: members).scalars == before)
  }

  @Test(
    "a method refuses a model of another training in one line",
    arguments: zip(
      ["newton", "sisa", "fine-tune"],
      [
        "'newton' is for ridge logistic regression trained to its minimum; train with 'ridge-logistic'",
        "'sisa' is for models of shards; train with 'sisa'",
        "'fine-tune' follows gradients of one network's parameters, and this model has none; "
          + "train a network, or take the method that belongs to the model",
      ]))
  func otherModels(name: String, message: String) async throws {
    let request = try await request(name == "fine-tune" ? "sisa" : "retrain")
    let error = await #expect(throws: UnlearningError.self) {
      try await ForgettingSample.unlearner(name).unlearn(request)
    }
    #expect(error?.description == message)
  }
}
