import Auditing
import Metrics
import Results
import Statistics

extension ReportTables {
  /// The models that learned from a release, told by where their decisions were measured.
  static let (fromRelease, fromMembers) = ("hold-out tstr ", "hold-out trtr ")

  /// The sections on how a release and models that learned from it treat groups; none where no groups were declared.
  func releaseFairness(_ stage: String) -> [[String: Any]] {
    guard let data = groupsInData(stage) else { return [] }
    let learners = learners(stage)
    let positive =
      positiveClass(stage).map { ", and of positive labels in them; positive is \(escaped($0))" }
      ?? "; no class is positive, so accuracies alone are compared, and each class against the others"
    return [
      [
        "title": "Fairness: groups in the data",
        "note":
          "Shares of groups before any model\(positive). A gap is the largest difference of the shares of positive "
          + "labels between groups, with the p-value of a permutation test; divergences are in nats, 0 is none.",
        "table": data,
      ]
    ]
      + learners.map { learner in
        [
          "title": "Fairness: models that learned from the release, \(escaped(learner))",
          "note":
            "Decisions on the hold-out of one model that learned from the release, beside one that learned from the members; 0 is equal for "
            + "differences, 1 for ratios. Groups too small to be compared are named below and never counted as fair.",
          "table": decisions(learner, stage),
        ]
      }
  }

  /// The largest differences between groups by each learner's two models, for a picture each.
  func releaseGaps(_ stage: String) -> [(learner: String, rows: [IntervalRow])] {
    let shown: [FairnessCriterion] = [
      .demographicParity, .equalOpportunity, .predictiveEquality, .accuracyParity,
    ]
    return learners(stage).map { learner in
      let rows = attributes(of: learner, stage).flatMap { attribute in
        shown.flatMap { criterion in
          [(Self.fromRelease, "release"), (Self.fromMembers, "members")].compactMap {
            prefix, source -> IntervalRow? in
            let reading = gap(attribute, criterion.rawValue, .difference, prefix + learner, stage)
            guard let reading, let value = reading.value else { return nil }
            return IntervalRow(
              label: "\(attribute): \(criterion.rawValue.replacing("-", with: " ")), \(source)",
              value: value, interval: reading.interval.map { $0.low...$0.high })
          }
        }
      }
      return (learner, rows)
    }
  }

  /// Which class is positive and why; nil where none is.
  private func positiveClass(_ stage: String) -> String? {
    let found = reading("positive-share@release", stage: stage, attack: nil, of: "1")?.convention
    return found?.firstMatch(of: /positive: (.+)$/).map { String($0.1) }
  }

  func learners(_ stage: String) -> [String] {
    let prefix = "\(BaseRate.accuracy.rawValue)@\(Self.fromRelease)"
    return run.measurements.filter {
      isShown($0, at: stage) && $0.group == Measurement.all
        && $0.reading.metric.hasPrefix(prefix)
    }.map { String($0.reading.metric.dropFirst(prefix.count)) }
  }

  func attributes(of learner: String, _ stage: String) -> [String] {
    let (prefix, suffix) = (
      "\(Metrics.Fairness.name):",
      ":\(FairnessCriterion.accuracyParity.rawValue):\(Aggregate.difference.rawValue)@\(Self.fromRelease)\(learner)"
    )
    return run.measurements.filter {
      isShown($0, at: stage) && $0.reading.metric.hasPrefix(prefix)
        && $0.reading.metric.hasSuffix(suffix)
    }.map { String($0.reading.metric.dropFirst(prefix.count).dropLast(suffix.count)) }
  }

  /// The reading of a gap; of the first target, whose words describe it, where that is asked for.
  func gap(
    _ attribute: String, _ criterion: String, _ aggregate: Aggregate, _ place: String,
    _ stage: String, isOfFirst: Bool = false
  ) -> Reading? {
    let metric = Metrics.Fairness.name(
      of: attribute, "\(criterion):\(aggregate.rawValue)", at: place)
    return isOfFirst
      ? reading(metric, stage: stage, attack: nil, of: "1")
      : reading(metric, stage: stage, attack: nil)
  }

  private func share(_ metric: String, _ group: String, _ stage: String) -> String {
    cell(reading(metric, stage: stage, attack: nil, group: group)) { percent($0) }
  }

  /// The groups of the release beside those of members and hold-out, then how far their labels are apart.
  private func groupsInData(_ stage: String) -> String? {
    let groups = run.measurements.filter {
      isShown($0, at: stage) && $0.reading.metric == "group-share@members"
    }.map(\.group)
    guard !groups.isEmpty else { return nil }
    let places = ["members", "release", "hold-out"]
    let hasPositives = positiveClass(stage) != nil
    let rows = groups.map { group in
      [escaped(group)] + places.map { share("group-share@\($0)", group, stage) }
        + (hasPositives ? places.map { share("positive-share@\($0)", group, stage) } : [])
    }
    let header =
      ["group", "of members", "of the release", "of the hold-out"]
      + (hasPositives
        ? ["positive among members", "in the release", "in the hold-out"] : [])
    return markdownTable(header, rows) + "\n\n" + divergences(groups, stage)
  }

  private func divergences(_ groups: [String], _ stage: String) -> String {
    var names: [String] = []
    for name in groups.compactMap({ $0.split(separator: "=").first.map(String.init) }) + ["label"]
    where !names.contains(name) {
      names.append(name)
    }
    func number(_ metric: String) -> String {
      // A run of one stage keeps the members' bias with it.
      let found = run.measurements.first { $0.reading.metric == metric }?.reading
      guard let found else { return "–" }
      return found.value.map { decimal($0, 4) } ?? "infinite"
    }
    let rows = names.filter { metrics(prefix: "label-bias:\($0)").count > 0 }.map { name in
      [escaped(name)]
        + ["members", "release", "hold-out"].map { place in
          let criterion = FairnessCriterion.demographicParity.rawValue
          return cell(gap(name, criterion, .difference, place, stage)) { decimal($0) }
            + permutation(gap(name, criterion, .difference, place, stage, isOfFirst: true))
        }
        + [
          number("label-bias:\(name)"), number("label-bias-release:\(name)"),
          number("label-drift:\(name)"),
        ]
    }
    return markdownTable(
      [
        "attribute", "gap in members' labels", "in the release's", "in the hold-out's",
        "KL(prior ‖ members)", "KL(prior ‖ release)", "KL(members ‖ release)",
      ], rows)
  }

  func permutation(_ reading: Reading?) -> String {
    let text = reading?.convention.firstMatch(of: /p (=|<|<=) ([0-9.]+)/)
    return text.map { " (p \(escaped(String($0.1))) \($0.2))" } ?? ""
  }
}
