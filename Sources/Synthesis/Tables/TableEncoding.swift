import Statistics
import Tables

/// A table's columns as diffusion sees them: normal numbers, and levels among those that the records have.
///
/// Missing numbers are a level of a column of their own, `missing` or not; what stands in the number's place is drawn from the normal law
/// anew each time, so that there is nothing else to learn. Missing levels are levels.
struct TableEncoding: Sendable {
  /// A numeric feature.
  struct Number: Equatable, Sendable {
    let feature: Int
    let map: QuantileMap
    /// Which of the levels' columns says whether it is missing; nil where none is.
    let missing: Int?
  }

  /// What the levels of a column are of.
  enum Meaning: Equatable, Sendable {
    /// A categorical feature, by its place.
    case feature(Int)
    /// The classes.
    case label
    /// Whether a numeric feature is there (0) or missing (1).
    case missing
  }

  /// A column of levels.
  struct Category: Equatable, Sendable {
    let meaning: Meaning
    /// The table's code of each level, -1 for missing.
    let codes: [Int32]
  }

  private(set) var numbers: [Number] = []
  private(set) var categories: [Category] = []
  /// The table that was learnt, without records: names, levels and order of columns.
  private let template: Dataset

  /// The most numbers that a record may become.
  private static let widest = 8_192

  /// Learns the columns.
  ///
  /// - Parameters:
  ///   - table: The records, at least one.
  ///   - set: Columns that are not generated.
  /// - Throws: `SynthesisError` where the columns have too many levels.
  init(_ table: Dataset, except set: [TableAttribute.Column]) throws(SynthesisError) {
    template = table.selecting(rows: [])
    for (place, feature) in table.features.enumerated() where !set.contains(.feature(place)) {
      switch feature.values {
      case .numeric(let values): add(values, feature: place)
      case .categorical(let levels): add(levels, .feature(place))
      }
    }
    if table.label.isGiven, !set.contains(.label) { add(table.label, .label) }
    guard width > 0 else {
      throw SynthesisError("every column is an attribute, so there is nothing to generate")
    }
    guard width <= Self.widest else {
      throw SynthesisError(
        "the columns have \(width) levels and numbers together, above the limit of \(Self.widest); leave out or coarsen the columns with most levels"
      )
    }
  }

  private mutating func add(_ values: [Double], feature: Int) {
    let present = values.filter { !$0.isNaN }
    var missing: Int?
    if present.count < values.count {
      missing = categories.count
      categories.append(Category(meaning: .missing, codes: present.isEmpty ? [1] : [0, 1]))
    }
    guard !present.isEmpty else { return }
    numbers.append(Number(feature: feature, map: QuantileMap(present), missing: missing))
  }

  private mutating func add(_ levels: Categories, _ meaning: Meaning) {
    categories.append(Category(meaning: meaning, codes: Set(levels.codes).sorted()))
  }

  /// The numbers that a record becomes: one for each numeric column and each level.
  var width: Int { numbers.count + categories.reduce(0) { $0 + $1.codes.count } }

  /// Records in the encoding.
  struct Encoded: Sendable {
    /// Numeric columns x records: the numbers, NaN where missing.
    var numbers: [[Double]]
    /// Columns of levels x records: places among the column's levels.
    var levels: [[Int]]
  }

  /// Encodes the table that was learnt.
  func encode(_ table: Dataset) -> Encoded {
    let numbers = numbers.map { number -> [Double] in
      guard case .numeric(let values) = table.features[number.feature].values else { return [] }
      return values
    }
    var missing: [Int: Int] = [:]
    for (place, number) in self.numbers.enumerated() {
      if let column = number.missing { missing[column] = place }
    }
    let levels = categories.enumerated().map { place, category -> [Int] in
      switch category.meaning {
      case .label: return category.places(of: table.label.codes)
      case .feature(let feature):
        guard case .categorical(let own) = table.features[feature].values else { return [] }
        return category.places(of: own.codes)
      case .missing:
        guard let number = missing[place] else { return Array(repeating: 0, count: table.count) }
        return numbers[number].map { $0.isNaN ? 1 : 0 }
      }
    }
    return Encoded(numbers: numbers, levels: levels)
  }

  /// Makes a table of generated columns and those that were set.
  ///
  /// - Parameters:
  ///   - encoded: The generated columns, numbers already the columns' own.
  ///   - set: The columns that were set, with the table's codes.
  ///   - name: The table's name.
  /// - Returns: A table of the learnt columns, without groups.
  func table(
    _ encoded: Encoded, set: [(column: TableAttribute.Column, codes: [Int32])], name: String
  ) -> Dataset {
    let count = encoded.numbers.first?.count ?? encoded.levels.first?.count ?? 0
    var label = template.label
    var values = template.features.map { feature -> Feature.Values in
      guard case .numeric = feature.values else { return feature.values }
      return .numeric(Array(repeating: .nan, count: count))
    }
    func put(_ codes: [Int32], in column: TableAttribute.Column) {
      switch column {
      case .label: label = Categories(codes: codes, names: label.names)
      case .feature(let place):
        guard case .categorical(let own) = values[place] else { return }
        values[place] = .categorical(Categories(codes: codes, names: own.names))
      }
    }
    for (column, codes) in set { put(codes, in: column) }
    for (category, places) in zip(categories, encoded.levels) {
      let codes = places.map { category.codes[$0] }
      switch category.meaning {
      case .label: put(codes, in: .label)
      case .feature(let place): put(codes, in: .feature(place))
      case .missing: continue
      }
    }
    for (number, numbers) in zip(numbers, encoded.numbers) {
      values[number.feature] = .numeric(numbers)
    }
    return Dataset(
      name: name,
      features: zip(template.features, values).map { Feature(name: $0.name, values: $1) },
      label: label.isGiven ? label : Categories.notGiven(count: count), groups: [], sources: [])
  }
}

extension TableEncoding.Category {
  /// The places of codes among the levels.
  fileprivate func places(of codes: [Int32]) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: self.codes.enumerated().map { ($1, $0) })
    return codes.map { places[$0] ?? 0 }
  }
}
