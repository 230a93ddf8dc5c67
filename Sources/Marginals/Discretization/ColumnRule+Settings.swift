package import Settings
import Tables

extension ColumnRule {
  /// Reads how one column becomes codes.
  ///
  /// Ends of ranges are numbers or ISO 8601 dates. Numbers are whole where both ends are and bins are no narrower than 1, unless
  /// `numbers` says otherwise.
  ///
  /// - Parameter entry: The column's name with its settings.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ entry: SettingsEntry) throws(SettingsError) {
    var settings = entry.settings()
    let numbers = try Numbers(&settings)
    let values = try settings.texts(
      "values", default: [], count: 0...100_000, "the levels of a categorical column, or classes")
    let others = try settings.boolean(
      "others", default: false,
      "whether levels that 'values' does not list become one more level, 'other'")
    allowsMissing = try settings.boolean(
      "missing", default: false, "whether values may be missing, which costs a code")
    if let codes = try numbers.codes(settings) {
      guard values.isEmpty, !others else {
        throw settings.error("values", "a column has numbers or levels, not both")
      }
      self.codes = codes
    } else if values.isEmpty {
      guard !others else {
        throw settings.error("others", "'others' needs 'values'")
      }
      codes = .frequentLevels
    } else {
      if let twice = Dictionary(grouping: values, by: \.self).first(where: { $1.count > 1 })?.key {
        throw settings.error("values", "'\(twice)' is listed twice")
      }
      guard !others || !values.contains(Discretization.other) else {
        throw settings.error(
          "others", "'\(Discretization.other)' is a level; list all levels instead")
      }
      codes = .levels(values, hasOthers: others)
    }
    isDate = numbers.isDate
    try settings.finish()
  }

  /// What settings say of a column of numbers.
  private struct Numbers {
    let edges: [Double]
    let low: Double?
    let high: Double?
    let isDate: Bool
    let bins: Int
    let quantiles: Int
    let isWhole: Bool?

    init(_ settings: inout Settings) throws(SettingsError) {
      edges = try settings.numbers(
        "edges", default: [], in: -1e300...1e300, count: 0...NumberBins.limit + 1,
        "the edges of bins, ascending; numbers beyond belong to the outer bins")
      let ends = [
        try settings.optionalText("low", "the low end of the range, a number or a date"),
        try settings.optionalText("high", "the high end of the range, a number or a date"),
      ]
      var (values, dates): ([Double?], [Bool]) = ([], [])
      for (key, text) in zip(["low", "high"], ends) {
        let end = text.map(Self.end)
        if let end, end == nil {
          throw settings.error(key, "'\(key)' must be a number, or a date such as 2024-02-29")
        }
        values.append(end??.value)
        dates.append(end??.isDate ?? false)
      }
      (low, high) = (values[0], values[1])
      isDate = dates[0] && dates[1]
      guard dates[0] == dates[1] else {
        throw settings.error("high", "'low' and 'high' must both be numbers, or both dates")
      }
      bins = try settings.integer(
        "bins", default: 0, in: 0...NumberBins.limit, "bins of equal width from 'low' to 'high'")
      quantiles = try settings.integer(
        "quantiles", default: 0, in: 0...200,
        "instead of 'bins': bins of about equally many records, found by noisy counts")
      let choice = try settings.choice(
        "numbers", default: Choice.auto,
        "whole or real; 'auto' is whole where the ends are and bins are no narrower than 1")
      isWhole = choice == .auto ? nil : choice == .whole
    }

    private enum Choice: String, CaseIterable { case auto, whole, real }

    /// The codes; nil where nothing was said of numbers.
    func codes(_ settings: borrowing Settings) throws(SettingsError) -> Codes? {
      guard !edges.isEmpty || low != nil || high != nil else {
        guard bins == 0, quantiles == 0 else {
          throw settings.error("bins", "bins need a declared range, 'low' and 'high', or 'edges'")
        }
        return nil
      }
      guard edges.isEmpty else {
        guard low == nil, high == nil, bins == 0, quantiles == 0 else {
          throw settings.error("edges", "give 'edges', or 'low' and 'high', not both")
        }
        let areWhole = isWhole(edges, width: 1)
        return .bins(
          try made("edges", settings) { () throws(MarginalsError) in
            try NumberBins(edges: edges, isWhole: areWhole)
          })
      }
      return try codesOfRange(settings)
    }

    private func codesOfRange(_ settings: borrowing Settings) throws(SettingsError) -> Codes {
      guard let low, let high, low < high else {
        throw settings.error("high", "a range needs 'low' and a greater 'high'")
      }
      guard (bins > 0) != (quantiles > 0) else {
        throw settings.error("bins", "a range needs 'bins' or 'quantiles', one of them")
      }
      let count = max(bins, quantiles)
      let areWhole = isWhole([low, high], width: (high - low + 1) / Double(count))
      let equal = try made("high", settings) { () throws(MarginalsError) in
        try NumberBins(dividing: low...high, into: count, isWhole: areWhole)
      }
      return quantiles > 0
        ? .quantiles(low...high, count: quantiles, isWhole: areWhole) : .bins(equal)
    }

    private func made(
      _ key: String, _ settings: borrowing Settings,
      _ make: () throws(MarginalsError) -> NumberBins
    ) throws(SettingsError) -> NumberBins {
      do {
        return try make()
      } catch {
        throw settings.error(key, error.description)
      }
    }

    private func isWhole(_ ends: [Double], width: Double) -> Bool {
      isWhole ?? (isDate || (width >= 1 && ends.allSatisfy { $0 == $0.rounded() }))
    }

    private static func end(_ text: String) -> (value: Double, isDate: Bool)? {
      if let number = Double(text), number.isFinite { return (number, false) }
      let bytes = Array(text.utf8)
      return dayNumber(bytes.span).map { ($0, true) }
    }
  }
}
