import Learning
import Statistics
import Tensors
import Testing
import Unlearning

@Suite("Removal from ridge logistic regression")
struct CertifiedRemovalTests {
  private let examples = ForgettingSample.examples(600)
  private let members = Array(0..<500)

  private func ridge(_ model: any RowClassifier) throws -> RidgeClassifier {
    try #require(model as? RidgeClassifier)
  }

  private func distance(_ one: RidgeClassifier, _ other: RidgeClassifier) -> Double {
    zip(one.weights, other.weights).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  @Test("the minimum has no gradient left")
  func minimum() async throws {
    let request = try await ForgettingSample.request(
      for: "certified-removal", examples, forgetting: [0], of: members)
    #expect(try ridge(request.model).residual < 1e-9)
  }

  @Test(
    "one Newton step ends thirty times closer to the retrained weights, a thousand times for one record",
    arguments: [1, 10, 50])
  func newton(count: Int) async throws {
    let request = try await ForgettingSample.request(
      for: "newton", examples, forgetting: Array(0..<count), of: members)
    let exact = try await ridge(ForgettingSample.unlearner("retrain").unlearn(request).model)
    let step = try await ridge(ForgettingSample.unlearner("newton").unlearn(request).model)
    let original = try ridge(request.model)
    #expect(distance(step, exact) < 0.03 * distance(original, exact))
    if count == 1 { #expect(distance(step, exact) < 0.001 * distance(original, exact)) }
  }

  @Test("influence functions agree with retraining on logistic regression to a tenth")
  func influence() async throws {
    // Full-batch descent to the minimum, with the penalty inside the training.
    let training = try ForgettingSample.training(
      examples,
      "{hidden: [], epochs: 3000, batch: 600, rate: 1, momentum: 0.9, schedule: cosine}")
    func trained(_ rows: [Int]) async throws -> [Double] {
      var generator = SeededGenerator(seed: 1, label: "start")
      let model = try training.trained(onRows: rows, using: &generator)
      return try model.logits(ofRows: members).scalars.map(Double.init)
    }
    var generator = SeededGenerator(seed: 1, label: "start")
    let forgotten = Array(0..<25)
    let request = try UnlearningRequest(
      forgetting: forgotten, of: members,
      by: (try training.trained(onRows: members, using: &generator), training),
      labels: examples.labels, stream: (1, "unlearning"))
    let moved = try await ForgettingSample.unlearner(
      "influence", "{iterations: 50, damping: 0.0001, sample: 475}"
    ).unlearn(request).model.logits(ofRows: members).scalars.map(Double.init)
    func odds(_ scores: [Double]) -> [Double] {
      stride(from: 0, to: scores.count, by: 2).map { scores[$0 + 1] - scores[$0] }
    }
    let (before, exact, after) = (
      odds(try await trained(members)), odds(try await trained(Array(25..<500))), odds(moved)
    )
    func square(_ one: [Double], _ other: [Double]) -> Double {
      zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(square(after, exact) < 0.1 * square(before, exact))
  }

  @Test(
    "the bound that removals add up to is above the gradient that they leave", arguments: [0, 1, 7])
  func bound(batch: Int) async throws {
    let request = try await ForgettingSample.request(
      for: "certified-removal", examples, forgetting: Array(0..<30), of: members)
    let result = try await ForgettingSample.unlearner(
      "certified-removal", "{epsilon: 100, batch: \(batch)}"
    ).unlearn(request)
    let model = try ridge(result.model)
    #expect(model.residual > 1e-9)
    #expect(model.residual <= model.residualBound)
    // Smaller steps leave less over.
    #expect(model.residualBound < 40 * model.residual || batch == 1)
    let certificate = try #require(result.certificate)
    let budget = CertifiedRemoval.budget(deviation: 5, epsilon: 100, delta: 1e-4)
    #expect(abs(certificate.epsilon - 100 * model.residualBound / budget) < 1e-12)
    #expect(!certificate.isNoiseSecret)
  }

  @Test("the budget is that of the paper's example")
  func budget() {
    let budget = CertifiedRemoval.budget(deviation: 10, epsilon: 1, delta: 1e-4)
    #expect(abs(budget - 2.280301) < 1e-6)
  }

  @Test("a spent budget refuses, and trains anew where it is told to")
  func exhaustion() async throws {
    let request = try await ForgettingSample.request(
      for: "certified-removal", examples, forgetting: Array(0..<30), of: members)
    let error = await #expect(throws: UnlearningError.self) {
      try await ForgettingSample.unlearner("certified-removal", "{epsilon: 0.0001}").unlearn(
        request)
    }
    #expect(
      error?.description.hasPrefix(
        "'certified-removal' refuses: after 0 of 30 removals the residual bound would be") == true)
    let anew = try await ForgettingSample.unlearner(
      "certified-removal", "{epsilon: 0.0001, whenSpent: retrain}"
    ).unlearn(request)
    #expect(anew.certificate?.epsilon == 0)
    #expect(try ridge(anew.model).residual < 1e-9)
  }

  @Test("a model without noise at training cannot be certified")
  func noNoise() async throws {
    let request = try await ForgettingSample.request(
      for: "newton", examples, forgetting: [0], of: members)
    let error = await #expect(throws: UnlearningError.self) {
      try await ForgettingSample.unlearner("certified-removal").unlearn(request)
    }
    #expect(error?.description.contains("'deviation' was 0") == true)
  }
}
