/// The typed columns that fields go to.
///
/// A column of the file feeds a numeric one, a categorical one, both or none: a group may need the
/// fields in another form than the feature does, or those of an ignored column.
struct ColumnStore {
  private enum Destination {
    case numeric(Int)
    case categorical(Int)
  }

  private var numeric: [NumericColumn] = []
  private var categorical: [CategoricalColumn] = []
  private var numericIndex: [String: Int] = [:]
  private var categoricalIndex: [String: Int] = [:]
  /// Column c feeds `destinations[starts[c]..<starts[c + 1]]`.
  private var destinations: [Destination] = []
  private var starts: [Int] = [0]

  /// A store for a table without columns.
  init() {}

  init(columns: [String], schema: Schema) {
    let missing = MissingValues(schema.missing)
    for name in columns {
      let groups = schema.groups.filter { $0.column == name }
      let isDate = schema.dates.contains(name)
      if schema.numeric.contains(name) || isDate || groups.contains(where: \.needsNumbers) {
        numericIndex[name] = numeric.count
        destinations.append(.numeric(numeric.count))
        numeric.append(NumericColumn(missing: missing, isDate: isDate))
      }
      let isLabel = name == schema.label
      let needsLevels = groups.contains { !$0.needsNumbers }
      if isLabel || schema.categorical.contains(name) || needsLevels {
        categoricalIndex[name] = categorical.count
        destinations.append(.categorical(categorical.count))
        categorical.append(
          isLabel
            ? .label(missing: missing, groups: groups, suffix: schema.labelSuffix)
            : CategoricalColumn(missing: missing, groups: groups))
      }
      starts.append(destinations.count)
    }
  }

  var columnCount: Int { starts.count - 1 }

  mutating func append(_ field: Span<UInt8>, to column: Int) throws(FieldProblem) {
    for index in starts[column]..<starts[column + 1] {
      switch destinations[index] {
      case .numeric(let index): try numeric[index].append(field)
      case .categorical(let index): try categorical[index].append(field)
      }
    }
  }

  func numbers(of column: String) -> [Double] {
    guard let index = numericIndex[column] else {
      preconditionFailure("column \(column) was not read as numbers")
    }
    return numeric[index].values
  }

  func categories(of column: String) -> Categories {
    guard let index = categoricalIndex[column] else {
      preconditionFailure("column \(column) was not read as levels")
    }
    return categorical[index].categories
  }
}
