import Auditing
import Metrics
import Models
import Tables

extension StageAudit {
  /// The metrics of one target's model: of all audited records with the groups to compare, then within each group.
  func measureModel(_ target: Int, stage: Int) throws -> [Measurement] {
    guard let predictions = predictions(target, stage: stage) else { return [] }
    return try (modelCells + memberCells[target]).flatMap { cell in
      let evidence = Evidence.predictions(
        predictions.selecting(
          cell.positions,
          attributes: cell.group == Measurement.all ? predictions.attributes : [], use: cell.group))
      return try setup.suite.metrics.flatMap { try $0.readings(of: evidence) }.map {
        Measurement(
          target: "\(target + 1)", stage: name(ofStage: stage), attack: nil, group: cell.group,
          reading: $0)
      }
    }
  }

  /// What one target's model predicted for the audited records; nil where no class scores are known.
  private func predictions(_ target: Int, stage: Int) -> Predictions? {
    guard let observation = targets[target].outputs[stage].observation,
      let isCorrect = observation.isCorrect
    else { return nil }
    let (count, label) = (audited.count, plan.records.dataset.label)
    let classes = observation.predicted.map { predicted in
      Predictions.Classes(
        names: (0..<max(plan.classCount, label.names.count)).map {
          label.names.indices.contains($0) ? label.names[$0] : "\($0)"
        },
        labels: audited.map { label.codes[$0] }, predicted: Array(predicted.prefix(count)),
        positive: setup.fairness.positive,
        probability: setup.fairness.positive.flatMap { observation.probability(of: Int($0)) }
          .map { Array($0.prefix(count)) })
    }
    return Predictions(
      isCorrect: Array(isCorrect.prefix(count)), isMember: isMember[target], classes: classes,
      attributes: auditedAttributes,
      // The same resamples after every stage, so that equal predictions give equal numbers.
      stream: Predictions.Stream(seed: setup.seed, label: "target \(target)"))
  }

  /// How far the data are from the declared priors, before any model.
  func biases() -> [Measurement] {
    func measurement(
      _ metric: String, _ value: Double?, _ count: Int, _ convention: String
    ) -> Measurement {
      Measurement(
        target: "1", stage: name(ofStage: 0), attack: nil,
        reading: Reading(
          metric, value: value, count: count, status: value == nil ? .notResolvable : .ok,
          convention: convention))
    }
    let biases = setup.fairness.biases
    guard !biases.isEmpty else { return [] }
    var measurements = biases.flatMap { bias in
      let count = bias.counts.reduce(0, +)
      let shares = zip(bias.levels, zip(bias.counts, bias.prior)).map {
        "\($0) \($1.0) for \(($1.1 * 10_000).rounded() / 10_000)"
      }
      let terms =
        "nats; records for prior: \(shares.joined(separator: ", ")); smoothing \(bias.smoothing); "
        + "\((bias.expectedByChance * 1e6).rounded() / 1e6) by chance"
      return [
        measurement(
          "label-bias:\(bias.attribute)", bias.priorFromData, count, "KL(prior || data), \(terms)"),
        measurement(
          "label-bias-reversed:\(bias.attribute)", bias.dataFromPrior, count,
          "KL(data || prior), \(terms)"),
      ]
    }
    measurements.append(
      measurement(
        "label-bias-loss", LabelBias.loss(biases), plan.records.dataset.count,
        "half the sum of squares of KL(prior || data) over \(biases.count) attributes"))
    return measurements
  }
}
