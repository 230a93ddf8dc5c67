/// How one column of a table becomes codes, declared before the table is seen.
package struct ColumnRule: Hashable, Sendable {
  /// What the codes stand for.
  package enum Codes: Hashable, Sendable {
    /// Declared bins of numbers.
    case bins(NumberBins)
    /// Bins between noisy quantiles within a declared range; at most so many.
    case quantiles(ClosedRange<Double>, count: Int, isWhole: Bool)
    /// Declared levels; with others, one more code for every level that is not among them.
    case levels([String], hasOthers: Bool)
    /// Those levels whose noisy count passes a threshold, and one more code for all others.
    case frequentLevels
  }

  /// What the codes stand for.
  package let codes: Codes
  /// Whether a value may be missing; missing is the last code then.
  package let allowsMissing: Bool
  /// Whether numbers are days since 1970-01-01.
  package let isDate: Bool

  /// Creates a rule.
  ///
  /// - Parameters:
  ///   - codes: What the codes stand for.
  ///   - allowsMissing: Whether a value may be missing.
  ///   - isDate: Whether numbers are days since 1970-01-01.
  package init(_ codes: Codes, allowsMissing: Bool = false, isDate: Bool = false) {
    (self.codes, self.allowsMissing, self.isDate) = (codes, allowsMissing, isDate)
  }

  /// Whether the codes follow from noisy counts of the records, which cost privacy.
  package var isMeasured: Bool {
    switch codes {
    case .bins, .levels: false
    case .quantiles, .frequentLevels: true
    }
  }
}
