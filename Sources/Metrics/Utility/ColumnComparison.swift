package import Tables

/// How one column of a released table differs from the real one.
package struct ColumnComparison: Equatable, Sendable {
  /// A level that only one of the tables has.
  package struct LoneLevel: Equatable, Sendable {
    /// The level's name.
    package let name: String
    /// The share of the records of the table that has it, above 0.
    package let share: Double
  }

  /// What differs between two numeric columns; missing values are left out.
  package struct Numbers: Equatable, Sendable {
    /// The greatest distance between the two distribution functions (Kolmogorov and Smirnov), from 0 to 1.
    package let kolmogorovSmirnov: Double
    /// The area between the distribution functions over the real column's standard deviation; nil where that is 0.
    package let wasserstein: Double?
    /// The release's mean less the real one, over the real column's standard deviation; nil where that is 0.
    package let meanDifference: Double?
  }

  /// What differs between two categorical columns; missing is a level.
  package struct Levels: Equatable, Sendable {
    /// Half the sum of the differences of the levels' shares, from 0 to 1.
    package let totalVariation: Double
    /// The release's levels that no real record has, those of most records first.
    package let unseen: [LoneLevel]
    /// The real levels that no released record has, those of most records first.
    package let lost: [LoneLevel]
  }

  /// What differs, by the kind of the column.
  package enum Difference: Equatable, Sendable {
    /// Two numeric columns; nil where a table has no number in it.
    case numbers(Numbers?)
    /// Two categorical columns.
    case levels(Levels)
  }

  /// The feature's name, or `label`.
  package let name: String
  /// The share of missing values in the real and in the released table.
  package let missing: (real: Double, release: Double)
  /// What differs.
  package let difference: Difference

  package static func == (left: ColumnComparison, right: ColumnComparison) -> Bool {
    left.name == right.name && left.missing == right.missing && left.difference == right.difference
  }

  /// The Kolmogorov-Smirnov distance or total variation distance, from 0 to 1, lower is better; nil without numbers.
  package var distance: Double? {
    switch difference {
    case .numbers(let numbers): numbers?.kolmogorovSmirnov
    case .levels(let levels): levels.totalVariation
    }
  }

  /// Compares two numeric columns.
  ///
  /// - Parameters:
  ///   - name: The column's name.
  ///   - real: Real numbers, NaN where missing; one or more.
  ///   - release: Released numbers, NaN where missing; one or more.
  package init(name: String, real: [Double], release: [Double]) {
    self.name = name
    missing = (Self.share(real, \.isNaN), Self.share(release, \.isNaN))
    let sorted = (real.filter { !$0.isNaN }.sorted(), release.filter { !$0.isNaN }.sorted())
    difference = .numbers(
      sorted.0.isEmpty || sorted.1.isEmpty ? nil : Numbers(real: sorted.0, release: sorted.1))
  }

  /// Compares two categorical columns.
  ///
  /// - Parameters:
  ///   - name: The column's name.
  ///   - real: Real levels; one record or more.
  ///   - release: Released levels with the same names; one record or more.
  package init(name: String, real: Categories, release: Categories) {
    precondition(real.names == release.names, "\(name): the levels are not aligned")
    self.name = name
    missing = (Self.share(real.codes) { $0 < 0 }, Self.share(release.codes) { $0 < 0 })
    difference = .levels(Levels(real: real, release: release))
  }

  private static func share<Value>(_ values: [Value], _ isCounted: (Value) -> Bool) -> Double {
    Double(values.count(where: isCounted)) / Double(values.count)
  }
}

extension ColumnComparison.Numbers {
  /// Walks over both sorted columns at once.
  fileprivate init(real: [Double], release: [Double]) {
    let (count, other) = (Double(real.count), Double(release.count))
    var (greatest, area) = (0.0, 0.0)
    var (i, j) = (0, 0)
    var last = min(real[0], release[0])
    var gap = 0.0
    while i < real.count || j < release.count {
      let value = min(
        i < real.count ? real[i] : .infinity, j < release.count ? release[j] : .infinity)
      area += gap * (value - last)
      while i < real.count && real[i] == value { i += 1 }
      while j < release.count && release[j] == value { j += 1 }
      gap = abs(Double(i) / count - Double(j) / other)
      greatest = max(greatest, gap)
      last = value
    }
    let center = real.reduce(0, +) / count
    let variance = real.reduce(0) { $0 + ($1 - center) * ($1 - center) } / count
    let deviation = variance.squareRoot()
    let isConstant = !(deviation > 1e-12 * abs(center))
    kolmogorovSmirnov = greatest
    wasserstein = isConstant ? nil : area / deviation
    meanDifference = isConstant ? nil : (release.reduce(0, +) / other - center) / deviation
  }
}

extension ColumnComparison.Levels {
  fileprivate init(real: Categories, release: Categories) {
    let counts = (Self.counts(real), Self.counts(release))
    let (count, other) = (real.codes.count, release.codes.count)
    let distance = zip(counts.0, counts.1).reduce(0) { $0 + abs($1.0 * other - $1.1 * count) }
    totalVariation = Double(distance) / (2 * Double(count) * Double(other))
    unseen = Self.lone(counts.1, without: counts.0, real.names, count: other)
    lost = Self.lone(counts.0, without: counts.1, real.names, count: count)
  }

  /// The records of each level, missing last.
  private static func counts(_ categories: Categories) -> [Int] {
    var counts = Array(repeating: 0, count: categories.names.count + 1)
    for code in categories.codes { counts[code < 0 ? categories.names.count : Int(code)] += 1 }
    return counts
  }

  private static func lone(
    _ counts: [Int], without others: [Int], _ names: [String], count: Int
  ) -> [ColumnComparison.LoneLevel] {
    names.indices.filter { counts[$0] > 0 && others[$0] == 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
      .map {
        ColumnComparison.LoneLevel(name: names[$0], share: Double(counts[$0]) / Double(count))
      }
  }
}
