import Auditing
import Tables

extension Dataset {
  /// The values of all features and then of the label, which a release holds as any other column.
  var columnsWithLabel: [Feature.Values] { features.map(\.values) + [.categorical(label)] }
}

/// Mixed records with finitely many values in each column.
///
/// A numeric column that takes few values among the released and reference records has a level for each of them, and one for each quantile bin
/// otherwise; numbers that lie between or beyond belong to the nearest bin above, or to the last. Missing is a level of its own.
struct ReleaseLevels {
  /// The columns' names; the label's is `label`, where there is one.
  let names: [String]
  /// The number of levels of each column.
  let sizes: [Int]
  /// Columns x all records of the audit.
  let codes: [[Int32]]

  /// Finds the levels from the pool of released and reference records.
  ///
  /// - Parameters:
  ///   - records: All records of the audit.
  ///   - pool: The rows that bins are found from.
  ///   - bins: The bins of a numeric column, at most.
  init(_ records: Records, pool: [Int], bins: Int) {
    let dataset = records.dataset
    let columns = dataset.columnsWithLabel.map { Self.levels($0, pool: pool, bins: bins) }
    let hasLabel = dataset.label.names.count > 1
    let count = hasLabel ? columns.count : columns.count - 1
    names = Array((dataset.features.map(\.name) + ["label"]).prefix(count))
    sizes = columns.prefix(count).map(\.size)
    codes = columns.prefix(count).map(\.codes)
  }

  private static func levels(
    _ values: Feature.Values, pool: [Int], bins: Int
  ) -> (size: Int, codes: [Int32]) {
    switch values {
    case .categorical(let categories):
      let missing = Int32(categories.names.count)
      return (categories.names.count + 1, categories.codes.map { $0 < 0 ? missing : $0 })
    case .numeric(let numbers):
      guard let bins = Self.bins(pool.map { numbers[$0] }, atMost: bins) else {
        return (2, numbers.map { $0.isNaN ? 1 : 0 })
      }
      let missing = Int32(bins.count)
      return (bins.count + 1, numbers.map { $0.isNaN ? missing : Int32(bins.bin(of: $0)) })
    }
  }

  /// A bin for each value where there are few, else those between quantiles; nil where there is no value.
  private static func bins(_ numbers: [Double], atMost count: Int) -> QuantileBins? {
    let distinct = Set(numbers.filter { !$0.isNaN })
    return distinct.count <= count && !distinct.isEmpty
      ? QuantileBins(Array(distinct), count: distinct.count) : QuantileBins(numbers, count: count)
  }
}
