import Foundation
import Learning
import Settings
import Statistics
import Tensors
import Testing

@Suite("Trainer")
struct TrainerTests: TrainingSample {
  private func train(
    _ plan: TrainingPlan, _ examples: Examples, rows: [Int]? = nil, label: String = "t"
  ) throws -> Network {
    var trainer = Trainer(
      plan: plan, examples: examples,
      scaling: .identity(columns: examples.features.rowLength))
    var generator = SeededGenerator(seed: 1, label: label)
    return try trainer.train(
      onRows: rows ?? Array(0..<examples.labels.count), using: &generator)
  }

  private func initial(_ plan: TrainingPlan, _ examples: Examples) -> Network {
    var generator = SeededGenerator(seed: 1, label: "t")
    return Network(
      shape: NetworkShape(
        features: examples.features.rowLength, hidden: plan.hidden,
        classes: examples.classCount, activation: plan.activation, output: plan.output),
      using: &generator)
  }

  private func inputs(_ examples: Examples) -> [[Double]] {
    (0..<examples.labels.count).map { examples.features.row($0).map(Double.init) }
  }

  static let shapes = ["[]", "[4]", "[6, 3]"].flatMap { hidden in
    ["tanh", "relu", "gelu"].map { "hidden: \(hidden)\nactivation: \($0)\n" }
  }

  @Test("one full-batch step moves along the finite-difference gradient", arguments: shapes)
  func gradient(shape: String) throws {
    let plan = try plan(shape + "epochs: 1\nbatch: 24\nmomentum: 0\nrate: 1\nschedule: constant")
    let examples = examples(24)
    let before = initial(plan, examples)
    let after = try train(plan, examples)
    let slow = SlowNetwork(shape: before.shape)
    let expected = slow.gradient(
      before.parameters.map(Double.init), inputs(examples), examples.labels)
    for index in expected.indices {
      let step = Double(before.parameters[index]) - Double(after.parameters[index])
      #expect(abs(step - expected[index]) < 2e-5, "parameter \(index)")
    }
  }

  @Test(
    "many classes move along the finite-difference gradient too, in batches of any size",
    arguments: [1, 15, 16, 37])
  func manyClasses(count: Int) throws {
    let plan = try plan(
      "hidden: [3]\nepochs: 1\nbatch: 64\nmomentum: 0\nrate: 1\nschedule: constant")
    let examples = examples(count, classes: 21)
    let before = initial(plan, examples)
    let after = try train(plan, examples)
    let expected = SlowNetwork(shape: before.shape).gradient(
      before.parameters.map(Double.init), inputs(examples), examples.labels)
    for index in expected.indices {
      let step = Double(before.parameters[index]) - Double(after.parameters[index])
      #expect(abs(step - expected[index]) < 2e-5, "parameter \(index)")
    }
  }

  @Test("weights that overflow in the very last step are refused")
  func lastStepOverflows() throws {
    let plan = try plan(
      "hidden: []\nepochs: 1\nbatch: 40\nmomentum: 0\nrate: 100\nschedule: constant")
    let plain = examples(40)
    let examples = Examples(
      features: Tensor(
        shape: plain.features.shape, scalars: plain.features.scalars.map { $0 * 1e37 }),
      labels: plain.labels, classCount: 3)
    let error = #expect(throws: LearningError.self) { try train(plan, examples) }
    #expect(error?.description.hasPrefix("training diverged in epoch 1 of 1") == true)
  }

  @Test(
    "a sigmoid moves along its finite-difference gradient, and queries give both classes' scores")
  func sigmoid() throws {
    let plan = try plan(
      "hidden: [3]\noutput: sigmoid\nepochs: 1\nbatch: 24\nmomentum: 0\nrate: 1\nschedule: constant"
    )
    let examples = examples(24, classes: 2)
    let before = initial(plan, examples)
    let after = try train(plan, examples)
    let slow = SlowNetwork(shape: before.shape)
    let parameters = before.parameters.map(Double.init)
    let expected = slow.gradient(parameters, inputs(examples), examples.labels)
    for index in expected.indices {
      let step = Double(before.parameters[index]) - Double(after.parameters[index])
      #expect(abs(step - expected[index]) < 2e-5, "parameter \(index)")
    }
    let logits = before.logits(
      ofRows: [3], of: examples.features, scaling: .identity(columns: 5))
    #expect(logits.shape == [1, 2] && logits.scalars[0] == 0)
    #expect(
      abs(Double(logits.scalars[1]) - slow.logits(parameters, inputs(examples)[3])[0]) < 1e-5)
  }

  @Test(
    "dropout without a rate changes nothing, with one something, and keeps what it learns useful")
  func dropout() throws {
    let examples = examples(60)
    let plain = try train(plan("hidden: [8]\nepochs: 4\nbatch: 16"), examples)
    #expect(try train(plan("hidden: [8]\nepochs: 4\nbatch: 16\ndropout: 0"), examples) == plain)
    #expect(try train(plan("hidden: [8]\nepochs: 4\nbatch: 16\ndropout: 0.5"), examples) != plain)
  }

  /// Dropout at a rate p multiplies kept units by 1 / (1 - p); at a tiny rate no unit of this small net is dropped, and
  /// the step must be the one without dropout up to that factor.
  @Test(
    "the derivative behind dropout is that of the unit before it was scaled",
    arguments: ["tanh", "relu", "gelu"])
  func dropoutGradient(activation: String) throws {
    let common =
      "hidden: [4]\nactivation: \(activation)\nepochs: 1\nbatch: 24\nmomentum: 0\nrate: 1"
    let examples = examples(24)
    let plain = try train(plan(common), examples)
    let dropped = try train(plan(common + "\ndropout: 0.000001"), examples)
    for (first, second) in zip(plain.parameters, dropped.parameters) {
      #expect(abs(first - second) < 1e-4)
    }
  }

  @Test("label noise replaces about the share asked for, in training only")
  func labelNoise() throws {
    let examples = examples(80)
    let plain = try train(plan("hidden: []\nepochs: 2"), examples)
    #expect(try train(plan("hidden: []\nepochs: 2\nlabelNoise: 0.3"), examples) != plain)
    // With every label of two classes replaced, learning is of the opposite.
    var generator = SeededGenerator(seed: 8, label: "separable")
    let values = (0..<200).map { _ in Float(generator.normal()) }
    let separable = Examples(
      features: Tensor(shape: [200, 1], scalars: values), labels: values.map { $0 > 0 ? 1 : 0 },
      classCount: 2)
    let opposite = try train(plan("hidden: []\nepochs: 20\nlabelNoise: 1"), separable)
    let logits = opposite.logits(
      ofRows: Array(0..<200), of: separable.features, scaling: .identity(columns: 1)
    ).scalars
    let hits = (0..<200).count {
      (logits[2 * $0 + 1] > logits[2 * $0]) == (separable.labels[$0] == 1)
    }
    #expect(hits < 20)
  }

  @Test("early stopping returns the network of the lowest held-out loss, not the last")
  func earlyStopping() throws {
    // Labels that have nothing to do with the features: learning by heart can only raise the held-out loss.
    let examples = examples(60, columns: 20)
    let long = try train(plan("hidden: [32]\nepochs: 200\nbatch: 8\nrate: 0.1"), examples)
    let stopped = try train(
      plan(
        "hidden: [32]\nepochs: 200\nbatch: 8\nrate: 0.1\nearlyStopping: {share: 0.3, patience: 3}"),
      examples)
    func accuracy(_ network: Network) -> Double {
      let logits = network.logits(
        ofRows: Array(0..<60), of: examples.features, scaling: .identity(columns: 20))
      return Double(
        (0..<60).count { row in
          let scores = Array(logits.row(row))
          return scores.firstIndex(of: scores.max() ?? 0) == Int(examples.labels[row])
        }) / 60
    }
    #expect(accuracy(long) > 0.95 && accuracy(stopped) < 0.8)
  }

  @Test(
    "several steps agree with the optimiser's definition",
    arguments: [
      "optimizer: sgd\nmomentum: 0.9\nweightDecay: 0.01", "optimizer: adam\nweightDecay: 0.02",
      "optimizer: sgd\nmomentum: 0.5\nschedule: cosine",
      "optimizer: sgd\nmomentum: 0.001\nweightDecay: 0.05",
      "optimizer: sgd\nmomentum: 0",
      "optimizer: nesterov\nmomentum: 0.8\nweightDecay: 0.01",
      "optimizer: adamW\nweightDecay: 0.1",
      "optimizer: sgd\nschedule: step\nstepEpochs: 2\nstepFactor: 0.3",
    ])
  func optimisers(settings: String) throws {
    let schedule = settings.contains("schedule") ? "" : "\nschedule: constant"
    let plan = try plan("hidden: [4]\nepochs: 6\nbatch: 20\nrate: 0.05\n" + settings + schedule)
    let examples = examples(20)
    let trained = try train(plan, examples)
    var parameters = initial(plan, examples).parameters.map(Double.init)
    let slow = SlowNetwork(shape: trained.shape)
    var first = parameters.map { _ in 0.0 }
    var second = first
    for step in 0..<6 {
      let factor =
        switch plan.schedule {
        case .constant: 1.0
        case .step: pow(0.3, Double(step / 2))
        case .cosine: (1 + cos(.pi * Double(step) / 6)) / 2
        }
      let gradient = slow.gradient(parameters, inputs(examples), examples.labels)
      for index in parameters.indices {
        let decay = plan.weightDecay * parameters[index]
        var total = gradient[index] + decay
        switch plan.optimizer {
        case .sgd(let momentum):
          first[index] = Double(momentum) * first[index] + total
          parameters[index] -= 0.05 * factor * first[index]
        case .nesterov(let momentum):
          first[index] = Double(momentum) * first[index] + total
          parameters[index] -= 0.05 * factor * (total + Double(momentum) * first[index])
        case .adam, .adamW:
          if plan.optimizer == .adamW {
            total = gradient[index]
            parameters[index] -= 0.05 * factor * decay
          }
          first[index] = 0.9 * first[index] + 0.1 * total
          second[index] = 0.999 * second[index] + 0.001 * total * total
          let mean = first[index] / (1 - pow(0.9, Double(step + 1)))
          let square = second[index] / (1 - pow(0.999, Double(step + 1)))
          parameters[index] -= 0.05 * factor * mean / (square.squareRoot() + 1e-8)
        }
      }
    }
    for index in parameters.indices {
      #expect(abs(Double(trained.parameters[index]) - parameters[index]) < 2e-4)
    }
  }

  @Test(
    "momentum stays right over so many steps that its scale is folded back, more than once",
    arguments: [(0.5, 45), (0.9, 280)])
  func longMomentum(momentum: Double, steps: Int) throws {
    let plan = try plan(
      "hidden: []\nepochs: \(steps)\nbatch: 20\nrate: 0.2\nschedule: constant\nmomentum: \(momentum)"
    )
    let examples = examples(20, columns: 3)
    let trained = try train(plan, examples)
    var parameters = initial(plan, examples).parameters.map(Double.init)
    var velocity = parameters.map { _ in 0.0 }
    let slow = SlowNetwork(shape: trained.shape)
    for _ in 0..<steps {
      let gradient = slow.gradient(parameters, inputs(examples), examples.labels)
      for index in parameters.indices {
        velocity[index] = momentum * velocity[index] + gradient[index]
        parameters[index] -= 0.2 * velocity[index]
      }
    }
    for index in parameters.indices {
      #expect(abs(Double(trained.parameters[index]) - parameters[index]) < 2e-5)
    }
  }

  @Test("the same seed gives the same bits, alone or beside others")
  func deterministic() async throws {
    let plan = try plan("hidden: [7]\nepochs: 5\nbatch: 8")
    let examples = examples(50)
    let alone = try train(plan, examples)
    #expect(try train(plan, examples, label: "u") != alone)
    let beside = try await withThrowingTaskGroup(of: Network.self) { group in
      for _ in 0..<4 { group.addTask { try train(plan, examples) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(beside.allSatisfy { $0 == alone })
  }

  @Test("only the rows given are learned from")
  func rows() throws {
    let plan = try plan("hidden: [4]\nepochs: 3\nbatch: 4")
    let all = examples(30)
    var changed = all.features
    for index in 20 * 5..<30 * 5 { changed.scalars[index] = 99 }
    let other = Examples(features: changed, labels: all.labels, classCount: 3)
    let rows = Array(0..<20)
    #expect(try train(plan, all, rows: rows) == train(plan, other, rows: rows))
  }

  @Test("a hidden layer learns what logistic regression cannot")
  func exclusiveOr() throws {
    var generator = SeededGenerator(seed: 3, label: "xor")
    let points = (0..<400).map { _ in (generator.uniform() * 2 - 1, generator.uniform() * 2 - 1) }
    let examples = Examples(
      features: Tensor(shape: [400, 2], scalars: points.flatMap { [Float($0.0), Float($0.1)] }),
      labels: points.map { ($0.0 > 0) == ($0.1 > 0) ? 1 : 0 }, classCount: 2)
    func accuracy(_ yaml: String) throws -> Double {
      let network = try train(plan(yaml + "\nepochs: 200\nbatch: 32\nrate: 0.1"), examples)
      let logits = network.logits(
        ofRows: Array(0..<400), of: examples.features, scaling: .identity(columns: 2))
      let hits = (0..<400).count {
        (logits.scalars[2 * $0 + 1] > logits.scalars[2 * $0]) == (examples.labels[$0] == 1)
      }
      return Double(hits) / 400
    }
    #expect(try accuracy("hidden: [16]") > 0.95)
    #expect(try accuracy("hidden: []") < 0.75)
  }

  @Test("training that diverges is refused with the epoch and what to do")
  func diverges() throws {
    let plan = try plan("hidden: [8]\nactivation: relu\nepochs: 9\nbatch: 8\nrate: 100")
    let error = #expect(throws: LearningError.self) { try train(plan, examples(40)) }
    #expect(error?.description.hasPrefix("training diverged in epoch ") == true)
    #expect(error?.description.hasSuffix("of 9: lower 'rate' (now 100.0)") == true)
  }

  @Test("cancelled training stops")
  func cancelled() async throws {
    let plan = try plan("hidden: [64]\nepochs: 100000\nbatch: 8")
    let examples = examples(200)
    await #expect(throws: CancellationError.self) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try train(plan, examples) }
        group.cancelAll()
        try await group.waitForAll()
      }
    }
  }

  @Test("class scores do not depend on where blocks end")
  func blocks() throws {
    let examples = examples(1100)
    let network = try train(plan("hidden: [6]\nepochs: 1"), examples)
    let slow = SlowNetwork(shape: network.shape)
    let parameters = network.parameters.map(Double.init)
    let all = network.logits(
      ofRows: Array(0..<1100), of: examples.features, scaling: .identity(columns: 5))
    for row in [0, 511, 512, 513, 1023, 1024, 1099] {
      let expected = slow.logits(parameters, examples.features.row(row).map(Double.init))
      let alone = network.logits(
        ofRows: [row], of: examples.features, scaling: .identity(columns: 5))
      for place in 0..<3 {
        #expect(abs(Double(all.scalars[row * 3 + place]) - expected[place]) < 1e-5)
        #expect(abs(all.scalars[row * 3 + place] - alone.scalars[place]) < 1e-5)
      }
    }
  }
}
