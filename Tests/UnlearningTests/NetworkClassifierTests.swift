import Learning
import Statistics
import Tensors
import Testing
import Unlearning

@Suite("Gradients of networks by their parameters")
struct NetworkClassifierTests {
  @Test(
    "the gradient is that of finite differences",
    arguments: [
      "{hidden: []}", "{hidden: [5]}", "{hidden: [7, 4], activation: relu}",
      "{hidden: [6, 3], activation: gelu}", "{hidden: [4], output: sigmoid}",
    ])
  func finiteDifferences(yaml: String) async throws {
    let examples = ForgettingSample.examples(30)
    let training = try ForgettingSample.training(examples, yaml)
    var generator = SeededGenerator(seed: 3, label: "weights")
    var model = training.untrained(scaledBy: [0], using: &generator)
    let rows = [3, 1, 4, 1, 5, 9, 2, 6]
    // A loss that is linear in the scores: its gradient by them is a constant.
    let weights = (0..<16).map { Float($0 % 5) - 2 }
    let gradient = try await model.parameterGradient(ofRows: rows) {
      Tensor(shape: $0.shape, scalars: weights)
    }
    func loss() throws -> Double {
      zip(try model.logits(ofRows: rows).scalars, weights).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let start = model.parameters
    for place in stride(from: 0, to: start.count, by: 3) {
      var values: [Double] = []
      for reach in [Float(0.01), -0.01] {
        model.parameters[place] = start[place] + reach
        values.append(try loss())
      }
      model.parameters = start
      let slope = (values[0] - values[1]) / 0.02
      #expect(abs(slope - Double(gradient[place])) < 0.02 * max(1, abs(slope)), "place \(place)")
    }
  }

  @Test("training that goes on from a network's own weights starts where it stands")
  func continuation() async throws {
    let examples = ForgettingSample.examples(60)
    let training = try ForgettingSample.training(
      examples, "{hidden: [4], rate: 1e-9, momentum: 0, epochs: 1}")
    var generator = SeededGenerator(seed: 3, label: "weights")
    let model = training.untrained(scaledBy: [0], using: &generator)
    let after = try training.continued(
      model, onRows: Array(0..<60), epochs: 1, using: &generator)
    let distance = zip(model.parameters, after.parameters).map { abs($0 - $1) }.max() ?? 1
    #expect(distance < 1e-6)
  }
}
