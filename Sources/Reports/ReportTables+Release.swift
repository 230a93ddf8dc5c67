import Auditing
import Results

/// A kind of measurement of a release, as the report groups them.
struct ReleaseSection {
  /// How the measurements of a section are set out.
  enum Form {
    /// A row for each, with its convention.
    case list
    /// A row for each measure of the release, with what halves of the members and the hold-out have.
    case yardsticks
    /// A row for each learner and measure: learned from the release, from real records, and the difference.
    case learners
  }

  let title: String
  /// What the reader should know before the numbers.
  let note: String
  /// How the metrics' names begin.
  let prefixes: [String]
  let form: Form

  /// All sections, in the report's order.
  static let all = [
    ReleaseSection(
      title: "Debiasing",
      note:
        "Records were generated until attributes follow their priors. The closed form is the least number that any generator needs.",
      prefixes: ["debias-"], form: .list),
    ReleaseSection(
      title: "Nearness to real records",
      note:
        "Distances are Gower's, over all columns; of images Euclidean, in the space that each line names. A release that learnt the population and no record comes as near to "
        + "members as the hold-out does; distances alone do not prove that nothing leaks.",
      prefixes: [
        "dcr-", "nndr-", "exact-copies", "copied-", "hitting-rate", "authenticity",
        "identifiability",
      ],
      form: .list),
    ReleaseSection(
      title: "What the release gives away",
      note:
        "Guesses made from the release, on members and on the hold-out. The risk is what is left of the success on "
        + "members after that on the hold-out, from 0 to 1, with 95 % intervals.",
      prefixes: ["singling-out", "linkability", "inference:"], form: .list),
    ReleaseSection(
      title: "Utility: how well distributions are kept",
      note:
        "Lower is better but for `prdc`, `alpha-precision` and `beta-recall`. Two random halves of the members differ by chance "
        + "alone; the floor is that difference brought to the release's size, and a release below it is nearer to its members than "
        + "chance allows.",
      prefixes: [
        "marginal-tvd", "association-difference", "column-", "missing-difference", "unseen-share",
        "lost-share", "prdc-", "alpha-precision", "beta-recall", "frechet", "kid",
      ], form: .yardsticks),
    ReleaseSection(
      title: "Utility: whether the release can be told from real records",
      note:
        "The mean squared error of a logistic regression's propensity score, beside what it is where nothing can be told; a ratio of "
        + "about 1 is best.", prefixes: ["pmse"], form: .list),
    ReleaseSection(
      title: "Utility: what can be learned from the release",
      note:
        "Models that learned from the release and from the members, both tested on the hold-out; with 95 % intervals.",
      prefixes: ["tstr-", "trtr-"], form: .learners),
  ]
}

extension ReportTables {
  /// The sections of what was measured on a release; none where no dataset was released.
  func release(_ stage: Run.StageResult) -> [[String: Any]] {
    let own = run.measurements.filter {
      isShown($0, at: stage.name) && $0.attack == nil && $0.group == Measurement.all
    }.map(\.reading)
    return severalTargets(own) + caveats(own) + clients(stage) + closestPairs(stage)
      + ReleaseSection.all.compactMap { section in
        let readings = own.filter { reading in
          section.prefixes.contains { reading.metric.hasPrefix($0) }
        }
        guard !readings.isEmpty else { return nil }
        let table =
          switch section.form {
          case .list: list(readings, stage.name)
          case .yardsticks: yardsticks(readings, stage.name)
          case .learners: learners(readings, stage.name)
          }
        return ["title": section.title, "note": section.note, "table": table]
      } + traces(stage) + releaseFairness(stage.name)
  }

  /// The number of a measurement of the first target's release: the mean over targets where all have one.
  func meanCell(_ reading: Reading?, _ stage: String, places: Int = 3) -> String {
    guard let reading else { return "–" }
    let mean = self.reading(reading.metric, stage: stage, attack: nil, of: target)
    let text = cell(mean ?? reading) { decimal($0, places) }
    return mean == nil && reading.value != nil ? "\(text) (target 1)" : text
  }

  /// What a number is, in the words that stand beside the first target's.
  private func meaning(_ reading: Reading) -> String {
    (run.targetCount > 1 ? "target 1: " : "") + escaped(reading.convention)
  }

  /// Whether a measurement at a stage is of the release that is described, the first target's.
  func isShown(_ measurement: Measurement, at stage: String) -> Bool {
    measurement.stage == stage && measurement.target == "1"
  }

  /// Says of which releases numbers are where several targets made one.
  private func severalTargets(_ own: [Reading]) -> [[String: Any]] {
    let count = run.population.isMember.count
    guard count > 1, own.contains(where: { $0.metric.hasPrefix("dcr-") }) else { return [] }
    return [
      [
        "title": "Which releases are shown",
        "note":
          "Numbers up to the next stage are means over the releases of \(count) targets, with Student's t intervals between them; where not all have "
          + "a number, that of target 1, and said so. What describes a number, p-values, divergences and pictures other than of gaps are of target 1; `run.h5` has all.",
        "table": "",
      ]
    ]
  }

  /// What keeps columns from being compared as they should be.
  private func caveats(_ own: [Reading]) -> [[String: Any]] {
    let found = own.filter { $0.metric.hasPrefix("caveat:") }
    guard !found.isEmpty else { return [] }
    return [
      [
        "title": "What to beware of",
        "note": "What the files are like, which every number below rests on.",
        "table": found.map { "- \(escaped($0.convention))." }.joined(separator: "\n"),
      ]
    ]
  }

  /// The released images nearest to members, by their row numbers.
  private func closestPairs(_ stage: Run.StageResult) -> [[String: Any]] {
    guard let pairs = stage.figures.first(where: { $0.name == "closest-pairs" }) else { return [] }
    let rows = stride(from: 0, to: pairs.values.count, by: 3).map { first in
      [
        "\(Int(pairs.values[first]))", "\(Int(pairs.values[first + 1]))",
        decimal(pairs.values[first + 2], 4),
      ]
    }
    return [
      [
        "title": "Closest pairs",
        "note":
          "The released images that come nearest to a member, by their rows from 0 on in the files as listed. Look them up in the files; "
          + "members are not shown.",
        "table": markdownTable(["released row", "member row", "distance"], rows),
      ]
    ]
  }

  private func list(_ readings: [Reading], _ stage: String) -> String {
    markdownTable(
      ["measure", "value [95 %]", "what it is"],
      readings.map { reading in
        ["`\(reading.metric)`", meanCell(reading, stage, places: 4), meaning(reading)]
      })
  }

  private func yardsticks(_ readings: [Reading], _ stage: String) -> String {
    let suffixes = ["", " halves", " floor", " hold-out"]
    let own = readings.filter { reading in
      !suffixes.dropFirst().contains { reading.metric.hasSuffix($0) }
    }
    let rows = own.map { reading in
      let values = suffixes.map { suffix in
        meanCell(
          readings.first { $0.metric == reading.metric + suffix }, stage, places: 4)
      }
      return ["`\(reading.metric)`"] + values + [meaning(reading)]
    }
    return markdownTable(
      ["measure", "release", "two halves", "floor", "hold-out", "what it is"], rows)
  }

  private func learners(_ readings: [Reading], _ stage: String) -> String {
    let prefixes = ["tstr-", "trtr-", "tstr-gap-"]
    let measures = readings.map(\.metric).filter { $0.hasPrefix("trtr-") }
      .map { String($0.dropFirst("trtr-".count)) }
    let rows = measures.map { measure in
      let found = prefixes.map { prefix in readings.first { $0.metric == prefix + measure } }
      // The difference says why where either side has no number.
      let convention = found.last.flatMap(\.self).map(meaning) ?? ""
      return [escaped(measure)] + found.map { meanCell($0, stage) } + [convention]
    }
    return markdownTable(
      ["measure, learner", "from the release", "from members", "difference", "what it is"], rows)
  }
}
