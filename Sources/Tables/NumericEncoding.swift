public import Settings

/// How numeric features become columns that models learn from.
public enum NumericEncoding: Sendable, Equatable {
  /// One column for each feature, standardised.
  case standard
  /// One column for each quantile bin of each feature.
  case quantiles(bins: Int)

  /// Reads `numericEncoding` and `bins`, which all formats of records share.
  ///
  /// - Parameter settings: The experiment's `data` mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  public init(_ settings: inout Settings) throws {
    let choice = try settings.choice(
      "numericEncoding", default: Choice.standard,
      "numbers standardised, or as one column for each quantile bin over all records")
    let bins = try settings.integer(
      "bins", default: 10, in: 2...1000, "quantile bins of each numeric feature; ties merge bins")
    switch choice {
    case .standard:
      guard !settings.has("bins") else {
        throw settings.error("bins", "'bins' needs 'numericEncoding: quantiles'")
      }
      self = .standard
    case .quantiles: self = .quantiles(bins: bins)
    }
  }

  private enum Choice: String, CaseIterable { case standard, quantiles }
}
