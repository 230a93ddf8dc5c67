import Foundation
import Marginals
import Privacy
import Settings

/// The time to count all pairs of Adult's attributes, beside mbi.
struct CountingBenchmark: Benchmark {
  private static let calls = 10

  var name: String { "count 91 pairs of Adult" }

  private struct Load: Encodable {
    var operation = "load_pairs"
    let table: String
    let domain: String
  }

  func measure(under conditions: Conditions) async throws -> Claim {
    let sample = try DiscreteSample.adult()
    let records = sample.records
    let pairs = records.domain.cliques(ofSize: 2)
    let peer = try conditions.peers.start("marginal_synthesis.py")
    defer { peer?.child.end() }
    if let peer {
      try sample.write(to: conditions.folder)
      let load = Load(
        table: conditions.folder + "/table.csv", domain: conditions.folder + "/domain.json")
      _ = try peer.child.ask(load, Done.self)
    }
    let timing = try await PairedTiming(
      repetitions: conditions.repetitions, peer: peer?.child, calls: 1,
      own: {
        let stop = Duration.start()
        for _ in 0..<Self.calls { _ = try await records.counts(of: pairs, threads: coreCount) }
        return stop().wall / Double(Self.calls)
      },
      limit: {
        seconds {
          for _ in 0..<Self.calls { for column in records.codes { passOver(column.span) } }
        } / Double(Self.calls)
      })
    return timing.claim(
      name, Threshold(most: 100),
      [
        "\(sample.name), 2 threads; limit: one pass over the codes, one thread",
        "peer: \(peer?.versions ?? "not installed"), a projection and its counts for each pair",
      ])
  }
}

/// The memory of publishing 10 million records that are read in blocks and never held together.
struct StreamedSynthesisBenchmark: Benchmark {
  /// What the measuring process is asked for.
  static let memoryName = "streamed-synthesis"
  private static let (blocks, block) = (160, 62_500)

  var name: String { "memory of AIM on 10,000,000 records" }

  func measure(under conditions: Conditions) async throws -> Claim {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    let child = try ChildProcess(program, ["--own-memory", Self.memoryName])
    defer { child.end() }
    let ours = try child.receive(MemoryBenchmark.Answer.self).mebibytes
    return Claim(
      name: name, quantity: .mebibytes,
      measured: Measured(
        ours: Repetitions([ours]), peer: nil,
        limit: 148_137 * 8 / Double(1 << 20)),
      threshold: Threshold(most: 128),
      remarks: [
        "peak of resident memory of the whole release; 14 columns of Adult's sizes in blocks of 62,500 records, 1 MB model; "
          + "the codes alone take 534 MiB",
        "limit: the counts of all pairs",
      ])
  }

  /// Publishes in this process and prints the peak of its memory.
  static func printOwnMemory() async throws {
    let domain = try DiscreteSample.adultDomain()
    let before = try ResidentMemory.now()
    try ResidentMemory.forgetPeak()
    let ledger = try PrivacyLedger(
      .approximate(epsilon: 1, delta: 1e-9, accountant: "zcdp"), under: .addOrRemoveOne)
    let context = ReleaseContext(data: "drawn", threads: coreCount, keep: { _ in })
    var records = try GuardedRecords(of: domain, ledger: ledger, context: context) { cliques in
      var counter = try MarginalCounter(cliques, of: domain)
      for number in 0..<blocks {
        counter.add(DiscreteSample.drawn(block, seed: UInt64(number), domain))
      }
      return counter.counts
    }
    var settings = try Settings(yaml: "max-model-size: 1MB", file: memoryName)
    let synthesis = try await AIM(&settings).publish(
      &records, for: Workload(allOfSize: 2, of: domain))
    precondition(synthesis.rows(count: 1000, seed: 1).count == 1000, "rows are missing")
    let answer = MemoryBenchmark.Answer(mebibytes: (try ResidentMemory.peak() - before) / 1024)
    FileHandle.standardOutput.write(try JSONEncoder().encode(answer) + Data("\n".utf8))
  }
}
