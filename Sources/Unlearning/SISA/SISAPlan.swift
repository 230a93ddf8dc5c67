package import Settings
import Statistics

/// How records are divided into shards and slices, and how the shards' models are put together.
///
/// Bourtoule et al. 2021. A record's shard and slice are drawn from the seed and its row number alone, so that they do not change
/// when other records go: this is what exact deletion rests on. Shards are therefore of nearly, not exactly, equal sizes.
package struct SISAPlan: Equatable, Sendable {
  /// How class scores of the shards become one.
  package enum Aggregation: String, CaseIterable, Sendable {
    /// Logarithms of the share of shards that vote for a class, each class given 1 / classes of a vote beforehand.
    case vote
    /// Logarithms of the mean of the shards' probabilities.
    case meanPosterior = "mean-posterior"
  }

  /// The number of shards, models that share no record.
  package var shards: Int
  /// The number of slices of each shard, after each of which the parameters are kept.
  package var slices: Int
  /// How class scores of the shards become one.
  package var aggregation: Aggregation

  /// Reads the plan from settings.
  ///
  /// - Parameter settings: The mapping of a training stage; the keys it uses are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    shards = try settings.integer(
      "shards", default: 5, in: 1...100_000, "models without common records")
    slices = try settings.integer(
      "slices", default: 4, in: 1...100_000, "parts of a shard with a checkpoint after each")
    aggregation = try settings.choice(
      "aggregation", default: Aggregation.meanPosterior, "how the shards' class scores become one")
  }

  /// The shard and the slice of a record.
  ///
  /// - Parameters:
  ///   - row: The record's row number.
  ///   - seed: The seed of the training.
  /// - Returns: Their numbers from 0.
  package func place(ofRow row: Int, seed: UInt64) -> (shard: Int, slice: Int) {
    var generator = SeededGenerator(seed: seed, label: "sisa/record \(row)")
    let cell = generator.integer(below: shards * slices)
    return (cell / slices, cell % slices)
  }

  /// The records of each shard, slice by slice.
  func assignment(of rows: [Int], seed: UInt64) -> [[[Int]]] {
    var cells = Array(
      repeating: Array(repeating: [Int](), count: slices), count: shards)
    for row in rows.sorted() {
      let place = place(ofRow: row, seed: seed)
      cells[place.shard][place.slice].append(row)
    }
    return cells
  }

  /// The passes over a slice and those before it, such that the whole costs as much as training without slices.
  ///
  /// 2 E / (R + 1), rounded, at least 1.
  ///
  /// - Parameter epochs: The passes E of a training without slices.
  /// - Returns: The passes after each slice.
  package func epochsPerSlice(of epochs: Int) -> Int {
    max(1, Int((2 * Double(epochs) / Double(slices + 1)).rounded()))
  }
}
