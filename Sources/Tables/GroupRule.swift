/// How a sensitive group follows from one column.
public struct GroupRule: Sendable, Equatable {
  /// The way from a field to the name of a level; a missing field gives the level `missing`.
  public enum Rule: Sendable, Equatable {
    /// The field itself, as it is written.
    case eachValue
    /// The name listed for the field; a field that is not listed is an error.
    case values([String: String])
    /// The interval the number is in: cuts at 25 and 60 give `<=25`, `(25,60]` and `>60`.
    case cuts([Double])
  }

  /// The group's name, such as `sex`.
  public var name: String
  /// The column it follows from: a feature, the label, or an ignored column.
  public var column: String
  /// The way from the column's fields to levels.
  public var rule: Rule

  /// Names a group that follows from a column.
  public init(name: String, column: String, rule: Rule = .eachValue) {
    self.name = name
    self.column = column
    self.rule = rule
  }
}

extension GroupRule {
  var needsNumbers: Bool {
    if case .cuts = rule { true } else { false }
  }
}
