package import Privacy

/// What one accountant answers: an epsilon or the least noise, or why it cannot say.
package struct PrivacyAnswer: Hashable, Sendable {
  /// The accountant's name.
  package let accountant: String
  /// The epsilon at the delta that was asked for, or the noise; nil where there is none.
  package let value: Double?
  /// The zero-concentrated privacy that is spent; nil for other accountants.
  package let rho: Double?
  /// Why there is no value; empty where there is one.
  package let reason: String
  /// Whether no other accountant answers less; every value holds, so the least does.
  package fileprivate(set) var isLeast = false

  private init(
    _ type: any Accountant.Type, _ answer: () throws -> (value: Double, rho: Double?)
  ) throws {
    accountant = type.name
    do {
      let found = try answer()
      let isFinite = found.value.isFinite
      (value, rho) = (isFinite ? found.value : nil, found.rho)
      reason = isFinite ? "" : "no finite value at this delta; give a larger delta or more noise"
    } catch let error as PrivacyError {
      (value, rho, reason) = (nil, nil, error.description)
    }
  }
}

extension PrivacyAnswer {
  /// What composed mechanisms cost, by each accountant.
  ///
  /// - Parameters:
  ///   - events: All that is learnt.
  ///   - delta: Strictly between 0 and 1.
  ///   - types: The accountants to ask.
  /// - Returns: An upper bound on epsilon, in nats, or a refusal for each accountant, in order.
  /// - Throws: What is no refusal of an accountant.
  package static func epsilons(
    of events: ComposedEvents, delta: Double, by types: [any Accountant.Type] = accountants
  ) throws -> [PrivacyAnswer] {
    try marked(
      types.map { type in
        try PrivacyAnswer(type) {
          let accountant = try type.init(events)
          return (try accountant.epsilon(delta: delta), (accountant as? ZCDPAccountant)?.rho)
        }
      })
  }

  /// The least noise with which uses of a mechanism keep within (epsilon, delta), by each accountant.
  ///
  /// - Parameters:
  ///   - use: The mechanism and its uses; its own noise does not matter.
  ///   - relation: The neighbours for whom its sensitivity holds.
  ///   - epsilon: In nats, above 0.
  ///   - delta: Strictly between 0 and 1.
  ///   - types: The accountants to ask.
  /// - Returns: Noise in the units of what is released, rounded up, or a refusal for each accountant.
  /// - Throws: What is no refusal of an accountant.
  package static func leastNoise(
    of use: MechanismUse, under relation: NeighbouringRelation, epsilon: Double, delta: Double,
    by types: [any Accountant.Type] = accountants
  ) throws -> [PrivacyAnswer] {
    try marked(
      types.map { type in
        try PrivacyAnswer(type) {
          let budget = PrivacyBudget.approximate(
            epsilon: epsilon, delta: delta, accountant: type.name)
          let noise = try leastNoise(of: use, under: relation, within: budget)
          guard type == ZCDPAccountant.self else { return (noise, nil) }
          let events = try events(use, noise: noise, under: relation)
          return (noise, try ZCDPAccountant(events).rho)
        }
      })
  }

  /// Brackets the noise from one sensitivity on, so that no accountant is asked about noise far away.
  private static func leastNoise(
    of use: MechanismUse, under relation: NeighbouringRelation, within budget: PrivacyBudget
  ) throws -> Double {
    func events(_ noise: Double) throws(PrivacyError) -> ComposedEvents {
      try Self.events(use, noise: noise, under: relation)
    }
    let ends = (
      low: use.sensitivity * MechanismUse.ratios.lowerBound,
      high: use.sensitivity * MechanismUse.ratios.upperBound
    )
    var (low, high) = (use.sensitivity, use.sensitivity)
    while try high < ends.high && !budget.allows(events(high)) {
      (low, high) = (high, min(2 * high, ends.high))
    }
    while try low > ends.low && budget.allows(events(low)) {
      (low, high) = (max(low / 2, ends.low), low)
    }
    return try Calibration.leastNoise(in: low...high, within: budget, events)
  }

  private static func events(
    _ use: MechanismUse, noise: Double, under relation: NeighbouringRelation
  ) throws(PrivacyError) -> ComposedEvents {
    try ComposedEvents(
      PrivacyEvent(use.mechanism(noise: noise), under: relation), count: use.count)
  }

  private static func marked(_ answers: [PrivacyAnswer]) -> [PrivacyAnswer] {
    let least = answers.compactMap(\.value).min()
    return answers.map { answer in
      var marked = answer
      marked.isLeast = answer.value != nil && answer.value == least
      return marked
    }
  }
}
