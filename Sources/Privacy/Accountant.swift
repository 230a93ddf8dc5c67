/// A rule that turns composed events into a bound on the privacy loss.
package protocol Accountant: Sendable {
  /// The rule's name, as ledgers and messages give it.
  static var name: String { get }

  /// Folds the events.
  ///
  /// - Parameter events: All that is learnt from the data.
  /// - Throws: `PrivacyError` naming the first mechanism that the rule has no analysis for.
  init(_ events: ComposedEvents) throws(PrivacyError)

  /// A δ at which the events are (ε, δ)-private: at least the true one.
  ///
  /// - Parameter epsilon: In nats, 0 or more.
  /// - Returns: From 0 to 1.
  /// - Throws: `PrivacyError` when ε is negative or not finite.
  func delta(epsilon: Double) throws(PrivacyError) -> Double

  /// An ε, in nats, at which the events are (ε, δ)-private: at least the true one.
  ///
  /// - Parameter delta: Strictly between 0 and 1.
  /// - Returns: 0 or more.
  /// - Throws: `PrivacyError` when δ is out of range or below what the rule can resolve.
  func epsilon(delta: Double) throws(PrivacyError) -> Double
}

/// All accountants, the loosest and cheapest first.
package let accountants: [any Accountant.Type] = [
  ZCDPAccountant.self, RDPAccountant.self, PLDAccountant.self,
]

/// The accountant of a name.
///
/// - Parameter name: A name from `accountants`.
/// - Returns: Its type.
/// - Throws: `PrivacyError` listing the names there are.
package func accountant(named name: String) throws(PrivacyError) -> any Accountant.Type {
  guard let type = accountants.first(where: { $0.name == name }) else {
    throw PrivacyError(
      "no accountant is called '\(name)'; choose one of "
        + accountants.map { $0.name }.joined(separator: ", "))
  }
  return type
}

extension Accountant {
  /// Folds one event.
  package init(_ event: PrivacyEvent, count: Int = 1) throws(PrivacyError) {
    try self.init(ComposedEvents(event, count: count))
  }

  static func refusal(_ mechanism: Mechanism, instead: String) -> PrivacyError {
    PrivacyError("the accountant \(name) has no analysis of \(mechanism); \(instead)")
  }
}

func requireLoss(_ epsilon: Double) throws(PrivacyError) {
  guard epsilon >= 0, epsilon.isFinite else {
    throw PrivacyError("epsilon is \(epsilon); give a finite one of 0 or more")
  }
}

func requireFailure(_ delta: Double) throws(PrivacyError) {
  guard delta > 0, delta < 1 else {
    throw PrivacyError("delta is \(delta); give one strictly between 0 and 1")
  }
}
