/// What was spent of a budget, on what, and what came of it.
///
/// The order is charge, keep, draw, keep, release: a label is charged before anything is drawn for
/// it, and an outcome leaves `release(_:for:on:keeping:drawing:)` only after the ledger that holds
/// it was kept. A run that stops in between and is resumed with the kept ledger therefore
///
/// - gets the recorded outcome of a label that has one, and spends nothing;
/// - draws for a charged label without an outcome, and spends nothing: whatever was drawn before was
///   never released;
/// - is refused where a label is used for another event or on other inputs, so that no noise is
///   used twice and no charge pays for two releases.
package struct PrivacyLedger: Hashable, Sendable {
  /// One label's charge.
  package struct Entry: Hashable, Sendable, Codable {
    /// What the charge is for; unique in a ledger.
    package let label: String
    /// What is learnt.
    package let event: PrivacyEvent
    /// Names the data and the question, best by a digest; public.
    package let inputs: String
    /// What was released; nil until it was drawn.
    package fileprivate(set) var outcome: LedgerOutcome?
  }

  /// What to do after a charge.
  package enum Charge: Hashable, Sendable {
    /// Nothing was released for the label yet: draw.
    case draw
    /// The label was drawn before: release this, and nothing else.
    case recorded(LedgerOutcome)
  }

  /// The most that may be spent.
  package let budget: PrivacyBudget
  /// The neighbouring relation of all charges.
  package let relation: NeighbouringRelation
  /// The charges in their order.
  package private(set) var entries: [Entry] = []
  /// The events of all charges.
  package private(set) var events: ComposedEvents

  /// Opens a ledger.
  ///
  /// - Parameters:
  ///   - budget: The most that may be spent.
  ///   - relation: The neighbouring relation of all charges.
  /// - Throws: `PrivacyError` when the budget is out of range or names an unknown accountant.
  package init(
    _ budget: PrivacyBudget, under relation: NeighbouringRelation
  ) throws(PrivacyError) {
    (self.budget, self.relation) = (budget, relation)
    events = ComposedEvents(under: relation)
    _ = try budget.allows(events)
  }

  /// What was spent, in the budget's unit: ρ, or ε at the budget's δ.
  package var spending: Double {
    get throws(PrivacyError) { try budget.spending(of: events) }
  }

  /// Whether every recorded outcome was drawn from the secure generator.
  package var isPrivate: Bool { entries.allSatisfy { $0.outcome?.isPrivate ?? true } }

  /// Charges a label, or finds that it was charged.
  ///
  /// - Parameters:
  ///   - event: What is about to be learnt.
  ///   - label: What it is for.
  ///   - inputs: Names the data and the question; public.
  /// - Returns: Whether to draw or to use what was drawn.
  /// - Throws: `PrivacyError` when the budget would be exceeded, the event is under another
  ///   relation, or the label was charged for something else. Nothing is charged then.
  package mutating func charge(
    _ event: PrivacyEvent, for label: String, on inputs: String
  ) throws(PrivacyError) -> Charge {
    if let known = entries.first(where: { $0.label == label }) {
      guard known.event == event, known.inputs == inputs else {
        throw PrivacyError(
          "'\(label)' was charged for \(known.event) on '\(known.inputs)', not for \(event) on '\(inputs)'; give another release another label"
        )
      }
      return known.outcome.map { .recorded($0) } ?? .draw
    }
    var sum = events
    try sum.compose(event)
    guard try budget.allows(sum) else {
      throw PrivacyError(
        "\(event) for '\(label)' exceeds the budget of \(budget), of which \(try spending) is spent; add noise or stop here"
      )
    }
    events = sum
    entries.append(Entry(label: label, event: event, inputs: inputs))
    return .draw
  }

  /// Records what is to be released for a charged label.
  ///
  /// - Parameters:
  ///   - outcome: What was drawn.
  ///   - label: A label without an outcome.
  /// - Throws: `PrivacyError` when the label was not charged or has an outcome.
  package mutating func record(
    _ outcome: LedgerOutcome, for label: String
  ) throws(PrivacyError) {
    guard let place = entries.firstIndex(where: { $0.label == label }) else {
      throw PrivacyError("'\(label)' was not charged; charge it before drawing")
    }
    guard entries[place].outcome == nil else {
      throw PrivacyError("'\(label)' has an outcome; a charge pays for one release")
    }
    entries[place].outcome = outcome
  }

  /// Charges, draws and records in the order that survives a stop at any moment.
  ///
  /// - Parameters:
  ///   - event: What is about to be learnt.
  ///   - label: What it is for.
  ///   - inputs: Names the data and the question; public.
  ///   - keep: Stores the ledger durably; called after the charge and again with the outcome.
  ///   - draw: Draws the outcome; not called for a label that has one.
  /// - Returns: What may be released.
  /// - Throws: As `charge(_:for:on:)`, `PrivacyError` when the label has an outcome of another kind, and whatever the closures
  ///   throw.
  package mutating func release<Outcome: Recordable>(
    _ event: PrivacyEvent, for label: String, on inputs: String,
    keeping keep: (PrivacyLedger) throws -> Void, drawing draw: () throws -> Outcome
  ) throws -> Outcome {
    if case .recorded(let known) = try charge(event, for: label, on: inputs) {
      guard let outcome = Outcome(known) else {
        throw PrivacyError(
          "'\(label)' has an outcome of another kind; give another release another label")
      }
      return outcome
    }
    try keep(self)
    let outcome = try draw()
    try record(outcome.recorded, for: label)
    try keep(self)
    return outcome
  }
}

extension PrivacyLedger: Codable {
  private enum CodingKeys: String, CodingKey { case budget, relation, entries }

  /// Writes budget, relation and entries.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(budget, forKey: .budget)
    try values.encode(relation, forKey: .relation)
    try values.encode(entries, forKey: .entries)
  }

  /// Reads a kept ledger and charges its entries anew, so that one over its budget is refused.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      values.decode(PrivacyBudget.self, forKey: .budget),
      under: values.decode(NeighbouringRelation.self, forKey: .relation))
    for entry in try values.decode([Entry].self, forKey: .entries) {
      guard !entries.contains(where: { $0.label == entry.label }) else {
        throw PrivacyError("the kept ledger has '\(entry.label)' twice; restore an earlier copy")
      }
      _ = try charge(entry.event, for: entry.label, on: entry.inputs)
      if let outcome = entry.outcome { try record(outcome, for: entry.label) }
    }
  }
}
