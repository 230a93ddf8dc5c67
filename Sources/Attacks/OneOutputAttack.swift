import Auditing
import Settings

/// An attack whose score is one output of the target, as it is or with the other sign.
protocol OneOutputAttack: Attack {
  /// What the target is asked for.
  static var statistic: OutputStatistic { get }
  /// True where members tend to have the lower numbers.
  static var isNegated: Bool { get }
  /// Creates the attack, which has no settings.
  init()
}

extension OneOutputAttack {
  static var isNegated: Bool { false }

  package init(_ settings: inout Settings) throws { self.init() }

  package var requirements: Set<SignalRequirement> { [.target(Self.statistic)] }

  package func scores(for signals: Signals) throws -> [Double] {
    let values = try signals.audited.firstQuery(Self.statistic)
    return Self.isNegated ? values.map { -$0 } : values
  }
}
