import Auditing
import Foundation
import Models

/// What files say of models, in memory or in temporary files.
struct GivenPasses {
  private(set) var targets: [Observation] = []
  private(set) var shadows: [[OutputStatistic: ShadowPass.Values]] = []
  /// The number of queries of each record.
  private(set) var queryCount = 1
  /// Where reference models' values are that memory does not hold.
  private(set) var folder: URL?

  /// How models are read from their files.
  struct Reading {
    let numbers: GivenNumbers
    /// The most bytes of reference models' values in memory.
    let bankMemory: Int
  }

  /// Starts with no models.
  init(queryCount: Int = 1, spillingTo folder: URL? = nil) {
    (self.queryCount, self.folder) = (queryCount, folder)
  }

  /// Takes up a model's numbers.
  mutating func append(_ observation: Observation, isTarget: Bool) throws {
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

extension GivenPasses.Reading {
  /// Reads models one after another; the first ones are targets.
  ///
  /// - Parameters:
  ///   - values: The models' numbers on the records that memberships speak of.
  ///   - further: The same models' numbers on a population apart from them.
  ///   - modelCount: How many models there have to be; nil for any number.
  ///   - targets: How many of the first ones are audited; where there is but one model, it is.
  /// - Returns: The models' statistics.
  /// - Throws: An error in one line where shapes do not fit or a number cannot be.
  func read(
    _ values: consuming GivenSource, _ further: consuming GivenSource?, modelCount: Int?,
    targets: Int
  ) throws -> GivenPasses {
    let rows = numbers.rows
    try check(
      values.text, values.modelShape, modelCount == nil ? nil : values.modelCount, modelCount)
    if let text = further?.text, let shape = further?.modelShape, let models = further?.modelCount {
      guard shape.dropFirst() == values.modelShape.dropFirst(), models == values.modelCount,
        shape[0] == rows.furtherCount
      else {
        throw PipelinesError(
          "\(text) has \(models) model(s) of shape \(shape), which does not fit \(values.text) with "
            + "\(values.modelCount) of \(values.modelShape) and a population of \(rows.furtherCount)"
        )
      }
    }
    let tail = values.modelShape.dropFirst()
    let folder =
      try values.hasModels
      ? GivenPasses.spillFolder(
        bytes: tail.reduce(4 * values.modelCount * rows.count, *), of: numbers.kind,
        bankMemory: bankMemory) : nil
    let axes = tail.count - (numbers.kind.isPerClass ? 1 : 0)
    var passes = GivenPasses(queryCount: axes == 1 ? values.modelShape[1] : 1, spillingTo: folder)
    for model in 0..<values.modelCount {
      let own = try values.nextModel()
      let others = try further?.nextModel().values
      let observation = try numbers.observation(
        own.values.appending(others), shape: [rows.count] + tail, place: own.place)
      try passes.append(observation, isTarget: model < targets)
    }
    return passes
  }

  private func check(
    _ text: String, _ shape: [Int], _ models: Int?, _ modelCount: Int?
  ) throws(PipelinesError) {
    let axes = shape.count - (numbers.kind.isPerClass ? 1 : 0)
    guard shape.first == numbers.rows.ownCount, (1...2).contains(axes), models == modelCount else {
      throw PipelinesError(
        "\(text) has shape \((models.map { [$0] } ?? []) + shape), which does not fit "
          + "\(numbers.rows.ownCount) records"
          + (modelCount.map { " and \($0) models in 'keep'" } ?? "")
          + (numbers.kind.isPerClass ? " with classes on the last axis" : ""))
    }
  }
}
