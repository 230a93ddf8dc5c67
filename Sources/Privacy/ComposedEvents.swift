/// The events that accountants fold: all that is learnt from one dataset, in any order.
package struct ComposedEvents: Hashable, Sendable {
  /// The neighbouring relation of every event.
  package let relation: NeighbouringRelation
  /// The mechanisms that are not compositions, each once, with the number of uses.
  package private(set) var parts: [Mechanism.Repeated] = []

  /// Nothing, which is perfectly private.
  package init(under relation: NeighbouringRelation) { self.relation = relation }

  /// One event, used a number of times.
  ///
  /// - Parameters:
  ///   - event: What is learnt.
  ///   - count: How often, 0 or more.
  /// - Throws: `PrivacyError` when the count is negative.
  package init(_ event: PrivacyEvent, count: Int = 1) throws(PrivacyError) {
    self.init(under: event.relation)
    try compose(event, count: count)
  }

  /// Adds an event.
  ///
  /// - Parameters:
  ///   - event: What is learnt.
  ///   - count: How often, 0 or more.
  /// - Throws: `PrivacyError` when the event's relation is another one, or the count is negative.
  package mutating func compose(_ event: PrivacyEvent, count: Int = 1) throws(PrivacyError) {
    guard event.relation == relation else {
      throw PrivacyError(
        "\(event) cannot be composed with events under '\(relation)'; state all under one relation")
    }
    guard count >= 0 else {
      throw PrivacyError("\(event) was composed \(count) times; give 0 or more")
    }
    for part in event.mechanism.parts where part.count * count > 0 {
      let known = parts.firstIndex { $0.mechanism == part.mechanism }
      let total = part.count * count + (known.map { parts[$0].count } ?? 0)
      let sum = Mechanism.Repeated(part.mechanism, count: total)
      if let known { parts[known] = sum } else { parts.append(sum) }
    }
  }
}
