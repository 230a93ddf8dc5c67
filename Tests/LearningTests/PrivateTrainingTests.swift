import Foundation
import Learning
import Privacy
import Settings
import Statistics
import Tensors
import Testing

@Suite("Private training")
struct PrivateTrainingTests: TrainingSample {
  private func train(
    _ plan: TrainingPlan, _ examples: Examples, label: String, isSecure: Bool = false
  ) throws -> Network {
    var plan = plan
    plan.privacy?.isSeeded = !isSecure
    var trainer = Trainer(
      plan: plan, examples: examples,
      scaling: .identity(columns: examples.features.rowLength))
    var generator = SeededGenerator(seed: 1, label: label)
    return try trainer.train(onRows: Array(0..<examples.labels.count), using: &generator)
  }

  /// The mean of the records' gradients, each cut down to a length.
  private func clippedMean(_ network: Network, _ examples: Examples, clip: Double) -> [Double] {
    let slow = SlowNetwork(shape: network.shape)
    let weights = network.parameters.map(Double.init)
    var mean = Array(repeating: 0.0, count: weights.count)
    for row in 0..<examples.labels.count {
      let inputs = examples.features.row(row).map(Double.init)
      let gradient = slow.gradient(weights, [inputs], [examples.labels[row]])
      let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for place in mean.indices {
        mean[place] += gradient[place] * min(1, clip / length) / Double(examples.labels.count)
      }
    }
    return mean
  }

  @Test(
    "a step is that along the mean of clipped gradients with normal noise, up to 1 in 100,000",
    arguments: ["[]", "[4]", "[6, 3]", "[5]\nactivation: gelu", "[60]"])
  func step(hidden: String) throws {
    let (clip, noise) = (0.5, 0.06)
    let plan = try plan(
      """
      hidden: \(hidden)
      epochs: 1
      batch: 24
      momentum: 0
      rate: 1
      schedule: constant
      privacy: {noise: \(noise), clip: \(clip)}
      """)
    let examples = examples(24)
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for seed in 0..<12 {
      let label = "run \(seed)"
      let after = try train(plan, examples, label: label)
      var generator = SeededGenerator(seed: 1, label: label)
      let before = Network(shape: after.shape, using: &generator)
      let expected = clippedMean(before, examples, clip: clip)
      for place in expected.indices {
        let moved = Double(before.parameters[place]) - Double(after.parameters[place])
        let residual = (moved - expected[place]) * 24 / (noise * clip)
        sum += residual
        squares += residual * residual
        count += 1
      }
    }
    #expect(abs(sum) < 4.5 * count.squareRoot())
    // The margin is that by which gradients are cut shorter: a thousandth of up to 24 clipping norms.
    #expect(abs(squares / count - 1) < 4.5 * (2 / count).squareRoot() + 0.02)
  }

  @Test("momentum, penalty and adaptive steps take the noisy gradient as any other")
  func optimizers() throws {
    for rule in ["momentum: 0.9", "optimizer: adam", "optimizer: nesterov", "weightDecay: 0.1"] {
      let text = "hidden: [8]\nepochs: 30\nbatch: 60\nrate: 0.05\nschedule: constant\n\(rule)\n"
      let examples = examples(60)
      let plain = try train(plan(text), examples, label: "same")
      // Gradients are shorter than the clipping norm, and the noise is of 0.2 over 60 records.
      let noisy = try train(
        plan(text + "privacy: {noise: 0.05, clip: 4}"), examples, label: "same")
      var generator = SeededGenerator(seed: 1, label: "same")
      let before = Network(shape: plain.shape, using: &generator)
      #expect(distance(noisy, plain) < 0.4 * distance(before, plain), "\(rule)")
    }
  }

  private func distance(_ one: Network, _ other: Network) -> Double {
    zip(one.parameters, other.parameters).reduce(0) {
      $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
    }.squareRoot()
  }

  @Test("secure noise differs from run to run, seeded noise does not")
  func repeats() throws {
    let examples = examples(40)
    let plan = try plan("epochs: 2\nbatch: 8\nprivacy: {epsilon: 2}")
    let again = try (0..<2).map { _ in try train(plan, examples, label: "a").parameters }
    #expect(again[0] == again[1])
    let other = try (0..<2).map { _ in
      try train(plan, examples, label: "a", isSecure: true).parameters
    }
    #expect(other[0] != other[1])
  }

  @Test("a record whose gradient is not finite counts for nothing")
  func overflow() throws {
    var features = (0..<40).map { Float($0 % 7) - 3 }
    features[3] = 3e38
    let examples = Examples(
      features: Tensor(shape: [20, 2], scalars: features),
      labels: (0..<20).map { Int32($0 % 2) }, classCount: 2)
    let plan = try plan(
      "hidden: [4]\nactivation: relu\nepochs: 3\nbatch: 20\nprivacy: {noise: 1}")
    let parameters = try train(plan, examples, label: "a").parameters
    #expect(parameters.allSatisfy { $0.isFinite })
  }

  @Test(
    "contradictory settings are refused by their line",
    arguments: [
      ("privacy: {epsilon: 1, noise: 1}", "follows from 'epsilon'"),
      ("privacy: {epsilon: 0}", "epsilon"),
      ("privacy: {epsilon: 1, delta: 1}", "delta"),
      ("privacy: {epsilon: 1, accountant: nobody}", "no accountant is called 'nobody'"),
      ("privacy: {epsilon: 1}\nearlyStopping: {share: 0.2}", "looks at records without noise"),
    ])
  func refusals(yaml: String, part: String) {
    let error = #expect(throws: SettingsError.self) { try plan(yaml) }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
  }
}
