package import Statistics
import Tables

/// Statements found in a release that are true of exactly one record of another table after section 3.1 of Giomi and others 2023.
///
/// A statement is kept where it is true of exactly one released record. It succeeds where it is true of exactly one member. The
/// rate depends on the size of the table, so members and hold-out are compared at the size of the smaller one, on a random
/// subset of the larger; Anonymeter takes both as they are and extrapolates the hold-out's rate instead.
package struct SinglingOut: Sendable {
  /// How statements are found.
  package enum Kind: Equatable, Sendable {
    /// About one column: values that occur once, the least and the greatest number, the only missing value. Columns take turns,
    /// so that one with many rare values does not stand for all.
    case univariate
    /// About several columns of one released record: its levels, and numbers at least or at most its own, whichever side of
    /// the median they are on.
    case multivariate(columns: Int)
  }

  private let members: PredicateTable
  private let holdOut: PredicateTable
  private let released: PredicateTable
  private let convention: DisclosureConvention

  /// Prepares the tables: members and hold-out at one size, or for Anonymeter's convention whole and each without repeated records.
  ///
  /// - Parameters:
  ///   - tables: The release beside members and hold-out.
  ///   - convention: Whose rules are followed.
  ///   - generator: Draws the subset of the larger of the two.
  package init(
    _ tables: ReleaseTables, convention: DisclosureConvention = .corrected,
    using generator: inout SeededGenerator
  ) {
    self.convention = convention
    guard convention == .corrected else {
      members = PredicateTable(tables.members).withoutRepeats
      holdOut = PredicateTable(tables.holdOut).withoutRepeats
      released = PredicateTable(tables.released).withoutRepeats
      return
    }
    let size = min(tables.members.count, tables.holdOut.count)
    func cut(_ table: PredicateTable) -> PredicateTable {
      guard table.count > size else { return table }
      return PredicateTable(table, rows: generator.choose(size, of: table.count))
    }
    members = cut(PredicateTable(tables.members))
    holdOut = cut(PredicateTable(tables.holdOut))
    released = PredicateTable(tables.released)
  }

  /// The number of members that statements are looked up in.
  package var recordCount: Int { members.count }
  /// The number of hold-out records that statements are looked up in.
  package var holdOutCount: Int { holdOut.count }

  /// Guesses.
  ///
  /// - Parameters:
  ///   - kind: How statements are found.
  ///   - attempts: The statements wanted.
  ///   - generator: Draws them.
  /// - Returns: The risk; nil where no statement is true of exactly one released record.
  package func risk(
    _ kind: Kind, attempts: Int, using generator: inout SeededGenerator
  ) -> DisclosureRisk? {
    let found =
      switch kind {
      case .univariate: univariate(attempts, using: &generator)
      case .multivariate(let width):
        multivariate(attempts, width: min(width, released.columns.count), using: &generator)
      }
    guard !found.isEmpty else { return nil }
    let width = if case .multivariate(let columns) = kind { columns } else { 1 }
    // Anonymeter divides by the statements wanted, found or not.
    let count = convention == .anonymeter ? attempts : found.count
    let random = naive(count, width: min(width, released.columns.count), using: &generator)
    return DisclosureRisk(
      main: GuessOutcome(attempts: count, successes: members.successes(found)),
      control: GuessOutcome(
        attempts: count, successes: min(Double(count), controlSuccesses(found))),
      naive: GuessOutcome(attempts: count, successes: members.successes(random)))
  }

  /// The statements true of exactly one hold-out record; by Anonymeter's convention extrapolated to the members' number.
  private func controlSuccesses(_ found: [Predicate]) -> Double {
    let successes = holdOut.successes(found)
    guard convention == .anonymeter, holdOut.count != members.count else { return successes }
    // Anonymeter fits the number of all statements, the same at every size, where it means those that single out. Its fit
    // of equal counts ends on the plateau of large weights, so the factor depends on the two sizes alone.
    return successes * singlingOutIntegral(members.count, to: 1)
      / singlingOutIntegral(holdOut.count, to: 1)
  }

  /// Statements about one column each, the columns taking turns, or for Anonymeter's convention drawn from those of all columns.
  private func univariate(
    _ attempts: Int, using generator: inout SeededGenerator
  ) -> [Predicate] {
    if convention == .anonymeter {
      let all = released.columns.indices.flatMap { rareStatements($0) }
      return generator.choose(min(attempts, all.count), of: all.count).map { all[$0] }
    }
    var queues = released.columns.indices.map { column in
      var places = rareStatements(column)
      var order = Array(places.indices)
      generator.shuffle(&order)
      places = order.map { places[$0] }
      return places[...]
    }
    var found: [Predicate] = []
    while found.count < attempts, queues.contains(where: { !$0.isEmpty }) {
      for column in queues.indices where found.count < attempts {
        if let next = queues[column].popFirst() { found.append(next) }
      }
    }
    return found
  }

  /// All statements about one column that are true of exactly one released record.
  private func rareStatements(_ column: Int) -> [Predicate] {
    let values = released.columns[column]
    let sorted = values.filter { !$0.isNaN }.sorted()
    func statement(_ relation: Predicate.Condition.Relation, _ value: Double) -> Predicate {
      Predicate([.init(column: column, relation: relation, value: value)])
    }
    var found: [Predicate] = []
    if values.count - sorted.count == 1 { found.append(statement(.missing, 0)) }
    for place in sorted.indices {
      let isAlone =
        (place == 0 || sorted[place - 1] < sorted[place])
        && (place == sorted.count - 1 || sorted[place] < sorted[place + 1])
      guard isAlone else { continue }
      found.append(statement(.equal, sorted[place]))
      guard released.isNumeric[column] else { continue }
      if place == 0 { found.append(statement(.atMost, sorted[place])) }
      if place == sorted.count - 1 { found.append(statement(.atLeast, sorted[place])) }
    }
    return found
  }

  /// Statements about several columns of random released records.
  private func multivariate(
    _ attempts: Int, width: Int, using generator: inout SeededGenerator
  ) -> [Predicate] {
    let medians = released.columns.map { column in
      let sorted = column.filter { !$0.isNaN }.sorted()
      return sorted.isEmpty ? 0 : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
    var found: [Predicate] = []
    var seen: Set<Predicate> = []
    // Tables of few or coarse columns may not have as many; their number of tries is bounded.
    for _ in 0..<500 * attempts where found.count < attempts {
      let record = generator.integer(below: released.count)
      let predicate = Predicate(
        generator.choose(width, of: released.columns.count).map { column in
          let value = released.columns[column][record]
          if value.isNaN { return .init(column: column, relation: .missing, value: 0) }
          guard released.isNumeric[column] else {
            return .init(column: column, relation: .equal, value: value)
          }
          return .init(
            column: column, relation: value > medians[column] ? .atLeast : .atMost, value: value)
        })
      guard seen.insert(predicate).inserted, released.singlesOut(predicate) else { continue }
      found.append(predicate)
    }
    return found
  }

  /// Statements that take nothing from the release but the values of its columns.
  private func naive(
    _ attempts: Int, width: Int, using generator: inout SeededGenerator
  ) -> [Predicate] {
    let values = released.columns.map { Set($0.filter { !$0.isNaN }).sorted() }
    return (0..<attempts).map { _ in
      Predicate(
        generator.choose(width, of: values.count).map { column in
          guard !values[column].isEmpty else {
            return .init(column: column, relation: .missing, value: 0)
          }
          let value = values[column][generator.integer(below: values[column].count)]
          let relations: [Predicate.Condition.Relation] =
            released.isNumeric[column]
            ? [.equal, .notEqual, .atLeast, .atMost] : [.equal, .notEqual]
          return .init(
            column: column, relation: relations[generator.integer(below: relations.count)],
            value: value)
        })
    }
  }
}
