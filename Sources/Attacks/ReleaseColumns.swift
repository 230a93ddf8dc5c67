import Auditing
import Tables

extension Dataset {
  /// The values of all features and then of the label, which a release holds as any other column.
  var columnsWithLabel: [Feature.Values] { features.map(\.values) + [.categorical(label)] }
}

/// Mixed records with finitely many values in each column, in the domain of the released and reference records.
struct ReleaseLevels {
  /// The columns' names; the label's is `label`, where there is one.
  let names: [String]
  /// The number of levels of each column, the missing one among them.
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
    let domain = Domain(fittedOn: dataset.selecting(rows: pool), bins: bins)
    let count = dataset.features.count + (dataset.label.names.count > 1 ? 1 : 0)
    names = domain.columns.prefix(count).map(\.name)
    sizes = domain.columns.prefix(count).map(\.size)
    codes = Array(domain.discrete(dataset).codes.prefix(count))
  }
}
