import Auditing
import Metrics
import Results
import Statistics

extension ReportTables {
  /// The criteria that the report shows, in the order of its rows.
  static let criteria: [FairnessCriterion] = [
    .demographicParity, .equalOpportunity, .predictiveEquality, .equalizedOdds, .predictiveParity,
    .accuracyParity, .calibration,
  ]

  /// What the report says of one attribute.
  struct Fairness {
    let attribute: String
    let rates: String
    let gaps: String
    let notes: [String]
  }

  /// What the report says of a stage's model by attribute; none where groups were not compared.
  func fairness(_ stage: String) -> [Fairness] {
    attributes(stage).map { attribute in
      Fairness(
        attribute: attribute, rates: rates(of: attribute, stage), gaps: gaps(of: attribute, stage),
        notes: notes(on: attribute, stage))
    }
  }

  /// Whether a positive class was declared, so that more than accuracy could be compared.
  func hasPositiveClass(_ stage: String) -> Bool {
    first("\(BaseRate.selectionRate.rawValue)@\(Side.nonMembers.rawValue)", stage) != nil
  }

  private typealias Side = Metrics.Fairness.Side

  /// The attributes that were compared at a stage, with intersections, in the order of the run.
  func attributes(_ stage: String) -> [String] {
    let (prefix, suffix) = (
      "\(Metrics.Fairness.name):",
      ":\(FairnessCriterion.accuracyParity.rawValue):\(Aggregate.difference.rawValue)@\(Side.nonMembers.rawValue)"
    )
    return run.measurements.compactMap { measurement in
      let metric = measurement.reading.metric
      guard measurement.target == "1", measurement.stage == stage, metric.hasPrefix(prefix),
        metric.hasSuffix(suffix)
      else { return nil }
      return String(metric.dropFirst(prefix.count).dropLast(suffix.count))
    }
  }

  /// The reading of a gap; nil where it was not measured.
  func gap(
    _ attribute: String, _ measure: String, _ stage: String, isOfMembers: Bool = false
  ) -> Reading? {
    let side: Side = isOfMembers ? .members : .nonMembers
    return reading(
      Metrics.Fairness.name(of: attribute, measure, side), stage: stage, attack: nil)
  }

  /// The first target's reading of a metric of the model.
  private func first(_ metric: String, _ stage: String) -> Reading? {
    reading(metric, stage: stage, attack: nil, of: "1")
  }

  /// The names of an attribute's groups in measurements.
  private func groups(of attribute: String, _ stage: String) -> [String] {
    var names: [String] = []
    for measurement in run.measurements
    where measurement.target == "1" && measurement.stage == stage
      && measurement.group.hasPrefix("\(attribute)=") && names.last != measurement.group
    {
      if !names.contains(measurement.group) { names.append(measurement.group) }
    }
    return names
  }

  private func rates(of attribute: String, _ stage: String) -> String {
    let shown: [(rate: BaseRate, title: String)] =
      hasPositiveClass(stage)
      ? [
        (.baseRate, "positive"), (.selectionRate, "selection rate"),
        (.truePositiveRate, "true positive rate"), (.falsePositiveRate, "false positive rate"),
        (.positivePredictiveValue, "predictive value"), (.accuracy, "accuracy"),
        (.calibrationError, "calibration error"),
      ] : [(.accuracy, "accuracy")]
    let isMerged = hasSuperclasses(attribute, stage)
    let rows = (groups(of: attribute, stage) + [Measurement.all]).map { group in
      let cells = shown.map { rate, _ in
        let reading = reading(
          "\(rate.rawValue)@\(Side.nonMembers.rawValue)", stage: stage, attack: nil, group: group)
        guard let reading else { return "–" }
        return reading.value == nil ? escaped(reading.convention) : cell(reading) { decimal($0) }
      }
      let level = group == Measurement.all ? "all" : String(group.dropFirst(attribute.count + 1))
      let merged = cell(
        gap(attribute, "\(Metrics.Fairness.superclassAccuracy):\(level)", stage)
      ) { decimal($0) }
      return [escaped(level), records(group, stage)] + cells + (isMerged ? [merged] : [])
    }
    return markdownTable(
      ["group", "non-members"] + shown.map(\.title)
        + (isMerged ? ["accuracy, any class of the group being right"] : []), rows)
  }

  /// Whether groups follow from the class, so that a prediction can be right about the group alone.
  private func hasSuperclasses(_ attribute: String, _ stage: String) -> Bool {
    gap(
      attribute, "\(Metrics.Fairness.superclassParity):\(Aggregate.difference.rawValue)", stage)
      != nil
  }

  /// The non-members of a group, on average over targets.
  private func records(_ group: String, _ stage: String) -> String {
    let metric = "\(BaseRate.accuracy.rawValue)@\(Side.nonMembers.rawValue)"
    let counts = run.measurements.filter {
      $0.stage == stage && $0.group == group && $0.reading.metric == metric && $0.attack == nil
        && $0.target != Measurement.mean
    }.map(\.reading.count)
    guard !counts.isEmpty else { return "0" }
    return "\(Int((Double(counts.reduce(0, +)) / Double(counts.count)).rounded()))"
  }

  private func gaps(of attribute: String, _ stage: String) -> String {
    let criteria = (Self.criteria.map(\.rawValue) + [Metrics.Fairness.superclassParity]).filter {
      gap(attribute, "\($0):\(Aggregate.difference.rawValue)", stage) != nil
    }
    let ofClasses =
      hasPositiveClass(stage)
      ? [] : OneVersusRest.criteria.map { "one-vs-rest-\($0.rawValue)" }
    let rows = (criteria + ofClasses).map { criterion in
      func value(_ aggregate: Aggregate, isOfMembers: Bool = false) -> String {
        gapCell(attribute, "\(criterion):\(aggregate.rawValue)", stage, isOfMembers: isOfMembers)
      }
      return [
        criterion.replacing("-", with: " "), comparedGroups(attribute, criterion, stage),
        value(.difference), value(.ratio),
        value(.differenceToOverall), value(.sum), value(.mean),
        test(of: attribute, criterion, stage), value(.difference, isOfMembers: true),
      ]
    }
    return markdownTable(
      [
        "criterion", "groups", "difference [95 %]", "ratio", "to overall", "sum", "mean", "p",
        "difference on members",
      ], rows)
  }

  /// A gap's value; of the first target, and said so, where not all targets have one.
  private func gapCell(
    _ attribute: String, _ measure: String, _ stage: String, isOfMembers: Bool = false
  ) -> String {
    let text = cell(gap(attribute, measure, stage, isOfMembers: isOfMembers)) { decimal($0) }
    return isOfMean(attribute, measure, stage, isOfMembers: isOfMembers)
      ? text : "\(text) (target 1)"
  }

  /// Whether a gap's shown value is over all targets.
  func isOfMean(
    _ attribute: String, _ measure: String, _ stage: String, isOfMembers: Bool = false
  ) -> Bool {
    let metric = Metrics.Fairness.name(of: attribute, measure, isOfMembers ? .members : .nonMembers)
    return run.targetCount == 1
      || reading(metric, stage: stage, attack: nil, of: Measurement.mean) != nil
  }

  /// How many of the groups are compared, from the fewest to the most over targets.
  func comparedGroups(_ attribute: String, _ criterion: String, _ stage: String) -> String {
    let metric = Metrics.Fairness.name(
      of: attribute, "\(criterion):\(Aggregate.difference.rawValue)", .nonMembers)
    let found = (1...run.targetCount).compactMap { target in
      reading(metric, stage: stage, attack: nil, of: "\(target)")?.convention
        .firstMatch(of: /^([0-9]+) of ([0-9]+) groups/)
    }
    guard let all = found.first?.2, let least = found.compactMap({ Int($0.1) }).min(),
      let most = found.compactMap({ Int($0.1) }).max()
    else { return "–" }
    return least == most ? "\(most) of \(all)" : "\(least) to \(most) of \(all)"
  }

  /// The p-value of the first target's largest gap.
  private func test(of attribute: String, _ criterion: String, _ stage: String) -> String {
    let metric = Metrics.Fairness.name(
      of: attribute, "\(criterion):\(Aggregate.difference.rawValue)", .nonMembers)
    let text = first(metric, stage)?.convention.firstMatch(of: /p = ([0-9.e-]+)/)
    return text.map { String($0.1) } ?? "–"
  }

  private func notes(on attribute: String, _ stage: String) -> [String] {
    var notes: [String] = []
    let left = Self.criteria.compactMap { criterion -> String? in
      let metric = Metrics.Fairness.name(
        of: attribute, "\(criterion.rawValue):\(Aggregate.difference.rawValue)", .nonMembers)
      guard let text = first(metric, stage)?.convention.firstMatch(of: /not compared: ([^;]+)/)
      else { return nil }
      return "\(criterion.rawValue.replacing("-", with: " ")): \(escaped(String(text.1)))"
    }
    if !left.isEmpty {
      notes.append(
        "Not compared on target 1, and not to be read as fair: \(left.joined(separator: "; ")).")
    }
    if let worst = gap(attribute, Metrics.Fairness.worst, stage), let value = worst.value,
      let own = first(
        Metrics.Fairness.name(of: attribute, Metrics.Fairness.worst, .nonMembers), stage)
    {
      let place = own.convention.split(separator: ";").first.map(String.init) ?? ""
      notes.append(
        "Lowest accuracy of a group and class: \(cell(worst) { decimal($0) }) (on target 1 \(escaped(place)), "
          + "\(own.count) records); \(decimal(value)) is the lowest of many, its interval is for the lowest."
      )
    }
    let pairs = PairMeasure.allCases.compactMap { measure in
      gap(attribute, measure.rawValue, stage).map { _ in
        "\(measure.rawValue.replacing("-", with: " ")) \(gapCell(attribute, measure.rawValue, stage))"
      }
    }
    if !pairs.isEmpty {
      notes.append(
        "All others together less the privileged level: \(pairs.joined(separator: ", ")).")
    }
    return notes
  }

  /// How far the data are from their declared priors; nil for a run that did not say.
  func labelBiases() -> String? {
    let (name, reversed) = ("label-bias:", "label-bias-reversed:")
    let rows = run.measurements.filter { $0.reading.metric.hasPrefix(name) }.map { measurement in
      let attribute = String(measurement.reading.metric.dropFirst(name.count))
      let other = run.measurements.first { $0.reading.metric == reversed + attribute }?.reading
      func text(_ reading: Reading?) -> String {
        guard let reading else { return "–" }
        return reading.value.map { decimal($0, 4) } ?? "infinite"
      }
      let details = measurement.reading.convention.split(separator: "nats; ").last.map(String.init)
      return [
        escaped(attribute), text(measurement.reading), text(other), escaped(details ?? ""),
      ]
    }
    guard !rows.isEmpty else { return nil }
    return markdownTable(
      ["attribute", "KL(prior ‖ data)", "KL(data ‖ prior)", "in nats; what was compared"], rows)
  }

  /// Half the sum of squared divergences, as the table's last line.
  func labelBiasLoss() -> String? {
    run.measurements.first { $0.reading.metric == "label-bias-loss" }.map {
      $0.reading.value.map { decimal($0, 6) } ?? "infinite"
    }
  }
}
