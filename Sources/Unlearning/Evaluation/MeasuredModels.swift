import Auditing
import Statistics
import Tensors

/// The evidence with every model's class scores reduced once.
struct MeasuredModels {
  private let evidence: ForgettingEvidence
  private let references: References?
  private let momentReferences: MomentReferences?
  private let oracleConfidences: [[Double]]

  /// What models before unlearning said of the candidates.
  private struct References {
    let confidences: ReferenceRuns
    let logProbabilities: ReferenceRuns
  }

  init(_ evidence: ForgettingEvidence) throws {
    self.evidence = evidence
    let candidates = evidence.rows.candidates
    func reduced(_ bank: ForgettingEvidence.Bank) -> [ClassScores] {
      bank.runs.map { Self.scores($0, rows: candidates, labels: evidence.labels) }
    }
    oracleConfidences = reduced(evidence.retrained).map(\.scaledConfidences)
    guard let original = evidence.original, evidence.rows.hasCoins else {
      (references, momentReferences) = (nil, nil)
      return
    }
    let (scores, coins) = (reduced(original), evidence.rows.wasForgotten)
    references = References(
      confidences: ReferenceRuns(values: scores.map(\.scaledConfidences), included: coins),
      logProbabilities: ReferenceRuns(
        values: scores.map { $0.losses.map { -$0 } }, included: coins))
    momentReferences = try original.losses(
      beside: scores.map(\.losses), labels: candidates.map { evidence.labels[$0] }
    ).flatMap { try MomentReferences($0, included: coins) }
  }

  private static func scores(
    _ logits: Tensor<Float>, rows: [Int], labels: [Int32]
  ) -> ClassScores {
    ClassScores(
      Tensor(shape: [rows.count, logits.rowLength], scalars: rows.flatMap { logits.row($0) }),
      labels: rows.map { labels[$0] })
  }

  private func scores(_ logits: Tensor<Float>, _ rows: [Int]) -> ClassScores {
    Self.scores(logits, rows: rows, labels: evidence.labels)
  }

  /// Measures the models of one method; without an oracle they are the oracles themselves.
  func row(
    _ bank: ForgettingEvidence.Bank, oracle: ForgettingEvaluation.Row?
  ) throws -> ForgettingEvaluation.Row {
    let rows = evidence.rows
    let candidates = bank.runs.map { scores($0, rows.candidates) }
    let tested = bank.runs.map { scores($0, rows.test) }
    let accuracies = bank.runs.indices.map { run in
      Accuracies(
        forgotten: accuracy(candidates[run], rows.candidates, fates: rows.fates(ofRun: run), true),
        retained: accuracy(scores(bank.runs[run], rows.retained), rows.retained),
        test: accuracy(tested[run], rows.test))
    }
    let unseen = bank.runs.indices.map { run in
      accuracy(candidates[run], rows.candidates, fates: rows.fates(ofRun: run), false)
    }
    func estimate(_ values: [Double]) throws -> Estimate {
      try Estimate(meanOver: values) ?? Estimate(.nan, runs: 0)
    }
    let confusions = try self.confusions(candidates, tested)
    return ForgettingEvaluation.Row(
      name: bank.name, forgottenAccuracy: try estimate(accuracies.map(\.forgotten)),
      neverSeenAccuracy: try estimate(unseen),
      retainedAccuracy: try estimate(accuracies.map(\.retained)),
      testAccuracy: try estimate(accuracies.map(\.test)),
      testLoss: try estimate(tested.map { mean($0.losses) }),
      tugOfWar: try oracle.flatMap { try Estimate(meanOver: tugs(accuracies, $0.accuracies)) },
      score: oracle == nil ? oracleScore : score(candidates),
      testConfusion: try Estimate(meanOver: confusions.map(\.testError)),
      forgetConfusion: try Estimate(
        meanOver: confusions.enumerated().map { run, confusion in
          Double(confusion.forgetCount) / Double(rows.fates(ofRun: run).count { $0 })
        }),
      attacks: try attacks(candidates, of: bank, oracle: oracle),
      seconds: bank.seconds.isEmpty ? nil : mean(bank.seconds),
      recordPasses: bank.recordPasses.isEmpty ? nil : mean(bank.recordPasses.map(Double.init)),
      accuracies: accuracies)
  }

  /// The confusion of each run's model; none where no labels were swapped.
  private func confusions(
    _ candidates: [ClassScores], _ tested: [ClassScores]
  ) throws -> [InterclassConfusion] {
    guard let swapped = evidence.swapped else { return [] }
    let rows = evidence.rows
    return try candidates.indices.map { run in
      let forgotten = rows.candidates.indices.filter { rows.fates(ofRun: run)[$0] }.map {
        (predicted: candidates[run].predicted[$0], label: evidence.labels[rows.candidates[$0]])
      }
      return try InterclassConfusion(
        predicted: tested[run].predicted, truth: rows.test.map { evidence.labels[$0] },
        forgotten: forgotten, classes: (swapped.first, swapped.second))
    }
  }

  /// The share of correct predictions on all rows, or on candidates of one fate.
  private func accuracy(
    _ scores: ClassScores, _ rows: [Int], fates: [Bool]? = nil, _ fate: Bool = true
  ) -> Double {
    let chosen = rows.indices.filter { fates == nil || fates?[$0] == fate }
    let right = chosen.count { scores.predicted[$0] == evidence.labels[rows[$0]] }
    return Double(right) / Double(chosen.count)
  }

  /// Each run's tug of war with the oracles' mean accuracies.
  private func tugs(_ own: [Accuracies], _ oracles: [Accuracies]) -> [Double] {
    let wanted = Accuracies(
      forgotten: mean(oracles.map(\.forgotten)), retained: mean(oracles.map(\.retained)),
      test: mean(oracles.map(\.test)))
    return own.map { TugOfWar.value($0, wanted) }
  }

  /// The forgetting score over the candidates that runs forgot; nil where a record has fewer than three models on a side.
  ///
  /// With coins, the retrained models are those of the runs whose coin was the other one, so that all methods and the oracles
  /// themselves are judged by as many models.
  private func score(_ candidates: [ClassScores]) -> ForgettingScore? {
    score(candidates.map(\.scaledConfidences), oracleSide: evidence.rows.hasCoins)
  }

  /// What the oracles score among themselves, the best that a method can hope for: by their runs' coins, or by halves.
  private var oracleScore: ForgettingScore? {
    guard !evidence.rows.hasCoins else { return score(oracleConfidences, oracleSide: true) }
    let (even, odd) = (
      oracleConfidences.indices.filter { $0.isMultiple(of: 2) }.map { oracleConfidences[$0] },
      oracleConfidences.indices.filter { !$0.isMultiple(of: 2) }.map { oracleConfidences[$0] }
    )
    guard min(even.count, odd.count) >= 3 else { return nil }
    let forgotten = evidence.rows.fates(ofRun: 0)
    let records = forgotten.indices.filter { forgotten[$0] }
    return ForgettingScore(
      unlearned: records.map { record in even.map { $0[record] } },
      retrained: records.map { record in odd.map { $0[record] } })
  }

  private func score(_ unlearned: [[Double]], oracleSide: Bool) -> ForgettingScore? {
    let rows = evidence.rows
    let samples = rows.candidates.indices.compactMap { record -> ([Double], [Double])? in
      let runs = unlearned.indices.filter { rows.fates(ofRun: $0)[record] }
      let oracles = oracleConfidences.indices.filter {
        !oracleSide || !rows.fates(ofRun: $0)[record]
      }
      guard !runs.isEmpty else { return nil }
      return (runs.map { unlearned[$0][record] }, oracles.map { oracleConfidences[$0][record] })
    }
    guard samples.allSatisfy({ $0.0.count >= 3 && $0.1.count >= 3 }) else { return nil }
    return ForgettingScore(unlearned: samples.map(\.0), retrained: samples.map(\.1))
  }

  private func attacks(
    _ candidates: [ClassScores], of bank: ForgettingEvidence.Bank,
    oracle: ForgettingEvaluation.Row?
  ) throws -> [ForgettingEvaluation.AttackResult] {
    let losses = bank.losses(
      beside: candidates.map(\.losses),
      labels: evidence.rows.candidates.map { evidence.labels[$0] })
    return try ForgettingAttack.allCases.enumerated().map { place, attack in
      let values = candidates.indices.map {
        self.values(attack, candidates, losses?[$0], run: $0)
      }
      guard !values.contains(nil) else {
        return ForgettingEvaluation.AttackResult(
          attack: attack, scores: [], area: nil, difference: nil, reason: reason(attack))
      }
      let scores = try values.compactMap(\.self).enumerated().map { run, values in
        try Scores(values: values, isMember: evidence.rows.fates(ofRun: run))
      }
      let others = oracle?.attacks[place].scores ?? []
      return ForgettingEvaluation.AttackResult(
        attack: attack, scores: scores, area: try Estimate(areasOf: scores),
        difference: others.isEmpty ? nil : try OracleDifference(scores, minus: others), reason: "")
    }
  }

  /// An attack's scores of one run's candidates; nil where it lacks references.
  private func values(
    _ attack: ForgettingAttack, _ candidates: [ClassScores], _ losses: [[Double]]?, run: Int
  ) -> [Double]? {
    let own = candidates[run]
    switch attack {
    case .loss: return own.losses.map { -$0 }
    case .mean: return losses?.map { -mean($0) }
    case .moments:
      return losses.flatMap { momentReferences?.scores(of: $0, attacking: run) }
    case .lira:
      return references?.confidences.likelihoodRatios(
        of: own.scaledConfidences, attacking: run)
    case .rmia:
      return references?.logProbabilities.probabilityRatios(
        of: own.losses.map { -$0 }, attacking: run)
    case .unlearningLiRA:
      guard evidence.rows.hasCoins else { return nil }
      return ReferenceRuns(
        values: candidates.map(\.scaledConfidences),
        included: candidates.indices.map { evidence.rows.fates(ofRun: $0) }
      ).likelihoodRatios(of: own.scaledConfidences, attacking: run)
    }
  }

  private func reason(_ attack: ForgettingAttack) -> String {
    if [.mean, .moments].contains(attack), evidence.retrained.versions.isEmpty {
      return "models were asked about each record once; ask about several versions of it"
    }
    guard evidence.rows.hasCoins else {
      return
        "each record must be forgotten in some runs and never seen in others; give the coins of each run"
    }
    if attack != .unlearningLiRA && evidence.original == nil {
      return "the models before unlearning are its references; give them"
    }
    return "each record needs \(ReferenceRuns.fewest) other runs on both sides; give more runs"
  }
}
