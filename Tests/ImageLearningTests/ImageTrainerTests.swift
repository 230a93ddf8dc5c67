import Foundation
import ImageLearning
import Tables
import Learning
import Tensors
import Testing

@Suite("Training image networks")
struct ImageTrainerTests {
  private static func plan(_ change: (inout ImageTrainingPlan) -> Void = { _ in })
    -> ImageTrainingPlan
  {
    var plan = ImageTrainingPlan()
    plan.epochs = 3
    plan.batchSize = 40
    plan.microBatchSize = 11
    plan.learningRate = 0.05
    plan.augmentation = ImageAugmentation(operations: [.crop, .rotation], seed: 5)
    change(&plan)
    return plan
  }

  private static func trainer(
    _ plan: ImageTrainingPlan, _ examples: ImageExamples, rows: Int = 90, seed: UInt64 = 1,
    threads: Int = 2
  ) -> ImageTrainer {
    let shape = ImageModel.resNet18(width: 2).shape(images: examples.shape, classes: 10)
    let rows = Array(0..<rows)
    return ImageTrainer(
      plan, shape, examples: (examples, ImageScaling(fittedOn: rows, of: examples)), rows: rows,
      seed: seed, threads: threads)
  }

  @Test("the number of threads changes no bit, and the seed does")
  func threads() async throws {
    let examples = try digits()
    let one = try await Self.trainer(Self.plan(), examples, threads: 1).train()
    let two = try await Self.trainer(Self.plan(), examples, threads: 2).train()
    let other = try await Self.trainer(Self.plan(), examples, seed: 2).train()
    #expect(one == two && one.network.parameters != other.network.parameters)
  }

  @Test(
    "training that goes on from a checkpoint ends in the same bits",
    arguments: [Optimizer.sgd(momentum: 0.9), .nesterov(momentum: 0.8), .adamW])
  func resume(optimizer: Optimizer) async throws {
    let examples = try digits()
    let plan = Self.plan {
      $0.optimizer = optimizer
      $0.averaging = 0.9
      $0.weightDecay = 1e-3
      if optimizer == .adamW { $0.learningRate = 0.002 }
    }
    let trainer = Self.trainer(plan, examples)
    var checkpoints: [[UInt8]] = []
    let whole = try await trainer.train { state, _ in
      checkpoints.append(trainer.checkpoint(state))
    }
    #expect(checkpoints.count == 3 && whole.averaged != whole.network)
    for checkpoint in checkpoints {
      #expect(try await trainer.train(from: checkpoint) == whole)
    }
    var changed = checkpoints[0]
    changed[changed.count / 2] ^= 1
    let damaged = await #expect(throws: (any Error).self) {
      try await trainer.train(from: changed)
    }
    #expect(
      damaged.map { "\($0)" } == "the checkpoint is cut short or changed; take an earlier one")
    let cut = await #expect(throws: (any Error).self) {
      try await trainer.train(from: Array(checkpoints[0].prefix(100)))
    }
    #expect(cut.map { "\($0)" } == "the checkpoint is cut short or changed; take an earlier one")
    let other = await #expect(throws: (any Error).self) {
      try await Self.trainer(plan, examples, seed: 9).train(from: checkpoints[0])
    }
    #expect(other.map { "\($0)" }?.hasPrefix("the checkpoint is of another plan") == true)
  }

  @Test("a rate too high ends in one clear line, and earlier checkpoints hold")
  func diverges() async throws {
    let examples = try digits()
    var calm = Self.plan { $0.epochs = 1 }
    calm.augmentation = nil
    let plan = Self.plan {
      $0.learningRate = 1e30
      $0.augmentation = nil
    }
    var finished = 0
    let error = await #expect(throws: ImageLearningError.self) {
      _ = try await Self.trainer(plan, examples).train { _, _ in finished += 1 }
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("training diverged in epoch \(finished + 1) of 3: lower 'rate'"))
    #expect(!text.contains("\n"))
  }

  @Test("a cancelled task stops", .timeLimit(.minutes(3)))
  func cancel() async throws {
    let examples = try digits()
    let trainer = Self.trainer(Self.plan { $0.epochs = 100_000 }, examples)
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        do {
          _ = try await trainer.train()
          return false
        } catch { return error is CancellationError }
      }
      try? await Task.sleep(for: .milliseconds(50))
      group.cancelAll()
      #expect(await group.next() == true)
    }
  }

  @Test("digits are learned by every model", arguments: [ImageModel.leNet, .resNet18(width: 4)])
  func learns(model: ImageModel) async throws {
    let examples = try digits()
    let shape = model.shape(images: examples.shape, classes: 10)
    let rows = Array(0..<1200)
    let scaling = ImageScaling(fittedOn: rows, of: examples)
    let plan = Self.plan {
      $0.epochs = 6
      $0.augmentation = nil
      $0.microBatchSize = 40
    }
    let state = try await ImageTrainer(
      plan, shape, examples: (examples, scaling), rows: rows, seed: 3
    ).train()
    let classifier = ImageClassifier(network: state.network, scaling: scaling)
    let others = Array(1200..<1797)
    let scores = try classifier.logits(ofRows: others, of: examples)
    let right = others.indices.count { place in
      let row = Array(scores.row(place))
      return row.firstIndex(of: row.max() ?? 0) == Int(examples.labels[others[place]])
    }
    #expect(Double(right) / Double(others.count) > 0.7)
  }
}
