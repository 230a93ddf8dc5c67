import ArgumentParser
import Foundation
import Settings
import Unlearning

/// `rollcall deletion-cost`: what deletions from sharded training cost beside training from scratch.
struct DeletionCostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deletion-cost",
    abstract: "Print what exact deletion from sharded training costs beside training from scratch.",
    discussion: """
      For each number of records deleted at once: the shards touched, the records in them, and the passes over records with slice \
      checkpoints as a share of training everything anew, in closed form and averaged over random placements.
      """)

  @Option(help: "The number of shards.")
  var shards: Int = 5

  @Option(help: "The slices of each shard.")
  var slices: Int = 4

  @Option(help: "The records before the deletions.")
  var records: Int

  @Option(help: "Numbers of records deleted at once: 1,10,100; without it these and a tenth.")
  var deletions: String?

  @Option(help: "Placements to average over.")
  var draws: Int = 100

  func validate() throws {
    guard (1...10_000).contains(shards), (1...10_000).contains(slices) else {
      throw ValidationError("--shards and --slices must be from 1 to 10000")
    }
    guard (2...100_000_000).contains(records), (1...100_000).contains(draws) else {
      throw ValidationError("--records must be from 2 to 100000000 and --draws from 1 to 100000")
    }
    guard let deletions else { return }
    guard Self.numbers(deletions).count == deletions.split(separator: ",").count,
      Self.numbers(deletions).allSatisfy({ (1..<records).contains($0) })
    else {
      throw ValidationError("--deletions must be numbers from 1 to below --records: 1,10,100")
    }
  }

  private static func numbers(_ text: String) -> [Int] {
    text.split(separator: ",").compactMap { Int($0) }
  }

  func run() throws {
    var settings = try Settings(yaml: "{shards: \(shards), slices: \(slices)}", file: "options")
    let cost = SISACost(try SISAPlan(&settings), records: records)
    let sizes =
      deletions.map(Self.numbers)
      ?? [1, 10, 100, records / 10].filter { (1..<records).contains($0) }
    let rows = sizes.map { size in
      let measured = cost.measured(deleting: size, draws: draws)
      return [
        "\(size)", "\(records - size)",
        pair(cost.touchedShards(deleting: size), measured.touchedShards, 2),
        String(format: "%.0f %%", measured.allTouched * 100),
        pair(cost.records(deleting: size), measured.records, 0),
        pair(cost.shareOfPasses(deleting: size), measured.shareOfPasses, 3),
      ]
    }
    let header = [
      "deleted", "from scratch", "shards touched", "all touched", "records retrained",
      "share of passes",
    ]
    Console.result(aligned([header] + rows).joined(separator: "\n"))
    Console.note("expected / measured over \(draws) placements of \(records) records")
  }

  private func pair(_ expected: Double, _ measured: Double, _ places: Int) -> String {
    "\(String(format: "%.\(places)f", expected)) / \(String(format: "%.\(places)f", measured))"
  }
}
