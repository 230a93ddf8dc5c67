import Auditing
import Metrics
import Results
import Statistics

/// How models that learned from a release decide on groups.
extension ReportTables {
  /// The rates of groups and the gaps between them by one learner's two models.
  func decisions(_ learner: String, _ stage: String) -> String {
    attributes(of: learner, stage).map { attribute in
      "By \(escaped(attribute)):\n\n" + groupRates(attribute, learner, stage) + "\n\n"
        + gaps(attribute, learner, stage) + leftOut(attribute, learner, stage)
    }.joined(separator: "\n\n")
  }

  private func groupRates(_ attribute: String, _ learner: String, _ stage: String) -> String {
    let shown: [(rate: BaseRate, title: String)] = [
      (.selectionRate, "selected"), (.truePositiveRate, "true positive rate"),
      (.falsePositiveRate, "false positive rate"), (.positivePredictiveValue, "predictive value"),
      (.accuracy, "accuracy"),
    ].filter { rate, _ in
      reading("\(rate.rawValue)@\(Self.fromRelease)\(learner)", stage: stage, attack: nil) != nil
    }
    let groups = run.measurements.filter {
      isShown($0, at: stage) && $0.group.hasPrefix("\(attribute)=")
        && $0.reading.metric == "group-share@hold-out"
    }.map(\.group)
    let rows = groups.map { group in
      let records = reading(
        "\(BaseRate.accuracy.rawValue)@\(Self.fromRelease)\(learner)", stage: stage, attack: nil,
        of: "1", group: group)
      return [escaped(String(group.dropFirst(attribute.count + 1))), "\(records?.count ?? 0)"]
        + shown.map { rate, _ in
          [Self.fromRelease, Self.fromMembers].map { prefix in
            let found = reading(
              "\(rate.rawValue)@\(prefix)\(learner)", stage: stage, attack: nil, group: group)
            return found?.value.map { decimal($0) } ?? "–"
          }.joined(separator: " / ")
        }
    }
    return markdownTable(
      ["group", "hold-out records"] + shown.map { "\($0.title): from the release / members" }, rows)
  }

  private func gaps(_ attribute: String, _ learner: String, _ stage: String) -> String {
    let ofClasses = OneVersusRest.criteria.map { "one-vs-rest-\($0.rawValue)" }
    let rows = (Self.criteria.map(\.rawValue) + ofClasses).compactMap { criterion -> [String]? in
      func found(_ aggregate: Aggregate, _ prefix: String) -> Reading? {
        gap(attribute, criterion, aggregate, prefix + learner, stage)
      }
      guard let own = found(.difference, Self.fromRelease) else { return nil }
      func first(_ prefix: String) -> Reading? {
        gap(attribute, criterion, .difference, prefix + learner, stage, isOfFirst: true)
      }
      let compared = first(Self.fromRelease)?.convention
        .firstMatch(of: /^([0-9]+ of [0-9]+) groups/)
      let aggregates: [Aggregate] = [.ratio, .differenceToOverall, .sum, .mean]
      return [
        criterion.replacing("-", with: " "), compared.map { String($0.1) } ?? "–",
        cell(own) { decimal($0) } + permutation(first(Self.fromRelease)),
        cell(found(.difference, Self.fromMembers)) { decimal($0) }
          + permutation(first(Self.fromMembers)),
      ]
        + aggregates.map { aggregate in
          [Self.fromRelease, Self.fromMembers].map { prefix in
            found(aggregate, prefix)?.value.map { decimal($0) } ?? "–"
          }.joined(separator: " / ")
        }
    }
    return markdownTable(
      [
        "criterion", "groups", "difference [95 %], from the release", "from members",
        "ratio: release / members", "to overall", "sum", "mean",
      ], rows)
  }

  /// Names the groups that a gap leaves out, and the worst group and class.
  private func leftOut(_ attribute: String, _ learner: String, _ stage: String) -> String {
    var notes: [String] = []
    for (prefix, source) in [(Self.fromRelease, "the release"), (Self.fromMembers, "members")] {
      let left = Self.criteria.compactMap { criterion -> String? in
        let own = gap(
          attribute, criterion.rawValue, .difference, prefix + learner, stage, isOfFirst: true)
        guard let text = own?.convention.firstMatch(of: /not compared: ([^;]+)/) else { return nil }
        return "\(criterion.rawValue.replacing("-", with: " ")): \(escaped(String(text.1)))"
      }
      if !left.isEmpty {
        notes.append(
          "Not compared, from \(source), and not to be read as fair: \(left.joined(separator: "; "))."
        )
      }
      let metric = Metrics.Fairness.name(
        of: attribute, Metrics.Fairness.worst, at: prefix + learner)
      let worst = reading(metric, stage: stage, attack: nil)
      if let worst, worst.value != nil {
        let place =
          (reading(metric, stage: stage, attack: nil, of: "1") ?? worst).convention.split(
            separator: ";"
          ).first.map(String.init) ?? ""
        notes.append(
          "Lowest accuracy of a group and class, from \(source): \(cell(worst) { decimal($0) }) (\(escaped(place)))."
        )
      }
    }
    return notes.isEmpty ? "" : "\n\n" + notes.map { "- \($0)" }.joined(separator: "\n")
  }
}
