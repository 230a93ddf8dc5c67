import Foundation
import ImageLearning

/// The speed of training an image network, beside PyTorch.
struct ImageBenchmark: Benchmark {
  let task: ImageTask

  var name: String { "train images, \(task.title)" }

  private struct Run: Encodable {
    var operation = "run"
    var calls = 1
  }
  private struct Time: Decodable { let seconds: Double }

  func measure(under conditions: Conditions) async throws -> Claim {
    let peer = try conditions.peers.start("torch_images.py")
    defer { peer?.child.end() }
    if let peer { _ = try peer.child.ask(task.load, Done.self) }
    // One epoch warms up, and each of the others stands for a repetition.
    var (ours, theirs): ([Double], [Double]) = ([], [])
    var start = DispatchTime.now().uptimeNanoseconds
    _ = try await task.trainer(epochs: conditions.repetitions + 1).train { state, _ in
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
      let other = try peer?.child.ask(Run(), Time.self).seconds
      if state.epoch > 1 {
        ours.append(Double(task.imageCount) / seconds)
        if let other { theirs.append(Double(task.imageCount) / other) }
      }
      start = DispatchTime.now().uptimeNanoseconds
    }
    let median = Repetitions(ours).median
    return Claim(
      name: name, quantity: .samplesPerSecond,
      measured: Measured(
        ours: Repetitions(ours), peer: theirs.isEmpty ? nil : Repetitions(theirs), limit: median),
      threshold: Threshold(advantage: task.advantage),
      remarks: [
        "images of 32 x 32 x 3 in batches of 128, single precision, \(coreCount) threads; no limit is known"
      ] + (peer.map { [$0.versions] } ?? []))
  }
}

/// The memory of training an image network, beside PyTorch.
struct ImageMemoryBenchmark: Benchmark {
  let task: ImageTask

  var name: String { "memory of training images, \(task.title)" }

  private struct AskMemory: Encodable { var operation = "memory" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let child = try ChildProcess(program, ["--own-memory", name])
    defer { child.end() }
    let ours = try child.receive(MemoryBenchmark.Answer.self).mebibytes
    let peer = try conditions.peers.start("torch_images.py")
    defer { peer?.child.end() }
    var theirs: Double?
    if let peer {
      _ = try peer.child.ask(task.load, Done.self)
      theirs = try peer.child.ask(AskMemory(), MemoryBenchmark.Answer.self).mebibytes
    }
    return Claim(
      name: name, quantity: .mebibytes,
      measured: Measured(
        ours: Repetitions([ours]), peer: theirs.map { Repetitions([$0]) }, limit: ours),
      threshold: Threshold(advantage: 1),
      remarks: ["peak of resident memory beyond the data, over two passes; no limit is known"])
  }

  /// Trains in this process and prints the peak of its memory beyond the data.
  ///
  /// - Returns: Whether the name is that of such a claim.
  static func printOwn(_ name: String) async throws -> Bool {
    guard let task = ImageTask.all.first(where: { ImageMemoryBenchmark(task: $0).name == name })
    else { return false }
    let trainer = task.trainer(epochs: 2)
    let before = try ResidentMemory.now()
    try ResidentMemory.forgetPeak()
    _ = try await trainer.train()
    let peak = try ResidentMemory.peak()
    let answer = try JSONEncoder().encode(
      MemoryBenchmark.Answer(mebibytes: (peak - before) / 1024))
    FileHandle.standardOutput.write(answer + Data("\n".utf8))
    return true
  }
}
