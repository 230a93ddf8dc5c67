import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("Audits of released images")
struct GivenImagesTests {
  private static let count = 60

  /// An IDX file of images of 4 x 4 points drawn from one law.
  private static func images(_ label: String) -> [UInt8] {
    var generator = SeededGenerator(seed: 5, label: label)
    let points = (0..<count * 16).map { _ in UInt8(generator.integer(below: 256)) }
    return [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 4, 0, 0, 0, 4] + points
  }

  private func audit(_ release: String, space: String, threads: Int = 1) async throws -> Run {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["members", "others", "fresh"] {
      try Data(Self.images(name)).write(to: folder.appending(path: name))
    }
    let text = """
      name: images
      release:
        files: [\(release)]
        members: [members]
        nonMembers: [others]
        images: {space: \(space), components: 4}
      """
    let experiment = try ReleaseExperiment(
      Experiment.File(name: "release.yaml", text: text), folder: folder.path)
    return try await ReleaseAudit(experiment, threads: threads) { _ in }.run(tool: "test")
  }

  private func reading(_ run: Run, _ metric: String) -> Reading? {
    run.measurements.first { $0.attack == nil && $0.reading.metric == metric }?.reading
  }

  @Test("a copy of the members leaks and a fresh sample does not", arguments: ["pixels", "pca-6"])
  func verdicts(space: String) async throws {
    let copy = try await audit("members", space: space)
    let fresh = try await audit("fresh", space: space)
    #expect([copy, fresh].map(\.verdicts.first?.outcome) == [.leak, .noLeakFound])
    #expect(reading(copy, "exact-copies")?.value == 1 && reading(fresh, "exact-copies")?.value == 0)
    #expect(reading(copy, "authenticity")?.value == 0)
  }

  @Test("what asks for columns is named as not applicable, and no member's pixels are kept")
  func columns() async throws {
    let run = try await audit("fresh", space: "pixels", threads: 3)
    for metric in [
      "hitting-rate", "singling-out-univariate", "linkability", "inference:attributes",
      "marginal-tvd", "association-difference",
    ] {
      #expect(reading(run, metric)?.status == .notApplicable, "\(metric)")
    }
    let gower = run.stages[0].scores.first { $0.attack == "nearest-release" }
    #expect(gower?.reason.contains("Gower's distance is of columns") == true)
    for attack in ["marginal-ratio", "marginal-ratio-conditional", "groundhog"] {
      let scores = run.stages[0].scores.first { $0.attack == attack }
      #expect(scores?.reason == "it compares columns, and images have none", "\(attack)")
    }
    let shown = run.stages[0].figures.first { $0.name == "released-images" }
    let released = Self.images("fresh").dropFirst(16).map { Double(Float($0) / 255) }
    #expect(shown?.shape == [48, 4, 4, 1])
    #expect(shown?.values.prefix(16).elementsEqual(released.prefix(16)) == true)
  }

  @Test("spaces that are none are refused in one line")
  func refused() async throws {
    for space in ["pca-0", "inception", "features"] {
      let error = await #expect(throws: (any Error).self) { try await audit("fresh", space: space) }
      #expect(error.map { "\($0)".contains("'space") } == true)
    }
  }
}
