import ImageLearning
package import Settings
import Statistics
package import Tables

/// The versions of each record that models are asked about: the record itself, then records near it.
package struct Queries: Equatable, Sendable {
  /// The number of versions, the record itself among them.
  package let count: Int
  private let bins: Int
  private let swap: Double
  private let augmentation: ImageAugmentation

  /// Reads the queries from settings.
  ///
  /// - Parameter settings: The experiment's mapping; takes out `queries`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    var own = try settings.section(
      "queries", "the versions of each record that models are asked about")
    count = try own.integer(
      "count", default: 1, in: 1...256, "versions, of which the first is the record itself")
    bins = try own.integer(
      "bins", default: 20, in: 1...10_000,
      "of rows of columns: bins of equal size within which the others draw their numbers")
    swap = try own.number(
      "swap", default: 0.1, in: 0...1,
      "of rows of columns: chance that the others draw a category anew")
    let operations = try ImageAugmentation.operations(
      &own, default: ImageAugmentation.Operation.allCases, "of images, changes that make the others"
    )
    let augmentationSeed = try own.integer(
      "augmentationSeed", default: 1, in: 0...Int.max,
      "of images: draws the changes; with a training's seed and changes these are the copies that it learnt from"
    )
    augmentation = ImageAugmentation(operations: operations, seed: UInt64(augmentationSeed))
    try own.finish()
  }

  /// Makes the versions, which are the same for all models.
  ///
  /// - Parameters:
  ///   - records: The records.
  ///   - seed: The seed of the experiment.
  ///   - withFeatures: Whether features change as encoded columns do, for models that do not see the encoding.
  /// - Returns: The records, then the other versions.
  /// - Throws: An error in one line where an image lacks a value.
  package func versions(
    of records: Records, seed: Int, withFeatures: Bool = false
  ) throws -> [Records] {
    guard let images = records.dataset.images else {
      return [records]
        + (1..<count).map { query in
          var generator = SeededGenerator(seed: UInt64(seed), label: "queries/\(query)")
          return withFeatures
            ? records.resampledWithFeatures(bins: bins, swap: swap, using: &generator)
            : records.resampled(bins: bins, swap: swap, using: &generator)
        }
    }
    guard count > 1 else { return [records] }
    let examples = try ImageExamples(records, shape: images.shape)
    return [records]
      + (0..<count - 1).map { records.showing(examples.copies($0, by: augmentation)) }
  }
}
