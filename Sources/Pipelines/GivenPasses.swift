import Auditing
import Foundation
import Models

/// What files say of models, in memory or in temporary files.
struct GivenPasses {
  private(set) var targets: [Observation] = []
  private(set) var shadows: [[OutputStatistic: ShadowPass.Values]] = []
  var queryCount = 1

  /// Takes up a model's numbers.
  mutating func append(
    _ observation: Observation, isTarget: Bool, spillingTo folder: URL?
  ) throws {
    if isTarget {
      targets.append(observation)
    } else {
      shadows.append(
        try ShadowPass.values(observation, name: "\(shadows.count)", spillingTo: folder))
    }
  }

  /// Makes a folder for a bank that would take more memory than it may; nil where it would not.
  static func spillFolder(
    bytes: Int, of kind: ScoreExperiment.Kind, bankMemory: Int
  ) throws -> URL? {
    guard bytes * (kind.isPerClass ? 2 : 1) > bankMemory else { return nil }
    let made = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-bank-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    return made
  }
}
