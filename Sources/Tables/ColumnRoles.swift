/// What a source of records says of its columns, by which a synthetic table of the same columns is grouped and written.
public struct ColumnRoles: Sendable {
  /// How groups follow from features, or from the label under the name that it has beside features.
  public let groups: [GroupRule]
  /// The features that are dates.
  public let dates: [String]
  /// The label's own name.
  public let label: String

  /// Creates roles.
  ///
  /// - Parameters:
  ///   - groups: How groups follow from features, or from the label.
  ///   - dates: The features that are dates.
  ///   - label: The label's own name.
  public init(groups: [GroupRule], dates: [String] = [], label: String) {
    (self.groups, self.dates, self.label) = (groups, dates, label)
  }
}
