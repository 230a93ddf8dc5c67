import Auditing
import Evaluation
import Metrics
import Statistics
import Tables

/// How a release treats groups: in its own records and labels, and by the models that learned from it.
///
/// Everything stands beside the same of the members. Readings end in `@` and where they were taken: `@release`, `@members`
/// and `@hold-out` for records, `@hold-out tstr LEARNER` and `@hold-out trtr LEARNER` for decisions on the hold-out by models
/// that learned from the release and from the members.
struct ReleaseFairness {
  private(set) var measurements: [Measurement] = []

  private let given: GivenRelease
  private let groups: FairnessGroups
  private let metric: Fairness?
  private let stage: String
  private let seed: UInt64
  /// The class whose decision is compared: the declared one, of two the one that is rarer among members.
  private let positive: Int32?

  /// Compares groups; without declared groups there is nothing to compare.
  ///
  /// - Parameters:
  ///   - given: The release beside the records that it came from.
  ///   - groups: By what groups are compared.
  ///   - metric: How rates and gaps are measured; nil where the suite leaves them out.
  ///   - transfers: What models decide that learned from the release and from the members.
  ///   - setup: The stage's name and the seed of resamples.
  /// - Throws: `MetricsError` where a prior or a level is none; `CancellationError`.
  init(
    _ given: GivenRelease, _ groups: FairnessGroups, metric: Fairness?,
    transfers: [(learner: String, result: TransferResult)], setup: (stage: String, seed: UInt64)
  ) throws {
    self.given = given
    self.groups = groups
    self.metric = metric
    (stage, seed) = setup
    positive = groups.positive ?? Self.rarer(given)
    guard !given.records.dataset.groups.isEmpty else { return }
    for (place, rows) in places {
      shares(place, rows)
      try labels(place, rows)
    }
    try biases()
    for transfer in transfers {
      try decisions("hold-out tstr \(transfer.learner)", transfer.result.ofRelease)
      try decisions("hold-out trtr \(transfer.learner)", transfer.result.ofReal)
    }
  }

  private var places: [(String, [Int])] {
    [
      ("release", given.released), ("members", given.membership.records(.member)),
      ("hold-out", given.holdOut),
    ]
  }

  /// Of two classes the one that fewer members have, of equals the second; nil where there are not two.
  private static func rarer(_ given: GivenRelease) -> Int32? {
    let label = given.records.dataset.label
    guard label.names.count == 2 else { return nil }
    let members = given.membership.records(.member)
    return 2 * members.count { label.codes[$0] == 0 } < members.count ? 0 : 1
  }

  private mutating func add(_ reading: Reading, group: String = Measurement.all) {
    measurements.append(
      Measurement(target: "1", stage: stage, attack: nil, group: group, reading: reading))
  }

  private mutating func add(
    _ metric: String, of count: Int, among total: Int, group: String, suffix: String = ""
  ) {
    let interval = total > 0 ? clopperPearson(successes: count, trials: total, level: 0.95) : nil
    add(
      Reading(
        metric, value: total > 0 ? Double(count) / Double(total) : nil, interval: interval,
        count: total, status: total > 0 ? .ok : .notApplicable,
        convention: (total > 0 ? "\(count) of \(total) records" : "no record") + suffix),
      group: group)
  }

  /// The share of each group, and of the positive class in it.
  private mutating func shares(_ place: String, _ rows: [Int]) {
    let label = given.records.dataset.label
    for group in groups.attributes.map(\.group) {
      for (code, level) in group.categories.names.enumerated() {
        let name = "\(group.name)=\(level)"
        let own = rows.filter { group.categories.codes[$0] == Int32(code) }
        add("group-share@\(place)", of: own.count, among: rows.count, group: name)
        guard let positive else { continue }
        add(
          "positive-share@\(place)", of: own.count { label.codes[$0] == positive },
          among: own.count, group: name, suffix: positiveNote)
      }
    }
    guard let positive else { return }
    add(
      "positive-share@\(place)", of: rows.count { label.codes[$0] == positive }, among: rows.count,
      group: Measurement.all, suffix: positiveNote)
  }

  /// Which class is positive, for the readings.
  private var positiveNote: String {
    guard let positive else { return "" }
    let name = given.records.dataset.label.names[Int(positive)]
    return "; positive: \(name)"
      + (groups.positive == nil ? ", the rarer class among members, as none was declared" : "")
  }

  /// How far apart groups are in their own labels, as if these were decisions.
  private mutating func labels(_ place: String, _ rows: [Int]) throws {
    guard let positive, let metric, !rows.isEmpty else { return }
    let codes = rows.map { given.records.dataset.label.codes[$0] }
    let readings = try metric.readings(
      of: predictions(codes, rows: rows, positive: positive, probability: nil, use: place),
      on: place)
    let kept = ":\(FairnessCriterion.demographicParity.rawValue):"
    for reading in readings where reading.metric.contains(kept) { add(reading) }
  }

  /// How far the release is from the declared priors and from the members, before any model.
  private mutating func biases() throws {
    for bias in groups.biases {
      guard
        let group = given.records.dataset.groups.first(where: { $0.name == bias.attribute })
          ?? (bias.attribute == FairnessDeclaration.label
            ? Group(name: bias.attribute, categories: given.records.dataset.label) : nil)
      else { continue }
      let released = group.selecting(given.released)
      guard released.categories.codes.contains(where: { $0 >= 0 }) else { continue }
      let shares = bias.counts.map(Double.init)
      for (metric, prior, text) in [
        ("label-bias-release", bias.prior, "KL(prior || release)"),
        ("label-drift", shares, "KL(members || release)"),
      ] {
        let found = try LabelBias(released, prior: prior, smoothing: bias.smoothing)
        add(
          Reading(
            "\(metric):\(bias.attribute)", value: found.priorFromData,
            count: released.categories.codes.count,
            status: found.priorFromData == nil ? .notResolvable : .ok,
            convention: found.priorFromData == nil
              ? "\(text) in nats is infinite: a level is lost in the release" : "\(text) in nats"))
      }
    }
  }

  /// The rates of a model's decisions on the hold-out, by group, and the gaps between groups.
  private mutating func decisions(
    _ place: String, _ decisions: TransferResult.Decisions?
  ) throws {
    guard let metric, let decisions else { return }
    try Task.checkCancellation()
    let all = predictions(
      decisions.classes, rows: given.holdOut, positive: positive,
      probability: positive.map { decisions.probability(of: Int($0)) }, use: "hold-out")
    for (group, reading) in try metric.readingsByGroup(of: all, on: place) {
      add(reading, group: group)
    }
  }

  private func predictions(
    _ predicted: [Int32], rows: [Int], positive: Int32?, probability: [Double]?, use: String
  ) -> Auditing.Predictions {
    let label = given.records.dataset.label
    let labels = rows.map { label.codes[$0] }
    return Auditing.Predictions(
      isCorrect: zip(labels, predicted).map(==), isMember: rows.map { _ in false },
      classes: Auditing.Predictions.Classes(
        names: label.names, labels: labels, predicted: predicted, positive: positive,
        probability: probability),
      attributes: groups.attributes.map { attribute in
        Auditing.Predictions.Attribute(
          attribute.group.selecting(rows), privileged: attribute.privileged)
      },
      // The same resamples of the hold-out for every model, so that equal decisions give equal numbers.
      stream: Auditing.Predictions.Stream(seed: seed, label: "release/fairness/\(use)"))
  }
}
