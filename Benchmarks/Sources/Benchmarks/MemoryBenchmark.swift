import Foundation
import Learning

/// The memory of training and keeping many models, beside PyTorch.
struct MemoryBenchmark: Benchmark {
  private let shape: TrainingShape
  private static let (modelCount, trainCount, epochs) = (32, 5120, 1)

  init(_ shape: TrainingShape) { self.shape = shape }

  var name: String { "memory \(shape.name) x \(Self.modelCount)" }

  /// What the measuring process prints.
  struct Answer: Codable { let mebibytes: Double }

  func measure(under conditions: Conditions) async throws -> Claim {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let child = try ChildProcess(program, ["--own-memory", shape.name])
    defer { child.end() }
    let ours = try child.receive(Answer.self).mebibytes
    try task.write(to: conditions.folder)
    let torch = try TorchTrainer(
      conditions, shape, epochs: Self.epochs, processes: 1, threads: coreCount)
    defer { torch?.end() }
    let peer = try torch?.memory(models: Self.modelCount)
    let parameters = Double(Self.modelCount * shape.parameterCount * MemoryLayout<Float>.size)
    return Claim(
      name: name, quantity: .mebibytes,
      measured: Measured(
        ours: Repetitions([ours]), peer: peer.map { Repetitions([$0]) },
        limit: parameters / Double(1 << 20)),
      threshold: Threshold(most: 1024),
      remarks: ["peak of resident memory beyond the data; limit: the parameters of 32 networks"])
  }

  private var task: PrototypeTask {
    PrototypeTask(shape, trainCount: Self.trainCount, testCount: 1)
  }

  /// Trains and keeps the models in this process and prints the peak of its memory beyond the data.
  ///
  /// - Parameter name: The name of a shape.
  /// - Throws: `BenchmarksError` where there is no such shape.
  static func printOwn(_ name: String) async throws {
    guard let shape = TrainingShape.all.first(where: { $0.name == name }) else {
      throw BenchmarksError("no shape '\(name)'; name one of the table")
    }
    let own = try OwnTrainer(shape, MemoryBenchmark(shape).task, epochs: epochs)
    let before = try ResidentMemory.now()
    try ResidentMemory.forgetPeak()
    var networks: [Network] = []
    for first in stride(from: 0, to: modelCount, by: coreCount) {
      networks += try await onCores(coreCount) { try own.train(first + $0) }.results
    }
    let peak = try ResidentMemory.peak()
    precondition(networks.count == modelCount, "\(networks.count) networks kept")
    let answer = try JSONEncoder().encode(Answer(mebibytes: (peak - before) / 1024))
    FileHandle.standardOutput.write(answer + Data("\n".utf8))
  }
}

/// This process's resident memory as the kernel counts it, in KiB.
enum ResidentMemory {
  static func now() throws -> Double { try field("VmRSS") }

  static func peak() throws -> Double { try field("VmHWM") }

  static func forgetPeak() throws {
    let file = try FileHandle(forWritingTo: URL(filePath: "/proc/self/clear_refs"))
    try file.write(contentsOf: Data("5".utf8))
    try file.close()
  }

  private static func field(_ name: String) throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    guard let number = line?.split(whereSeparator: \.isWhitespace).dropFirst().first,
      let value = Double(number)
    else {
      throw BenchmarksError("/proc/self/status has no \(name); measure on Linux")
    }
    return value
  }
}

/// Does in this process what a claim on memory is about, and prints the peak of its memory beyond the data.
///
/// - Parameter name: The name of a shape, of the attacks on a bank, of streamed synthesis, or of a claim on image networks.
/// - Throws: `BenchmarksError` where there is no such shape.
package func printOwnMemory(ofShape name: String) async throws {
  if name == BankBenchmark.memoryName { return try await BankBenchmark.printOwnMemory() }
  if name == StreamedSynthesisBenchmark.memoryName {
    return try await StreamedSynthesisBenchmark.printOwnMemory()
  }
  if try await ImageMemoryBenchmark.printOwn(name) { return }
  try await MemoryBenchmark.printOwn(name)
}
