import Foundation
import Pipelines
import Testing
import Unlearning

@Suite("Forgetting step by step")
struct SteppedBenchTests {
  private func outcome(_ steps: String, train: String, threads: Int = 2) async throws -> StepOutcome
  {
    let root = ProcessInfo.processInfo.environment["ROLLCALL_ROOT"] ?? "."
    let text = """
      name: digits
      seed: 3
      data:
        format: images
        files: ["digits.h5:images"]
        labels: ["digits.h5:labels"]
        take: {"0": 60, "1": 60, "2": 60}
      train: \(train)
      queries: {count: 3}
      steps: \(steps)
      """
    let experiment = try ForgettingExperiment(
      Experiment.File(name: "test.yaml", text: text), folder: root + "/fixtures/digits")
    let found = try await experiment.outcome(threads: threads, clock: { 0 }, report: { _ in })
    guard case .steps(let outcome) = found else { throw Unexpected() }
    return outcome
  }

  private struct Unexpected: Error {}

  private let network = "{network: {model: lenet, epochs: 6, batch: 16}}"

  @Test(
    "each way forgets the same records from the same models, and holds as many generated ones as it forgot"
  )
  func ways() async throws {
    let outcome = try await outcome(
      "{candidates: 80, test: 60, share: 0.25, generators: [none, shared, retrained]}",
      train: network)
    let evidence = outcome.evidence
    #expect(evidence.rates == [0, 0.25, 0.5, 0.75, 1])
    #expect(evidence.arms.map(\.name) == ["none", "shared", "retrained"])
    // Nobody is left in the last step: without a generator no model, with a retrained one nothing to learn from.
    #expect(evidence.arms.map(\.stepCount) == [3, 4, 3])
    #expect(evidence.arms[0].stopped?.contains("no model is left") == true)
    #expect(evidence.arms[1].stopped == nil)
    #expect(evidence.arms[2].stopped?.contains("no member is retained") == true)
    for run in 0..<6 {
      let members = evidence.fates[run].count { $0 != nil }
      let first = evidence.arms.map { $0.runs[run][0].losses }
      #expect(first[0] == first[1] && first[1] == first[2])
      #expect(evidence.arms[0].runs[run].allSatisfy { $0.generated == 0 })
      #expect(evidence.arms[1].runs[run][4].generated == members)
      for step in 0..<3 {
        let held = evidence.arms.dropFirst().map { $0.runs[run][step].generated }
        #expect(held[0] == held[1])
      }
      #expect(evidence.fates[run].allSatisfy { $0 != 0 })
      #expect(evidence.fates[run] != evidence.fates[(run + 1) % 6])
    }
    let evaluation = try StepEvaluation(evidence)
    let shared = evaluation.arms[1].steps
    #expect(shared[0].findings.allSatisfy { $0.group != .forgotten })
    #expect(shared[4].findings.allSatisfy { $0.group != .retained })
    #expect(Set(shared[2].findings.map(\.attack)) == Set(StepAttack.allCases))
    #expect(shared[2].findings.allSatisfy { $0.difference != nil && $0.area.interval != nil })
    #expect(evaluation.arms[0].steps[1].recordPasses > 0)
  }

  @Test("the same seed gives the same numbers at any number of threads")
  func deterministic() async throws {
    let steps =
      "{candidates: 40, test: 20, share: 0.5, until: 0.5, generators: [retrained], method: sisa}"
    let train = "{model: sisa, shards: 2, slices: 2, network: {model: lenet, epochs: 3, batch: 16}}"
    let one = try await outcome(steps, train: train, threads: 1).evidence.arms[0].runs
    let two = try await outcome(steps, train: train, threads: 2).evidence.arms[0].runs
    for (first, second) in zip(one, two) {
      #expect(first.map(\.losses) == second.map(\.losses))
      #expect(first.map(\.recordPasses) == second.map(\.recordPasses))
    }
  }

  @Test(
    "what cannot be asked for is one line",
    arguments: zip(
      [
        "{candidates: 170}", "{candidates: 40, test: 20, generators: [none, other]}",
        "{share: 0.5, until: 0.2}", "{runs: 7}", "{method: scrubb}",
      ],
      [
        "1170 records are wanted of 180", "takes each of none, shared and retrained once",
        "'until' must not be below 'share'", "'runs' must be even", "did you mean 'scrub'?",
      ]))
  func mistakes(steps: String, text: String) async throws {
    var message = ""
    do { _ = try await outcome(steps, train: network) } catch { message = "\(error)" }
    #expect(message.contains(text) && !message.contains("\n"), "\(message)")
  }
}
