import ArgumentParser
import Foundation
import Pipelines

/// `rollcall collect`: gathers what shadow models that were trained elsewhere say.
struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Check what planned shadow models wrote and gather it into one bank.",
    discussion:
      """
      Reads shadow-0000.npz and so on, each with logits, keep and plan, as the script of 'rollcall plan' writes them. Files that \
      contradict the plan are named and left out, and so are models without a file; run it again when there are more. The bank \
      holds the arrays logits and keep, which 'references' and 'keep' of a target name.
      """)

  @Option(help: "The folder of the plan.")
  var plan: String

  @Option(help: "The folder of the models' files; 'models' in the plan's where not given.")
  var models: String?

  @Option(help: "The HDF5 file to write; one that is there is replaced.")
  var out: String

  @Flag(help: "Fail unless every planned model is there.")
  var all = false

  func run() async throws {
    let drawn = try ShadowPlan(in: plan)
    let folder = models ?? plan + "/models"
    let collection = try await untilInterrupted {
      try ShadowCollection(drawn, in: folder) { done in
        if done.isMultiple(of: 16) || done == drawn.modelCount {
          Console.step("models", done: done, of: drawn.modelCount)
        }
      }
    }
    for fault in collection.faults { Console.note("left out: \(fault.problem)") }
    if !collection.missing.isEmpty {
      Console.note("not there: models \(Self.ranges(collection.missing))")
    }
    guard !all || collection.models.count == drawn.modelCount else {
      throw CommandError(
        "\(collection.models.count) of \(drawn.modelCount) models are there; train the others, or leave --all out"
      )
    }
    try collection.write(to: out)
    Console.note("\(collection.models.count) of \(drawn.modelCount) models")
    Console.result(out)
  }

  /// Numbers in short: `0-3, 7`.
  static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }
}
