import NearestNeighbors
package import Statistics
import Tables

/// Whether a release gives away one column of a record to somebody who knows the others after section 3.3 of Giomi and others 2023.
///
/// The guess is the secret of the released record that is nearest in the known columns. Of equally near ones any is taken, so a guess
/// counts with the share of them that is right. A level must be equal; a number may be off by a share of the true
/// value's size (Anonymeter takes that of the guess, so that every negative guess is right). A missing secret is guessed right by
/// a missing value.
package struct AttributeInference: Sendable {
  private let tables: ReleaseTables
  private let place: Int
  private let known: [String]
  private let tolerance: Double
  private let convention: DisclosureConvention
  private let threads: Int

  /// Prepares the guesses.
  ///
  /// - Parameters:
  ///   - tables: The release beside members and hold-out.
  ///   - secret: The column that is guessed.
  ///   - known: The columns that the attacker knows; nil for all others.
  ///   - tolerance: By which share of the true number a guess may be off.
  ///   - convention: Whose rules are followed.
  ///   - threads: The most searches in work at a time; changes the time only.
  /// - Throws: `MetricsError` where there is no such column, or nothing is known.
  package init(
    _ tables: ReleaseTables, secret: String, known: [String]? = nil, tolerance: Double = 0.05,
    convention: DisclosureConvention = .corrected, threads: Int
  ) throws(MetricsError) {
    guard let place = tables.columns.firstIndex(of: secret) else {
      throw MetricsError("no column '\(secret)' to infer; the columns are \(tables.columns)")
    }
    let known = known ?? tables.columns.filter { $0 != secret }
    guard !known.isEmpty, !known.contains(secret) else {
      throw MetricsError("to infer '\(secret)' other columns must be known; name at least one")
    }
    self.tables = tables
    self.place = place
    self.known = known
    self.tolerance = tolerance
    self.convention = convention
    self.threads = threads
  }

  /// Guesses.
  ///
  /// - Parameters:
  ///   - attempts: The records whose secret is guessed; all where there are fewer.
  ///   - generator: Draws them.
  /// - Returns: The risk.
  /// - Throws: `NeighborsError` where columns cannot be compared; `CancellationError`.
  package func risk(
    attempts: Int, using generator: inout SeededGenerator
  ) async throws -> DisclosureRisk {
    let count = min(attempts, tables.members.count, tables.holdOut.count)
    let places = generator.choose(count, of: tables.members.count)
    let targets = tables.members.selecting(rows: places)
    let controls = tables.holdOut.selecting(
      rows: generator.choose(count, of: tables.holdOut.count))
    return DisclosureRisk(
      main: try await guesses(targets), control: try await guesses(controls),
      naive: convention == .anonymeter ? aligned(targets, at: places) : naive(targets))
  }

  private func guesses(_ targets: Dataset) async throws -> GuessOutcome {
    let domain = try MixedDomain(
      ranges: [tables.members, tables.holdOut], also: [tables.released], columns: known,
      includesLabel: false)
    let nearest = try await MixedTable(targets, in: domain).nearestTies(
      in: MixedTable(tables.released, in: domain), threads: threads)
    let (secrets, guesses) = (values(targets), values(tables.released))
    let successes = nearest.enumerated().map { record, ties -> Double in
      if convention == .anonymeter {
        return isRight(guesses[ties.indexes[0]], secrets[record]) ? 1 : 0
      }
      let right = ties.indexes.count { isRight(guesses[$0], secrets[record]) }
      return Double(right) / Double(ties.indexes.count)
    }
    return GuessOutcome(attempts: targets.count, successes: successes.reduce(0, +))
  }

  /// Anonymeter's guess: the secret of the released record of the target's own row number where it was drawn, else a missing value.
  private func aligned(_ targets: Dataset, at places: [Int]) -> GuessOutcome {
    let released = values(tables.released)
    let drawn = Double(min(targets.count, released.count)) / Double(released.count)
    let successes = zip(values(targets), places).map { secret, place in
      let own = place < released.count && isRight(released[place], secret)
      return (own ? drawn : 0) + (secret.isNaN ? 1 - drawn : 0)
    }
    return GuessOutcome(
      attempts: targets.count, successes: min(Double(targets.count), successes.reduce(0, +)))
  }

  /// Any released record's secret as the guess: the share of all released records that is right, for each target.
  private func naive(_ targets: Dataset) -> GuessOutcome {
    let sorted = values(tables.released).filter { !$0.isNaN }.sorted()
    let missing = tables.released.count - sorted.count
    let successes = values(targets).map { secret in
      let right =
        secret.isNaN
        ? missing
        : Self.count(sorted, from: secret - allowance(secret), to: secret + allowance(secret))
      return Double(right) / Double(tables.released.count)
    }
    return GuessOutcome(attempts: targets.count, successes: successes.reduce(0, +))
  }

  /// How many sorted numbers lie between two, ends included.
  private static func count(_ sorted: [Double], from low: Double, to high: Double) -> Int {
    func place(_ isBefore: (Double) -> Bool) -> Int {
      var (start, end) = (0, sorted.count)
      while start < end {
        let middle = (start + end) / 2
        if isBefore(sorted[middle]) { start = middle + 1 } else { end = middle }
      }
      return start
    }
    return place { $0 <= high } - place { $0 < low }
  }

  private func isRight(_ guess: Double, _ secret: Double) -> Bool {
    if secret.isNaN || guess.isNaN { return secret.isNaN && guess.isNaN }
    if convention == .anonymeter, case .numeric = tables.released.features[place].values {
      return abs(guess - secret) / (guess + 1e-12) <= tolerance
    }
    return guess >= secret - allowance(secret) && guess <= secret + allowance(secret)
  }

  /// How far off a guess may be; nothing for a level.
  private func allowance(_ secret: Double) -> Double {
    if case .numeric = tables.released.features[place].values { abs(secret) * tolerance } else { 0 }
  }

  /// The secrets: numbers, or levels as their codes; NaN where missing.
  private func values(_ table: Dataset) -> [Double] {
    switch table.features[place].values {
    case .numeric(let numbers): numbers
    case .categorical(let levels): levels.codes.map { $0 < 0 ? .nan : Double($0) }
    }
  }
}
