import Attacks
import Auditing
import Foundation
import Metrics
import Settings
import Tensors

/// The time of all closed-form attacks on one bank with the metrics that need no resampling.
struct BankBenchmark: Benchmark {
  static let memoryName = "bank"
  private static let (modelCount, recordCount, populationCount) = (256, 50_000, 2000)
  private static let statistics: [OutputStatistic] = [.loss, .scaledConfidence, .modifiedEntropy]

  var name: String { "closed-form attacks, 256 x 50,000" }

  /// A bank's matrices with the attacks and metrics that are run on them.
  private struct Work: Sendable {
    let bank = SyntheticBank(
      modelCount: modelCount, recordCount: recordCount, populationCount: populationCount)
    let matrices: [OutputStatistic: Tensor<Float>]
    let attacks: [any Attack]
    let metrics: [any Metric]

    init() throws {
      matrices = bank.matrices(statistics)
      attacks = try Attacks.attacks.compactMap { type in
        let attack = try Benchmarks.attack(type.name)
        let references = attack.requirements.filter {
          guard case .references(let statistic) = $0 else { return false }
          return statistics.contains(statistic)
        }
        // The moments of one query say nothing, and their attack learns.
        return references.isEmpty || type.name == "m-moments" ? nil : attack
      }
      metrics = try Metrics.metrics.map { type in
        var settings = try Settings(yaml: "", file: type.name)
        return try type.init(&settings)
      }
    }

    /// Runs and measures all attacks, as many at a time as there are threads.
    func run() async throws -> Int {
      let signals = try bank.signals(matrices)
      let isMember = (0..<recordCount).map { bank.included[$0] }
      let metrics = metrics
      return try await withThrowingTaskGroup(of: Int.self) { group in
        for attack in attacks {
          group.addTask {
            let scores = try Scores(
              values: attack.scores(for: signals), isMember: isMember)
            let evidence = Evidence.attack(
              scores, threshold: Auditing.Threshold(0, origin: "given"))
            return try metrics.flatMap { try $0.readings(of: evidence) }.count
          }
        }
        return try await group.reduce(0, +)
      }
    }
  }

  func measure(under conditions: Conditions) async throws -> Claim {
    let work = try Work()
    let timing = try await PairedTiming(
      repetitions: conditions.repetitions, peer: nil, calls: 1,
      own: {
        let stop = Duration.start()
        _ = try await work.run()
        return stop().wall
      },
      limit: {
        seconds {
          for matrix in work.matrices.values {
            let values = matrix.scalars
            passOver(values.span)
          }
        }
      })
    return timing.claim(
      name, Threshold(most: 2000),
      [
        "\(work.attacks.count) attacks on three statistics with \(work.metrics.count) metrics each, on all "
          + "threads; thresholds are given, nothing is resampled",
        "limit: one sum over the three matrices, one thread",
      ])
  }

  /// Prints the peak of memory beyond the matrices.
  static func printOwnMemory() async throws {
    let work = try Work()
    let before = try ResidentMemory.now()
    try ResidentMemory.forgetPeak()
    let count = try await work.run()
    precondition(count > 0, "nothing was measured")
    let answer = MemoryBenchmark.Answer(mebibytes: (try ResidentMemory.peak() - before) / 1024)
    FileHandle.standardOutput.write(try JSONEncoder().encode(answer) + Data("\n".utf8))
  }
}

/// The memory of the same beyond the matrices.
struct BankMemoryBenchmark: Benchmark {
  var name: String { "memory of closed-form attacks" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let child = try ChildProcess(program, ["--own-memory", BankBenchmark.memoryName])
    defer { child.end() }
    let ours = try child.receive(MemoryBenchmark.Answer.self).mebibytes
    return Claim(
      name: name, quantity: .mebibytes,
      measured: Measured(
        ours: Repetitions([ours]), peer: nil, limit: 20 * 50_000 * 8 / Double(1 << 20)),
      threshold: Threshold(most: 1024),
      remarks: [
        "peak of resident memory beyond the matrices of 256 x 50,000; limit: the scores of 20 attacks"
      ])
  }
}
