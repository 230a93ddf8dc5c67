import Auditing
import Foundation
import Pipelines
import Results
import Testing

@Suite("The stages that forget, on images")
struct UnlearnImagesTests {
  private func run(_ stages: String, classes: Int = 4) async throws -> Run {
    let root = ProcessInfo.processInfo.environment["ROLLCALL_ROOT"] ?? "."
    let files = try TemporaryExperiment()
    let take = (0..<classes).map { "\"\($0)\": 60" }.joined(separator: ", ")
    let folder = URL(filePath: root).appending(path: "fixtures/digits").path
    try files.write(
      """
      name: digits
      seed: 7
      data:
        format: images
        files: ["\(folder)/digits.h5:images"]
        labels: ["\(folder)/digits.h5:labels"]
        take: {\(take)}
      split: {members: 0.5, nonMembers: 0.5}
      targets: 1
      shadows: {models: 0}
      stages:
      \(stages)
      suite: suite.yaml
      """, to: "experiment.yaml")
    try files.write(
      "# What is left?\nprimary: [m-loss]\nbaseline: m-loss\nattacks: [m-loss]\n", to: "suite.yaml")
    return try await AuditRunner(Experiment(path: files.path), threads: 2) { _ in }.run(
      tool: "test")
  }

  @Test(
    "each training of images forgets by methods that suit it",
    arguments: [
      ("train-images: {model: lenet, epochs: 5, batch: 16}", "fine-tune"),
      ("train-images: {model: lenet, epochs: 5, batch: 16, augmentation: [crop]}", "scrub"),
      (
        "sisa: {shards: 2, slices: 2, network: {model: lenet, epochs: 3, batch: 16}}", "sisa"
      ), ("train: {hidden: [8], epochs: 5}", "salun"),
    ])
  func families(training: String, method: String) async throws {
    let run = try await run("  - \(training)\n  - unlearn: {method: \(method), forget: 0.1}")
    #expect(run.stages[1].scores.map(\.values) != run.stages[2].scores.map(\.values))
    #expect(run.measurements.contains { $0.group == "membership=forgotten" })
  }

  @Test("ridge regression on two classes of images forgets by Newton's step")
  func ridge() async throws {
    let run = try await run(
      "  - ridge-logistic: {noise: seeded, deviation: 0}\n  - unlearn: {method: newton, forget: 0.1}",
      classes: 2)
    #expect(run.stages[1].scores.map(\.values) != run.stages[2].scores.map(\.values))
  }

  @Test(
    "generated images take the place of forgotten ones in every step",
    arguments: ["shared", "retrained"])
  func generators(source: String) async throws {
    let step =
      "  - unlearn: {method: retrain, forget: 0.2, generator: \(source), synthesizer: {kind: resampling}}"
    let run = try await run(
      "  - train-images: {model: lenet, epochs: 4, batch: 16}\n\(step)\n\(step)")
    #expect(run.stages[2].scores.map(\.values) != run.stages[3].scores.map(\.values))
  }

  @Test(
    "what cannot be is one line",
    arguments: zip(
      [
        "  - train-images: {model: lenet, epochs: 2}\n  - unlearn: {forget: 1}",
        "  - train-images: {model: lenet, epochs: 2}\n  - unlearn: {method: newton}",
        "  - sisa: {shards: 100, network: {model: lenet, epochs: 1}}\n  - unlearn: {method: sisa}",
        "  - train-images: {model: lenet, epochs: 1}\n  - unlearn: {generator: shared, replenish: true}",
        "  - sisa: {network: {model: lenet, hidden: [8]}}",
        "  - sisa: {hidden: [8], network: {model: lenet}}",
        "  - train: {hidden: [8], epochs: 2}\n  - unlearn: {generator: shared, forget: 0.2}",
      ],
      [
        "no model would be", "train with 'ridge-logistic'", "of 100 has none of the 120 records",
        "take one of the two", "'hidden'", "'hidden'", "for images train a 'network' on them",
      ]))
  func mistakes(stages: String, text: String) async throws {
    var message = ""
    do { _ = try await run(stages) } catch { message = "\(error)" }
    #expect(message.contains(text) && !message.contains("\n"), "\(message)")
  }
}
