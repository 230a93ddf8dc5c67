package import Statistics

/// The scores of the canaries of one model and how the coins of their inclusion fell.
package struct CanaryScores: Sendable, Equatable {
  /// How the canaries to include were drawn.
  package enum Inclusion: Sendable, Equatable {
    /// Each canary by its own fair coin.
    case independentCoins
    /// Any other way, such as a fixed number of them or all.
    case other
  }

  /// The scores, higher meaning more member-like.
  package let scores: [Double]
  /// Whether each canary was included.
  package let included: [Bool]

  /// Creates the scores of an audit of one model.
  ///
  /// - Parameters:
  ///   - scores: One score a canary, 1 or more.
  ///   - included: Whether each was included.
  ///   - inclusion: How that was drawn.
  /// - Throws: `PrivacyBoundsError` when the counts differ, there is no canary, a score is NaN,
  ///   or the inclusion was not by independent fair coins.
  package init(
    scores: [Double], included: [Bool], inclusion: Inclusion
  ) throws(PrivacyBoundsError) {
    guard scores.count == included.count, !scores.isEmpty else {
      throw PrivacyBoundsError(
        "\(scores.count) scores of \(included.count) canaries; give one a canary and 1 or more")
    }
    try requireNumbers(scores, of: "canaries")
    guard inclusion == .independentCoins else {
      throw PrivacyBoundsError(
        "a one-run bound needs canaries included by independent fair coins; draw them so, retrain"
      )
    }
    self.scores = scores
    self.included = included
  }

  /// Guesses the canaries of the highest scores to be members and those of the lowest not to be.
  ///
  /// The attacker abstains on the whole of a tie that straddles a cut, whatever the order of the
  /// canaries; those guesses remain planned.
  ///
  /// - Parameters:
  ///   - cut: The numbers of guesses.
  ///   - plan: Whether the cut was fixed before the model was seen.
  /// - Returns: The outcome.
  /// - Throws: `PrivacyBoundsError` when the cut has more guesses than there are canaries.
  package func guess(
    _ cut: GuessCut, plan: GuessCounts.Plan = .fixedBeforehand
  ) throws(PrivacyBoundsError) -> GuessCounts {
    try RankedCanaries(self).guess(cut, plan: plan)
  }

  /// Splits the canaries at random, half of them, rounded down, going to the first part.
  ///
  /// - Parameter generator: The source of the split, which must not depend on the scores.
  /// - Returns: The part to choose on and the part to judge on.
  /// - Throws: `PrivacyBoundsError` when there are fewer than two canaries.
  package func split(
    using generator: inout SeededGenerator
  ) throws(PrivacyBoundsError) -> (choosing: CanaryScores, judging: CanaryScores) {
    guard scores.count >= 2 else {
      throw PrivacyBoundsError("1 canary cannot be split; give 2 or more")
    }
    let order = generator.permutation(scores.count)
    let half = scores.count / 2
    return (try part(order.prefix(half)), try part(order.dropFirst(half)))
  }

  private func part(_ places: ArraySlice<Int>) throws(PrivacyBoundsError) -> CanaryScores {
    try CanaryScores(
      scores: places.map { scores[$0] }, included: places.map { included[$0] },
      inclusion: .independentCoins)
  }
}

/// How many canaries to guess: the k₊ highest scores as members, the k₋ lowest as non-members.
package struct GuessCut: Sendable, Equatable, CustomStringConvertible {
  /// The number of canaries to be taken for members, k₊.
  package let members: Int
  /// The number of canaries to be taken for non-members, k₋.
  package let nonMembers: Int

  /// Creates a cut.
  ///
  /// - Parameters:
  ///   - members: The number of canaries to be taken for members.
  ///   - nonMembers: The number of canaries to be taken for non-members.
  /// - Throws: `PrivacyBoundsError` when one is negative or both are 0.
  package init(members: Int, nonMembers: Int) throws(PrivacyBoundsError) {
    guard members >= 0, nonMembers >= 0, members > 0 || nonMembers > 0 else {
      throw PrivacyBoundsError(
        "a cut of \(members) members and \(nonMembers) non-members guesses nothing; "
          + "give 0 or more of each and 1 in all")
    }
    self.members = members
    self.nonMembers = nonMembers
  }

  /// The two numbers.
  package var description: String { "top \(members), bottom \(nonMembers)" }
}

/// Canaries in the order of their scores, so that many cuts cost one sort.
struct RankedCanaries {
  private let ranked: [(score: Double, included: Bool)]
  /// The number included among the canaries of the lowest ranks.
  private let includedBelow: [Int]

  init(_ canaries: CanaryScores) {
    ranked = zip(canaries.scores, canaries.included).map { ($0, $1) }.sorted { $0.score < $1.score }
    includedBelow = ranked.reduce(into: [0]) { sums, canary in
      sums.append(sums[sums.count - 1] + (canary.included ? 1 : 0))
    }
  }

  func guess(_ cut: GuessCut, plan: GuessCounts.Plan) throws(PrivacyBoundsError) -> GuessCounts {
    let count = ranked.count
    guard cut.members <= count, cut.nonMembers <= count - cut.members else {
      throw PrivacyBoundsError(
        "the cut \(cut) needs more guesses than there are canaries, \(count); make it smaller")
    }
    let top = firstOfTop(count - cut.members)
    let bottom = endOfBottom(cut.nonMembers)
    let members = includedBelow[count] - includedBelow[top]
    return try GuessCounts(
      canaries: count, guesses: cut.members + cut.nonMembers,
      correct: members + bottom - includedBelow[bottom],
      abstentions: cut.members - (count - top) + cut.nonMembers - bottom, plan: plan)
  }

  /// The first place from the given one on whose score differs from the one below that place.
  private func firstOfTop(_ place: Int) -> Int {
    guard place > 0, place < ranked.count else { return place }
    let excluded = ranked[place - 1].score
    return ranked[place...].firstIndex { $0.score != excluded } ?? ranked.count
  }

  /// The end of the places below the given one whose scores differ from the one at that place.
  private func endOfBottom(_ place: Int) -> Int {
    guard place > 0, place < ranked.count else { return place }
    let excluded = ranked[place].score
    return (ranked[..<place].lastIndex { $0.score != excluded } ?? -1) + 1
  }
}
