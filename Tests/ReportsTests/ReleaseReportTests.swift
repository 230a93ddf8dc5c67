import Auditing
import Reports
import Results
import Statistics
import Testing

@Suite("Reports of releases")
struct ReleaseReportTests {
  private static func run(
    _ readings: [Reading], figures: [Run.Figure] = [], ofSecondTarget others: [Reading] = []
  ) -> Run {
    let setup = Run.Setup(
      tool: "rollcall test", name: "release", seed: 1, algebra: "OpenBLAS", experiment: "",
      suite: "", inputs: [], attacks: [], baseline: "")
    let population = Run.Population(
      recordCount: 4, featureCount: 1, classNames: [], audited: [0, 1, 2, 3],
      isMember: Array(repeating: [true, false, true, false], count: others.isEmpty ? 1 : 2),
      populationCount: 0, assignment: "given", groups: [],
      inclusion: [])
    return Run(
      setup: setup, population: population,
      stages: [Run.StageResult(name: "1 release", scores: [], figures: figures)],
      measurements: readings.map {
        Measurement(target: "1", stage: "1 release", attack: nil, reading: $0)
      }
        + others.map {
          Measurement(target: "2", stage: "1 release", attack: nil, reading: $0)
        }, verdicts: [])
  }

  private static func reading(_ metric: String, _ value: Double?, _ text: String = "so") -> Reading
  {
    Reading(
      metric, value: value, count: 4, status: value == nil ? .notApplicable : .ok, convention: text)
  }

  @Test("a measure stands in one row with that of halves, floor and hold-out")
  func yardsticks() throws {
    let text = try Report(
      Self.run([
        Self.reading("column-ks", 0.5, "a|b"), Self.reading("column-ks halves", 0.25),
        Self.reading("column-ks floor", 0.125), Self.reading("kid", nil, "too few"),
      ])
    ).markdown
    #expect(text.contains("### Utility: how well distributions are kept\n"))
    #expect(text.contains("| measure | release | two halves | floor | hold-out | what it is |"))
    #expect(text.contains("| `column-ks` | 0.5000 | 0.2500 | 0.1250 | – | a\\|b |"))
    #expect(text.contains("| `kid` | – | – | – | – | too few |"))
    #expect(!text.contains("### Nearness to real records"))
  }

  @Test(
    "of several targets the mean stands in each row once, or the first one's number, and the report says so"
  )
  func severalTargets() throws {
    let own = [Self.reading("dcr-5%", 0.25), Self.reading("column-ks", 0.5, "of 4")]
    let other = [Self.reading("dcr-5%", 0.75), Self.reading("column-ks", nil)]
    let figures = [Run.Figure(name: "to-members", shape: [3], values: [0, 1, 2])]
    var run = Self.run(own, figures: figures, ofSecondTarget: other)
    run.measurements.append(
      Measurement(
        target: Measurement.mean, stage: "1 release", attack: nil,
        reading: Self.reading("dcr-5%", 0.625)))
    let text = try Report(run).markdown
    #expect(text.contains("### Which releases are shown") && text.contains("of 2 targets"))
    #expect(
      text.contains("2 releases were audited") && !text.contains("One release was audited"))
    #expect(text.contains("| `dcr-5%` | 0.6250 | target 1: so |"))
    #expect(text.contains("| `column-ks` | 0.5000 (target 1) | – | – | – | target 1: of 4 |"))
    let one = try Report(Self.run(own, figures: figures)).markdown
    #expect(one.contains("One release was audited") && !one.contains("Which releases are shown"))
  }

  @Test(
    "clients stand in rows of their own: counts, attacks, accuracy, gaps between groups and rates of groups"
  )
  func clients() throws {
    func of(
      _ client: String, _ metric: String, _ value: Double?, attack: String? = nil,
      target: String = "1"
    ) -> Measurement {
      Measurement(
        target: target, stage: "1 release", attack: attack, group: "client=\(client)",
        reading: Self.reading(metric, value, "the server's model, on 4 records"))
    }
    let gap = "fairness:sex:accuracy-parity:difference@client"
    let own = Self.run([
      Self.reading("fair-left-out:c|d", nil, "one group"),
      Self.reading("fair-left-out:c|d", nil, "no records"),
      Self.reading("fair-left-out:c|d", nil, "one group"),
    ])
    var run = Run(
      setup: own.setup,
      population: Run.Population(
        recordCount: 4, featureCount: 1, classNames: [], audited: [0, 1, 2, 3],
        isMember: Array(repeating: [true, false, true, false], count: 2), populationCount: 0,
        assignment: "given",
        groups: [Run.GroupCodes(name: "sex", levels: ["f", "m"], codes: [0, 1, 0, 1])],
        inclusion: []), stages: own.stages, measurements: own.measurements, verdicts: [])
    run.measurements += [
      of("a|b", "client-records", 40), of("a|b", "client-records", 41, target: "2"),
      of("a|b", "client-records", 40.4, target: Measurement.mean),
      of("a|b", "client-accuracy", 0.75), of("a|b", "client-accuracy", 0.5, target: "2"),
      of("a|b", "client-accuracy", 0.625, target: Measurement.mean),
      of("a|b", gap, 0.25), of("a|b", gap, nil, target: "2"),
      of("a|b/sex=f", "accuracy@client", 0.875),
      of("a|b/sex=f", "accuracy@client", 0.9375, target: Measurement.mean),
      of("e", "client-records", 7, target: "2"),
    ]
    let text = try Report(run).markdown
    #expect(text.contains("| client | records | accuracy [95 %] |"))
    #expect(text.contains("| a\\|b | 40 | 0.625 |") && text.contains("| e | – | – |"))
    #expect(text.contains("Accuracy is of the server's model, on the client's never-seen records."))
    #expect(text.contains("| client | accuracy parity [95 %] |"))
    #expect(text.contains("| a\\|b | 0.250 (target 1) |"))
    #expect(text.contains("| a\\|b | f | 0.938 |"))
    #expect(
      text.contains(
        "**Client c\\|d was left out**: one group; in another division: no records. The other"))
    #expect(text.split(separator: "was left out").count == 2)
  }

  @Test("a learner that could not learn says why in its row")
  func learners() throws {
    let text = try Report(
      Self.run([
        Self.reading("tstr-auc logistic", nil, "one class in the release"),
        Self.reading("trtr-auc logistic", 0.75),
        Self.reading("tstr-gap-auc logistic", nil, "one class in the release"),
      ])
    ).markdown
    #expect(text.contains("| auc logistic | – | 0.750 | – | one class in the release |"))
  }

  @Test("how a release was made is told: facts in a list, steps in a table, images as a picture")
  func origin() throws {
    var steps: [Double] = []
    for step in 0..<50 {
      steps += [Double(step), 1 / Double(step + 1)]
      steps.append(step == 0 ? .nan : 0.5)
    }
    let report = try Report(
      Self.run(
        [Self.reading("debias-generated", 49, "records generated")],
        figures: [
          Run.Figure(
            name: "debiasing", labels: ["generated", "total bias", "asked <=25"], shape: [50, 3],
            values: steps),
          Run.Figure(name: "generated-images", shape: [2, 1, 1, 1], values: [0, 1]),
        ]))
    #expect(report.markdown.contains("| `debias-generated` | 49.0000 | records generated |"))
    #expect(report.markdown.contains("| generated | total bias | asked \\<=25 |"))
    #expect(report.markdown.contains("| 0 | 1.000000 | – |"))
    #expect(report.markdown.contains("| 49 | 0.020000 | 0.500000 |"))
    #expect(report.markdown.split(separator: "\n").count { $0.hasSuffix("| 0.500000 |") } == 23)
    #expect(report.pictures.contains { $0.name == "generated-1-release.png" })
  }

  @Test("distances and errors of pairs are drawn where they were measured")
  func pictures() throws {
    let figures = [
      Run.Figure(name: "to-members", shape: [2], values: [0, 0.5]),
      Run.Figure(name: "hold-out-to-members", shape: [2], values: [0.25, 0.5]),
      Run.Figure(
        name: "pair-errors", labels: ["a", "b"], shape: [2, 2], values: [0, 0.5, 0.5, .nan]),
    ]
    let report = try Report(
      Self.run([Self.reading("exact-copies", 0.5)], figures: figures))
    #expect(
      report.pictures.map(\.name).filter { !$0.hasPrefix("auc") && !$0.hasPrefix("roc") }
        == ["distances-1-release.png", "marginals-1-release.png"])
    #expect(report.markdown.contains("](distances-1-release.png)"))
    #expect(report.markdown.contains("](marginals-1-release.png)"))
    let plain = try Report(Self.run([Self.reading("exact-copies", 0.5)]))
    #expect(!plain.markdown.contains("marginals-1-release.png"))
  }

  @Test(
    "decisions learned from the release stand beside those learned from members, groups left out by name"
  )
  func fairness() throws {
    let gap = "fairness:sex:accuracy-parity:difference@hold-out"
    let readings = [
      Self.reading("accuracy@hold-out tstr logistic", 0.75),
      Self.reading("accuracy@hold-out trtr logistic", 0.8),
      Self.reading("\(gap) tstr logistic", 0.25, "2 of 3 groups; not compared: x (4 records)"),
      Self.reading("\(gap) trtr logistic", 0.125, "2 of 3 groups"),
    ]
    var run = Self.run(readings)
    run.measurements += ["members", "release", "hold-out"].map {
      Measurement(
        target: "1", stage: "1 release", attack: nil, group: "sex=f",
        reading: Self.reading("group-share@\($0)", 0.5))
    }
    let report = try Report(run)
    #expect(report.markdown.contains("| sex=f | 50.0 % | 50.0 % | 50.0 % |"))
    #expect(report.markdown.contains("| accuracy parity | 2 of 3 | 0.250 | 0.125 |"))
    #expect(
      report.markdown.contains("from the release, and not to be read as fair: accuracy parity: x"))
    #expect(report.pictures.map(\.name).contains("release-fairness-1-release-logistic.png"))
    #expect(try !Report(Self.run([])).markdown.contains("Fairness: groups"))
  }

  @Test("each release under each primary attack is a point of utility against risk")
  func tradeOff() throws {
    let declaration = AttackDeclaration(
      Declaration("near", version: 1, "minus the distance"),
      threatModel: ThreatModel(access: "release", knowledge: "record"), source: "a paper",
      isMonotone: true)
    let attack = Run.AttackEntry(label: "near", declaration: declaration, isPrimary: true)
    let names = ["1 release", "2 release"]
    var run = Self.run([])
    run.setup.attacks = [attack]
    run.stages = names.map {
      Run.StageResult(
        name: $0, scores: [],
        figures: [Run.Figure(name: "hold-out-to-members", shape: [4], values: [0, 0, 1, 2])])
    }
    run.measurements = names.flatMap { stage in
      [("auc", "near", 0.625), ("marginal-tvd@2", nil, 0.25)].map { metric, attack, value in
        Measurement(
          target: "1", stage: stage, attack: attack, reading: Self.reading(metric, value))
      }
    }
    let report = try Report(run)
    let picture = try #require(
      report.pictures.first { $0.name == "utility-against-risk.png" })
    let text = try #require(picture.drawing).strings
    #expect(text.contains("risk 0.625") && text.contains("utility 0.750"))
    #expect(text.contains { $0.hasPrefix("2. near, after stage") })
    // Half of the hold-out equals a member, so a copy leaves a quarter of the pairs to chance.
    #expect(text.contains("risk 0.750"))
    #expect(report.markdown.contains("](utility-against-risk.png)"))
    run.measurements.removeAll { $0.attack == nil }
    #expect(try !Report(run).markdown.contains("utility-against-risk"))
  }

  @Test(
    "copies of members are in the headline, first where the hold-out does not explain them",
    arguments: [
      (1, 0, 1, 0.001, "1 released record is an exact copy of a member, though no attack"),
      (
        1000, 4, 1, 0.6,
        "Members are exposed: 1000 released records are exact copies of one member, though no attack"
      ),
      (
        30, 2, 28, 0.01,
        "Members are exposed: 30 released records are exact copies of 28 members, though no attack"
      ),
      (
        5, 2, 5, 0.004,
        "No membership leak was found; 5 released records equal a member and 2 a hold-out record"
      ),
      (0, 0, 0, 0, "No membership leak was found."),
    ])
  func copies(copies: Int, ofHoldOut: Int, members: Int, chance: Double, headline: String) throws {
    func reading(_ metric: String, _ count: Int, of total: Int, high: Double? = nil) -> Reading {
      Reading(
        metric, value: Double(count) / Double(total),
        interval: high.map { Interval(low: 0, high: $0, level: 0.95, method: "so") },
        count: total, convention: "so")
    }
    var run = Self.run([
      reading("exact-copies", copies, of: 2000, high: chance),
      reading("exact-copies-of-hold-out", ofHoldOut, of: 2000),
      reading("copied-members", members, of: 2000), reading("copied-hold-out", ofHoldOut, of: 1000),
    ])
    run.verdicts = [
      Verdict(
        stage: "1 release", outcome: .noLeakFound, level: 0.05, tests: [], blind: nil,
        detectableAUC: nil)
    ]
    let text = try Report(run).markdown
    #expect(text.contains("**\(headline)"))
    #expect(text.contains("\(copies) of 2000 released records equal") == (copies > 0))
    let isCommon = headline.hasPrefix("No") && copies > 0
    #expect(text.contains("rate \(2 * ofHoldOut).0 would, so that common records") == isCommon)
  }
}
