package import Auditing
package import Settings
import Statistics

/// Which records each shadow learns from.
package enum ShadowSubsets: Equatable, Sendable {
  /// Shadows come in pairs: one learns from a random half of the audited records and the other from the rest, so that each
  /// record is in exactly half of the models.
  case halves
  /// Each audited record is in each shadow by an independent coin.
  case bernoulli(probability: Double)
  /// Each shadow learns from as many random records of the population, which the target never saw (Shokri et al. 2017); nil
  /// for as many as the target has, at most half of the population.
  case population(size: Int?)

  /// Whether shadows learn from records that the target never saw.
  var areOfPopulation: Bool {
    if case .population = self { true } else { false }
  }

  private enum Name: String, CaseIterable { case halves, bernoulli, population }

  /// Reads the subsets from settings.
  ///
  /// - Parameter settings: The experiment's `shadows` mapping.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    let name = try settings.choice(
      "subsets", default: Name.halves,
      "what shadows learn from: halves of the audited records, coins, or population records")
    let probability = try settings.number(
      "probability", default: 0.5, in: 0.01...0.99, "chance of a record under bernoulli")
    let size = try settings.integer(
      "size", default: 0, in: 0...Int(Int32.max),
      "records of each shadow under population; 0 for as many as the target has")
    switch name {
    case .halves: self = .halves
    case .bernoulli: self = .bernoulli(probability: probability)
    case .population: self = .population(size: size == 0 ? nil : size)
    }
  }

  /// Draws the membership of one shadow; more shadows can be added without changing those before.
  ///
  /// - Parameters:
  ///   - shadow: The shadow's number from 0.
  ///   - target: The membership of a target, for its audited records and population.
  ///   - strata: The strata to draw within.
  ///   - seed: The seed of the experiment.
  /// - Returns: The shadow's members, and as non-members the others that it could have drawn.
  /// - Throws: `AuditingError` where the population is too small.
  package func membership(
    shadow: Int, target: Membership, strata: Strata, seed: Int
  ) throws(AuditingError) -> Membership {
    switch self {
    case .halves:
      var generator = SeededGenerator(seed: UInt64(seed), label: "shadows/pair \(shadow / 2)")
      let order = strata.order(target.audited, using: &generator)
      let half = order.count / 2
      let (first, second) = (Array(order.prefix(half)), Array(order.dropFirst(half)))
      return try membership(
        target, shadow.isMultiple(of: 2) ? (first, second) : (second, first), .randomSplit)
    case .bernoulli(let probability):
      var generator = SeededGenerator(seed: UInt64(seed), label: "shadows/coins \(shadow)")
      let isMember = target.audited.map { _ in generator.bernoulli(probability) }
      let sides = [true, false].map { side in
        zip(target.audited, isMember).filter { $0.1 == side }.map(\.0)
      }
      guard sides[0].count >= Split.smallestSide else {
        throw AuditingError(
          "shadow \(shadow + 1) drew \(sides[0].count) records: raise 'probability' in 'shadows'")
      }
      return try membership(
        target, (sides[0], sides[1]), .coinFlip(probability: probability))
    case .population(let size):
      let population = target.records(.population)
      let wanted = size ?? min(target.records(.member).count, population.count / 2)
      guard wanted >= Split.smallestSide && wanted < population.count else {
        throw AuditingError(
          "shadows of \(wanted) records from a population of \(population.count): lower 'size' in "
            + "'shadows', or 'members' and 'nonMembers' in 'split', whose rest is the population")
      }
      var generator = SeededGenerator(seed: UInt64(seed), label: "shadows/population \(shadow)")
      let order = strata.order(population, using: &generator)
      return try membership(
        target, (Array(order.prefix(wanted)), Array(order.dropFirst(wanted))), .randomSplit)
    }
  }

  private func membership(
    _ target: Membership, _ sides: (members: [Int], others: [Int]),
    _ assignment: Membership.Assignment
  ) throws(AuditingError) -> Membership {
    try Membership(
      recordCount: target.recordCount,
      parts: [
        .init("members", role: .member, assignment: assignment, records: sides.members),
        .init("non-members", role: .nonMember, assignment: assignment, records: sides.others),
      ])
  }
}
