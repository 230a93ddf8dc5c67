import Auditing
import Metrics
import Results
import Statistics
import Tables

extension StageAudit {
  /// What needs resampling or several attacks at once: primary attacks beside the baseline, their bootstrap intervals, and
  /// whether groups differ in risk by more than chance.
  func compare(_ result: Run.StageResult, stage: Int) async throws -> [Measurement] {
    var measurements = stage == 0 ? duplicates() + biases() : []
    let baseline = result.scores.first { $0.attack == setup.suite.baseline }
    for entry in setup.suite.entries where entry.isPrimary {
      guard let own = result.scores.first(where: { $0.attack == entry.label }), !own.values.isEmpty
      else { continue }
      let scores = try scores(own)
      let references = try baseline.map(self.scores) ?? []
      for (target, scores) in scores.enumerated() {
        let place = Place(stage: result.name, attack: entry.label, target: target)
        if own.attack != setup.suite.baseline, references.indices.contains(target) {
          measurements += try await difference(scores, references[target], place)
        }
        measurements += try await resampled(scores, place)
        measurements += try await disparities(scores, place)
      }
    }
    return measurements
  }

  /// Which attack on which target after which stage.
  private struct Place {
    let stage: String
    let attack: String
    let target: Int

    func measurement(_ reading: Reading, group: String = Measurement.all) -> Measurement {
      Measurement(
        target: "\(target + 1)", stage: stage, attack: attack, group: group, reading: reading)
    }
  }

  private func replicates(_ place: Place, _ purpose: String) -> Replicates {
    Replicates(
      count: setup.resamples, seed: setup.seed,
      // The same resamples after every stage, so that equal scores give equal numbers.
      label: "\(place.attack)/target \(place.target)/\(purpose)", width: threads)
  }

  /// The number of resamples in words: 10,000 with its comma, smaller ones as they are.
  private var resamples: String {
    let (thousands, rest) = setup.resamples.quotientAndRemainder(dividingBy: 1000)
    return thousands >= 10 && rest == 0
      ? "\(thousands),000 resamples" : "\(setup.resamples) resamples"
  }

  /// The false positive rate at which attacks are compared and resampled.
  static let comparedRate = 0.01

  /// The name of the difference between an attack's TPR at that rate and the baseline's.
  var rateDifferenceName: String { "tpr-minus:\(setup.suite.baseline)@fpr<=\(Self.comparedRate)" }

  /// How far the attack's AUC, and its TPR at a low FPR, exceed the baseline's on the same records.
  private func difference(
    _ scores: Scores, _ reference: Scores, _ place: Place
  ) async throws -> [Measurement] {
    let areas = try PairedAreas(scores, reference)
    let rates = try await PairedTruePositiveRates(
      scores, reference, rate: Self.comparedRate, replicates: replicates(place, "paired TPR"))
    func p(_ value: Double?) -> String { value.map { ", \(statedPValue($0))" } ?? "" }
    return [
      place.measurement(
        Reading(
          "auc-minus:\(setup.suite.baseline)", value: areas.difference,
          interval: areas.interval(level: 0.95), count: scores.values.count,
          convention: "DeLong's paired test on the same records\(p(areas.pValue))")),
      place.measurement(
        Reading(
          rateDifferenceName, value: rates.difference.estimate,
          interval: rates.difference.percentile(level: 0.95), count: scores.values.count,
          convention: rates.difference.isResolved
            ? "paired bootstrap of the records, \(resamples) stratified by membership\(p(rates.pValue))"
            : "no interval, since fewer than 10 false positives are expected")),
    ]
  }

  private func resampled(_ scores: Scores, _ place: Place) async throws -> [Measurement] {
    let rate = Self.comparedRate
    let bootstrap = try await Bootstrap(
      scores, rates: [rate], replicates: replicates(place, "bootstrap"))
    let count = scores.values.count
    let (auc, tpr) = (bootstrap.auc, bootstrap.truePositiveRates[0])
    return [
      place.measurement(
        Reading(
          "bootstrap-auc", value: auc.estimate, interval: auc.bca(level: 0.95), count: count,
          convention: "BCa interval of \(resamples) stratified by membership")),
      place.measurement(
        Reading(
          "bootstrap-tpr@fpr<=\(rate)", value: tpr.estimate, interval: tpr.percentile(level: 0.95),
          count: count,
          convention: "percentile interval of \(resamples) stratified by membership")),
    ]
  }

  private func disparities(_ scores: Scores, _ place: Place) async throws -> [Measurement] {
    var measurements: [Measurement] = []
    for group in plan.records.dataset.groups {
      let grouping = try GroupRisks.Grouping(
        names: group.categories.names, codes: audited.map { Int(group.categories.codes[$0]) })
      let risks = try await GroupRisks(
        scores, by: grouping, permutations: replicates(place, "groups of \(group.name)"))
      let small = risks.tooSmall.map { "\($0.name) (\($0.members) + \($0.nonMembers))" }
      let left = small.isEmpty ? "" : "; too small to tell: \(small.joined(separator: ", "))"
      for risk in risks.groups {
        let readings = [
          ("tpr@global-threshold", risk.tprAtGlobalThreshold, risk.members),
          ("fpr@global-threshold", risk.fprAtGlobalThreshold, risk.nonMembers),
        ]
        measurements += readings.map { metric, estimate, count in
          place.measurement(
            Reading(
              metric, value: estimate.value, interval: estimate.interval, count: count,
              convention: "at the threshold that all non-members set for fpr <= "
                + "\(GroupRisks.Terms().rate)"),
            group: "\(group.name)=\(risk.name)")
        }
      }
      for disparity in risks.disparities {
        let metric =
          switch disparity.measure {
          case .auc: "auc-gap:\(group.name)"
          case .tprAtGlobalThreshold: "tpr-gap:\(group.name)"
          case .tprAtOwnThreshold: "tpr-gap-own-threshold:\(group.name)"
          }
        measurements.append(
          place.measurement(
            Reading(
              metric, value: disparity.difference, count: scores.values.count,
              convention:
                "\(disparity.highest) over \(disparity.lowest)\(ratio(disparity)); permutation test of the "
                + "largest gap, \(statedPValue(disparity.pValue, error: disparity.pValueError))"
                + left)))
      }
    }
    return measurements
  }

  /// How many audited records have an equal on the other side of the split, target by target.
  private func duplicates() -> [Measurement] {
    guard !plan.records.columns.isEmpty else { return [] }
    let keys = audited.map { plan.records.dataset.rowKey($0) }
    return isMember.enumerated().map { target, isMember in
      let found = DuplicatesAcrossSplit(keys: keys, isMember: isMember)
      return Measurement(
        target: "\(target + 1)", stage: name(ofStage: 0), attack: nil,
        reading: Reading(
          "duplicates-across-split", value: Double(found.total) / Double(keys.count),
          count: keys.count,
          convention: "share of audited records with an equal among the other side: "
            + "\(found.members) members, \(found.nonMembers) non-members"))
    }
  }

  private func ratio(_ disparity: GroupDisparity) -> String {
    disparity.ratio.map { ", ratio \(rounded($0))" } ?? ""
  }

  private func rounded(_ number: Double) -> String {
    "\((number * 10_000).rounded() / 10_000)"
  }
}
