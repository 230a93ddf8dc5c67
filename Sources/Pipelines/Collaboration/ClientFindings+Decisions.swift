import Auditing
import Metrics
import Results
import Statistics
import Tables

extension ClientFindings {
  /// Accuracy, and all measures of fairness, of decisions on the client's records that nobody learned from.
  mutating func judge(
    _ predicted: [Int32], _ dataset: Dataset, of client: Client, _ model: String,
    probability: (Int) -> [Double]?
  ) throws {
    let labels = client.heldOut.map { dataset.label.codes[$0] }
    let right = zip(labels, predicted).count(where: ==)
    add(
      Reading(
        Self.accuracy, value: Double(right) / Double(labels.count),
        interval: clopperPearson(successes: right, trials: labels.count, level: 0.95),
        count: labels.count,
        convention: "\(model), on the client's \(labels.count) records that nobody learned from"),
      of: client)
    guard let metric = setup.suite.metrics.lazy.compactMap({ $0 as? Fairness }).first else {
      return
    }
    let groups = try FairnessGroups(setup.fairness, of: dataset)
    let predictions = Predictions(
      isCorrect: zip(labels, predicted).map(==), isMember: labels.map { _ in false },
      classes: Predictions.Classes(
        names: dataset.label.names, labels: labels, predicted: predicted,
        positive: groups.positive,
        probability: groups.positive.flatMap { probability(Int($0)) }),
      attributes: groups.attributes.map { attribute in
        Predictions.Attribute(
          attribute.group.selecting(client.heldOut), privileged: attribute.privileged)
      },
      stream: Predictions.Stream(seed: setup.seed, label: "client \(client.name)"))
    for (group, reading) in try metric.readingsByGroup(of: predictions, on: Self.decisions) {
      measurements.append(
        Measurement(
          target: "\(place.target + 1)", stage: place.stage, attack: nil,
          group: Self.prefix + client.name + (group == Measurement.all ? "" : "/\(group)"),
          reading: reading))
    }
  }
}
