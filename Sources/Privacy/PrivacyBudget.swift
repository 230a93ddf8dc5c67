/// How much may be learnt from the data, under a named rule.
package enum PrivacyBudget: Hashable, Sendable, Codable, CustomStringConvertible {
  /// A total of zero-concentrated privacy, added up by `ZCDPAccountant`.
  case zcdp(rho: Double)
  /// (ε, δ), as the accountant of the given name finds it.
  case approximate(epsilon: Double, delta: Double, accountant: String)

  /// What spending may exceed a budget by, relative to it: the rounding of sums, no more.
  static let slack = 1e-12

  /// The budget in words.
  package var description: String {
    switch self {
    case .zcdp(let rho): "rho \(rho)"
    case .approximate(let epsilon, let delta, let accountant):
      "(epsilon \(epsilon), delta \(delta)) by \(accountant)"
    }
  }

  /// Whether events keep within the budget.
  ///
  /// - Parameter events: All that is learnt.
  /// - Returns: Whether the rule bounds them by the budget.
  /// - Throws: `PrivacyError` when the budget is out of range, or its accountant is unknown or
  ///   cannot handle an event.
  package func allows(_ events: ComposedEvents) throws(PrivacyError) -> Bool {
    switch self {
    case .zcdp(let rho):
      guard rho >= 0, rho.isFinite else {
        throw PrivacyError("a budget of rho \(rho) is out of range; give a finite one of 0 or more")
      }
      return try ZCDPAccountant(events).rho <= rho * (1 + Self.slack)
    case .approximate(let epsilon, let delta, let name):
      try requireFailure(delta)
      let type = try accountant(named: name)
      return try type.init(events).delta(epsilon: epsilon) <= delta * (1 + Self.slack)
    }
  }

  /// What events spend, in the budget's own unit: ρ, or ε at the budget's δ.
  ///
  /// - Parameter events: All that is learnt.
  /// - Returns: 0 or more.
  /// - Throws: `PrivacyError` as `allows(_:)` does.
  package func spending(of events: ComposedEvents) throws(PrivacyError) -> Double {
    switch self {
    case .zcdp: return try ZCDPAccountant(events).rho
    case .approximate(_, let delta, let name):
      let type = try accountant(named: name)
      return try type.init(events).epsilon(delta: delta)
    }
  }
}
