import Auditing
import Metrics
import Results

/// How models decide on each client's records.
extension ReportTables {
  /// The gaps between groups among each client's records, by all criteria, and the rates of the groups.
  func clientFairness(_ stage: Run.StageResult) -> [String: Any]? {
    let names = clientGroups(stage)
    let suffix =
      ":\(FairnessCriterion.accuracyParity.rawValue):\(Aggregate.difference.rawValue)@client"
    let prefix = "\(Metrics.Fairness.name):"
    let attributes = Self.distinct(
      run.measurements.filter {
        $0.stage == stage.name && names.contains($0.group) && $0.reading.metric.hasSuffix(suffix)
      }.map { String($0.reading.metric.dropFirst(prefix.count).dropLast(suffix.count)) }
    ).filter { attribute in run.population.groups.contains { $0.name == attribute } }
    guard !attributes.isEmpty else { return nil }
    let parts = attributes.map { attribute in
      "By \(escaped(attribute)):\n\n" + clientGaps(attribute, names, stage.name) + "\n\n"
        + clientRates(attribute, names, stage.name)
    }
    return [
      "title": "Fairness on each client",
      "note":
        "Decisions of the same models on the clients' never-seen records: the largest difference between groups by each criterion, 0 is equal, and for "
        + "demographic parity the smallest ratio, 1 is equal; then the rates of the groups. What a client has too few records for is not resolvable, and is not to be read as fair. Groups that several attributes make together are in `run.h5`.",
      "table": parts.joined(separator: "\n\n"),
    ]
  }

  private func clientGaps(_ attribute: String, _ names: [String], _ stage: String) -> String {
    func metric(_ criterion: String, _ aggregate: Aggregate) -> String {
      Metrics.Fairness.name(of: attribute, "\(criterion):\(aggregate.rawValue)", at: "client")
    }
    let parity = FairnessCriterion.demographicParity.rawValue
    let criteria =
      Self.criteria.map(\.rawValue) + OneVersusRest.criteria.map { "one-vs-rest-\($0.rawValue)" }
    let columns =
      criteria.map {
        ($0.replacing("-", with: " ") + " [95 %]", metric($0, .difference))
      } + [("ratio of demographic parity", metric(parity, .ratio))]
    let shown = columns.filter { column in
      names.contains { name in
        run.measurements.contains {
          $0.stage == stage && $0.group == name && $0.reading.metric == column.1
        }
      }
    }
    return markdownTable(
      ["client"] + shown.map(\.0),
      names.map { name in
        [escaped(String(name.dropFirst(Self.clientGroup.count)))]
          + shown.map { clientCell($0.1, stage, name) }
      })
  }

  private func clientRates(_ attribute: String, _ names: [String], _ stage: String) -> String {
    let titles: [(rate: BaseRate, title: String)] = [
      (.selectionRate, "selected"), (.truePositiveRate, "true positive rate"),
      (.falsePositiveRate, "false positive rate"), (.positivePredictiveValue, "predictive value"),
      (.accuracy, "accuracy"), (.calibrationError, "calibration error"),
    ]
    let cells = run.measurements.filter {
      $0.stage == stage && $0.group.hasPrefix(Self.clientGroup)
        && $0.reading.metric.hasSuffix("@client")
    }
    let shown = titles.filter { rate, _ in
      cells.contains { $0.reading.metric == "\(rate.rawValue)@client" }
    }
    let rows = names.flatMap { name -> [[String]] in
      let levels = Self.distinct(
        cells.map(\.group).filter { $0.hasPrefix("\(name)/\(attribute)=") })
      return levels.map { level in
        [
          escaped(String(name.dropFirst(Self.clientGroup.count))),
          escaped(String(level.dropFirst(name.count + attribute.count + 2))),
        ] + shown.map { clientCell("\($0.rate.rawValue)@client", stage, level) }
      }
    }
    return markdownTable(["client", "group"] + shown.map(\.title), rows)
  }
}
