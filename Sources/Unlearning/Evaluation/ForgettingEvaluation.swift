package import Auditing
import Metrics
import Statistics
import Tensors

/// How well methods made models forget, each judged by its difference to training from scratch.
package struct ForgettingEvaluation: Sendable {
  /// What one attack finds in the models of one method.
  package struct AttackResult: Sendable {
    /// The attack.
    package let attack: ForgettingAttack
    /// Each run's scores of the candidates, forgotten ones as members; none where the attack could not be run.
    package let scores: [Scores]
    /// The area of forgotten against never-seen records, 0.5 where they cannot be told apart.
    package let area: Estimate?
    /// The area less that of the oracles; nil for the oracles themselves.
    package internal(set) var difference: OracleDifference?
    /// Why the attack could not be run; empty where it was.
    package let reason: String
  }

  /// What was measured of the models of one method.
  package struct Row: Sendable {
    /// The method's name.
    package let name: String
    /// The share of correct predictions on the forgotten records, averaged over runs.
    package let forgottenAccuracy: Estimate
    /// On the candidates that were never seen.
    package let neverSeenAccuracy: Estimate
    /// On the records that stay.
    package let retainedAccuracy: Estimate
    /// On test records.
    package let testAccuracy: Estimate
    /// The mean loss on test records, in nats.
    package let testLoss: Estimate
    /// The tug of war with the oracles' mean accuracies, from 0 to 1.
    package let tugOfWar: Estimate?
    /// The forgetting score against the oracles; nil where there are fewer than three models on a side.
    package let score: ForgettingScore?
    /// The share of test records of the swapped classes that are taken for each other; nil where none were swapped.
    package let testConfusion: Estimate?
    /// The share of forgotten records that are still predicted as the wrong label; nil where none were swapped.
    package let forgetConfusion: Estimate?
    /// The attacks, in the order of their list.
    package internal(set) var attacks: [AttackResult]
    /// The mean seconds of a run; nil where they are not known.
    package let seconds: Double?
    /// The mean number of times that a record was read; nil where it is not known.
    package let recordPasses: Double?
    let accuracies: [Accuracies]
  }

  /// The models before unlearning; nil where they are not known.
  package let before: Row?
  /// The oracles.
  package let retrained: Row
  /// The methods, in the order given.
  package let methods: [Row]

  /// Whether no attack tells the oracles' candidates apart, after Holm's correction, without which nothing else can be read.
  package var oraclesPass: Bool { oraclePValues.allSatisfy { $0 > 1 - Estimate.level } }

  /// The corrected p-values of "an area of one half" of the attacks on the oracles that could be run.
  private var oraclePValues: [Double] {
    holm(
      retrained.attacks.filter { !$0.scores.isEmpty }.map { attack in
        if attack.scores.count >= 2 { return RunAreas(attack.scores).pValueOfOneHalf }
        let sum = RankSum(attack.scores[0])
        guard sum.nullVariance > 0 else { return 1 }
        return min(
          1, 2 * Normal.standard.upperTail(abs(sum.auc - 0.5) / sum.nullVariance.squareRoot()))
      })
  }

  /// The product of the forgetting score and of the ratios of retain and test accuracy to the oracles'; nil without a score.
  ///
  /// - Parameter row: A method's row.
  /// - Returns: The challenge's final score.
  package func finalScore(of row: Row) -> Double? {
    let (retain, test) = (retrained.retainedAccuracy.value, retrained.testAccuracy.value)
    guard let score = row.score?.value, retain > 0, test > 0 else { return nil }
    return score * row.retainedAccuracy.value / retain * row.testAccuracy.value / test
  }

  /// Evaluates.
  ///
  /// - Parameter evidence: What models said.
  /// - Throws: An error in one line where scores cannot be compared.
  /// - Complexity: O(attacks x runs^2 x candidates), and O(runs^2) for each candidate's forgetting score.
  package init(_ evidence: ForgettingEvidence) throws {
    let measured = try MeasuredModels(evidence)
    let oracle = try measured.row(evidence.retrained, oracle: nil)
    retrained = oracle
    before = try evidence.original.map { try measured.row($0, oracle: oracle) }
    methods = Self.corrected(
      try evidence.methods.map { try measured.row($0, oracle: oracle) })
  }

  /// Puts Holm's correction over all methods and attacks.
  private static func corrected(_ rows: [Row]) -> [Row] {
    var rows = rows
    let places = rows.indices.flatMap { row in
      rows[row].attacks.indices.filter { rows[row].attacks[$0].difference?.pValue != nil }
        .map { (row: row, attack: $0) }
    }
    let pValues = places.compactMap { rows[$0.row].attacks[$0.attack].difference?.pValue }
    for (place, adjusted) in zip(places, holm(pValues)) {
      rows[place.row].attacks[place.attack].difference?.adjusted = adjusted
    }
    return rows
  }
}
