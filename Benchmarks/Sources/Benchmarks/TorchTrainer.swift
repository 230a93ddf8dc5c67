/// PyTorch processes that train models at the same time.
struct TorchTrainer {
  private struct Load: Encodable {
    var operation = "load"
    let folder: String
    let widths: [Int]
    let epochs: Int
    var batch = batchSize
    let rate: Double
    var momentum = Benchmarks.momentum
    let threads: Int
  }

  private struct Train: Encodable {
    var operation = "train"
    let seeds: [Int]
  }

  /// The seconds that processors worked for a request.
  private struct Work: Decodable { let processorSeconds: Double }

  private struct AskAccuracy: Encodable { var operation = "accuracy" }
  private struct Accuracies: Decodable { let accuracies: [Double] }

  private struct Multiply: Encodable {
    var operation = "multiply"
    let size: Int
    let count: Int
  }

  private struct AskMemory: Encodable {
    var operation = "memory"
    let models: Int
  }
  private struct Memory: Decodable { let mebibytes: Double }

  /// The versions in words.
  let versions: String
  private let children: [ChildProcess]

  /// Starts the processes and has them load the task.
  ///
  /// - Returns: Nil where PyTorch is not installed.
  init?(
    _ conditions: Conditions, _ shape: TrainingShape, epochs: Int? = nil,
    processes: Int, threads: Int
  ) throws {
    var children: [ChildProcess] = []
    var versions = ""
    for _ in 0..<processes {
      guard let peer = try conditions.peers.start("torch_trainer.py") else { return nil }
      children.append(peer.child)
      versions = peer.versions
      let load = Load(
        folder: conditions.folder, widths: shape.widths, epochs: epochs ?? shape.epochs,
        rate: shape.rate, threads: threads)
      _ = try peer.child.ask(load, Done.self)
    }
    (self.children, self.versions) = (children, versions)
  }

  /// Trains as many models as there are cores, spread over the processes.
  ///
  /// - Returns: The time until all are trained.
  func train(firstSeed: Int) throws -> Duration {
    let seeds = Array(firstSeed..<firstSeed + coreCount)
    let share = coreCount / children.count
    return try all { Train(seeds: Array(seeds[$0 * share..<($0 + 1) * share])) }
  }

  /// Multiplies square matrices in every process.
  ///
  /// - Returns: The operations per second of all processes together.
  func multiply(_ peak: MatrixPeak) throws -> Double {
    let duration = try all { _ in Multiply(size: peak.size, count: peak.count) }
    return peak.operations * Double(children.count) / duration.wall
  }

  /// The accuracies of the models trained last.
  func accuracies() throws -> [Double] {
    try children.flatMap { try $0.ask(AskAccuracy(), Accuracies.self).accuracies }
  }

  /// The peak of resident memory while the first process trains and keeps models, beyond the data.
  func memory(models: Int) throws -> Double {
    try children[0].ask(AskMemory(models: models), Memory.self).mebibytes
  }

  /// Ends the processes.
  func end() { for child in children { child.end() } }

  /// Sends every process a request, then waits for all of them.
  private func all(_ request: (Int) -> some Encodable) throws -> Duration {
    var processor = 0.0
    let wall = try seconds {
      for (index, child) in children.enumerated() { try child.send(request(index)) }
      for child in children { processor += try child.receive(Work.self).processorSeconds }
    }
    return Duration(wall: wall, processor: processor)
  }
}
