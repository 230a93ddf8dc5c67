import Foundation
import Statistics
import Synchronization
import Synthesis
import Tensors
import Testing

@Suite("Training of denoisers")
struct DenoiserTrainingTests {
  private static let plan: DenoiserPlan = {
    var plan = DenoiserPlan()
    (plan.epochs, plan.batch, plan.rate, plan.checkpoint) = (6, 10, 0.01, 2)
    return plan
  }()

  private typealias Training = DenoiserTraining<ConditionedNetwork>

  /// Learns twice the input.
  private static func train(
    _ surroundings: Training.Surroundings = .init(), epochs: Int = 6
  ) throws -> (network: ConditionedNetwork, losses: [Double]) {
    var plan = plan
    plan.epochs = epochs
    var generator = SeededGenerator(seed: 1, label: "weights")
    var training = DenoiserTraining(
      ConditionedNetwork(width: 1, hidden: [8], conditions: [], using: &generator), plan)
    return try training.run(
      records: 50, generator: { SeededGenerator(seed: 1, label: "epoch \($0)") },
      surroundings: surroundings
    ) { rows, network, generator in
      let inputs = rows.map { _ in Float(generator.normal()) }
      let outputs = network.forward(
        Tensor(shape: [rows.count, 1], scalars: inputs), noise: inputs.map { _ in 0 },
        conditions: [])
      let errors = zip(outputs.scalars, inputs).map { $0 - 2 * $1 }
      let gradient = errors.map { 2 * $0 / Float(rows.count) }
      return (
        Double(errors.reduce(0) { $0 + $1 * $1 }) / Double(rows.count),
        network.backward(Tensor(shape: [rows.count, 1], scalars: gradient))
      )
    }
  }

  @Test("the loss falls by a factor of 20 on a task that the network can do")
  func learns() throws {
    let losses = try Self.train(epochs: 200).losses
    #expect(losses.count == 200 && losses[199] < losses[0] / 20)
  }

  private final class Kept: Sendable {
    let bytes = Mutex<[UInt8]?>(nil)
    struct Stop: Error {}
  }

  @Test("a training that was stopped goes on to the same bytes")
  func resumed() throws {
    let (whole, kept) = (try Self.train(), Kept())
    var stopping = Training.Surroundings()
    stopping.keep = { bytes in
      kept.bytes.withLock { $0 = bytes }
      throw Kept.Stop()
    }
    #expect(throws: Kept.Stop.self) { try Self.train(stopping) }
    var going = Training.Surroundings()
    going.load = { kept.bytes.withLock { $0 } }
    let resumed = try Self.train(going)
    #expect(resumed.network == whole.network && resumed.losses == whole.losses)
  }

  @Test("a checkpoint of another network, or none at all, is refused in one line")
  func foreign() throws {
    var surroundings = Training.Surroundings()
    surroundings.load = { Array(#"{"losses":[],"numbers":["","","",""],"steps":0}"#.utf8) }
    #expect { try Self.train(surroundings) } throws: {
      "\($0)".hasPrefix("the checkpoint is of another network than that of")
    }
    surroundings.load = { [1, 2, 3] }
    #expect { try Self.train(surroundings) } throws: {
      "\($0)".hasPrefix("the checkpoint of the training cannot be read")
    }
  }

  @Test("a cancelled training stops")
  func cancelled() async {
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try Self.train().losses
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
