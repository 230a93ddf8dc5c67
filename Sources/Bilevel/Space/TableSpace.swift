package import Tables

/// A table's columns as coordinates: numbers centred and scaled within a box, columns of levels as simplices.
package struct TableSpace: Equatable, Sendable {
  /// What is declared of a column, so that nothing need be read from records.
  package enum Declared: Equatable, Sendable {
    /// The ends of a number's range.
    case range(ClosedRange<Double>)
    /// The levels.
    case levels([String])
  }

  /// One column.
  enum Column: Equatable, Sendable {
    case number(name: String, center: Double, scale: Double, range: ClosedRange<Double>)
    case levels(name: String, names: [String], hasMissing: Bool)
  }

  /// How many standard deviations half a declared range is taken for.
  private static let halfRange = 2.0

  let columns: [Column]
  /// Where points may be.
  package let space: PointSpace

  /// Fits coordinates to a table.
  ///
  /// A declared range is centred in its middle and scaled to two either way; otherwise mean, standard deviation, least and largest value are
  /// the table's own. A missing number counts as the centre; a missing level is a level, but of declared levels it is none of them.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - declared: What is declared of columns, by name.
  /// - Throws: `BilevelError` where a declaration is of another kind than the column, or of none.
  package init(_ table: Dataset, declared: [String: Declared] = [:]) throws(BilevelError) {
    let names = Set(table.features.map(\.name))
    if let unknown = declared.keys.sorted().first(where: { !names.contains($0) }) {
      throw BilevelError("'columns' declares '\(unknown)', which is no feature of the data")
    }
    var columns: [Column] = []
    for feature in table.features {
      columns.append(try Self.column(feature, declared[feature.name]))
    }
    self.columns = columns
    space = PointSpace(
      columns.map { column in
        switch column {
        case .number(_, let center, let scale, let range):
          .number(
            lower: (range.lowerBound - center) / scale, upper: (range.upperBound - center) / scale)
        case .levels(_, let names, let hasMissing): .levels(names.count + (hasMissing ? 1 : 0))
        }
      })
  }

  private static func column(
    _ feature: Feature, _ declared: Declared?
  ) throws(BilevelError) -> Column {
    switch (feature.values, declared) {
    case (.numeric, .range(let range)):
      let half = (range.upperBound - range.lowerBound) / 2
      return .number(
        name: feature.name, center: range.lowerBound + half,
        scale: half > 0 ? half / halfRange : 1, range: range)
    case (.numeric(let numbers), nil): return fitted(feature.name, numbers)
    case (.categorical, .levels(let names)):
      return .levels(name: feature.name, names: names, hasMissing: false)
    case (.categorical(let categories), nil):
      return .levels(
        name: feature.name, names: categories.names, hasMissing: categories.codes.contains(-1))
    default:
      throw BilevelError(
        "'columns' declares '\(feature.name)' as another kind than it is: give numbers 'low' and 'high', and levels 'levels'"
      )
    }
  }

  private static func fitted(_ name: String, _ numbers: [Double]) -> Column {
    let present = numbers.filter { !$0.isNaN }
    let count = Double(max(1, present.count))
    let center = present.reduce(0, +) / count
    let deviation =
      (present.reduce(0) { $0 + ($1 - center) * ($1 - center) } / count).squareRoot()
    return .number(
      name: name, center: center, scale: deviation > 0 ? deviation : 1,
      range: (present.min() ?? 0)...(present.max() ?? 0))
  }

  /// The names of columns of which nothing is declared.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - declared: What is declared of columns, by name.
  /// - Returns: The names in the order of the columns.
  package static func undeclared(
    _ table: Dataset, declared: [String: Declared]
  ) -> [String] {
    table.features.map(\.name).filter { declared[$0] == nil }
  }

  /// Records as coordinates.
  ///
  /// - Parameters:
  ///   - table: A table of these columns; levels that are not known are 0 in all of their column.
  ///   - rows: Which records.
  /// - Returns: Records x width.
  /// - Throws: `BilevelError` naming a column that the table lacks or has of another kind.
  package func coordinates(
    of table: Dataset, rows: [Int]
  ) throws(BilevelError) -> [Double] {
    var result = Array(repeating: 0.0, count: rows.count * space.width)
    for (column, start) in zip(columns, space.starts) {
      let name = Self.name(of: column)
      let values = table.features.first { $0.name == name }?.values
      switch (column, values) {
      case (.number(_, let center, let scale, let range), .numeric(let numbers)):
        for (place, row) in rows.enumerated() {
          let number = numbers[row].isNaN ? center : numbers[row]
          let clipped = min(max(number, range.lowerBound), range.upperBound)
          result[place * space.width + start] = (clipped - center) / scale
        }
      case (.levels(_, let names, let hasMissing), .categorical(let categories)):
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let codes = categories.names.map { places[$0] }
        for (place, row) in rows.enumerated() {
          let code = categories.codes[row]
          let level = code < 0 ? (hasMissing ? names.count : nil) : codes[Int(code)]
          if let level { result[place * space.width + start + level] = 1 }
        }
      default:
        throw BilevelError(
          "\(table.name) has no column '\(name)' of the kind that the others have; give all clients the same columns"
        )
      }
    }
    for place in rows.indices { result[(place + 1) * space.width - 1] = 1 }
    return result
  }

  private static func name(of column: Column) -> String {
    switch column {
    case .number(let name, _, _, _), .levels(let name, _, _): name
    }
  }

  /// The nearest allowed points with whole levels.
  ///
  /// - Parameter features: Points x width, anywhere.
  /// - Returns: Points x width.
  package func settled(_ features: [Double]) -> [Double] {
    space.rounded(
      space.projected(features),
      where: Array(repeating: true, count: features.count / space.width))
  }

  /// Points as a table; a point of weight v is there v times, after rounding.
  ///
  /// - Parameters:
  ///   - points: Points with whole levels.
  ///   - name: The table's name.
  ///   - classes: The names of the classes, that of label 0 first.
  ///   - copies: How often a point of weight 1 is there.
  /// - Returns: The table.
  package func table(
    of points: PointSet, named name: String, classes: (negative: String, positive: String),
    copies: Int = 1
  ) -> Dataset {
    let rows = (0..<points.count).flatMap { point in
      Array(
        repeating: point, count: Int((points.weights[point] * Double(copies)).rounded()))
    }
    let features = zip(columns, space.starts).map { column, start in
      switch column {
      case .number(let name, let center, let scale, let range):
        return Feature(
          name: name,
          values: .numeric(
            rows.map { point in
              let number = center + scale * points.features[point * points.width + start]
              return min(max(number, range.lowerBound), range.upperBound)
            }))
      case .levels(let name, let names, let hasMissing):
        let count = names.count + (hasMissing ? 1 : 0)
        let codes = rows.map { point in
          let first = point * points.width + start
          let level = (0..<count).first { points.features[first + $0] == 1 } ?? 0
          return level < names.count ? Int32(level) : -1
        }
        return Feature(
          name: name, values: .categorical(Categories(codes: codes, names: names)))
      }
    }
    return Dataset(
      name: name, features: features,
      label: Categories(
        codes: rows.map { points.labels[$0] > 0.5 ? 1 : 0 },
        names: [classes.negative, classes.positive]), groups: [], sources: [])
  }
}
