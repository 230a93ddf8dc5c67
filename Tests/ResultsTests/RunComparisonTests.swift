import Auditing
import Metrics
import Results
import Statistics
import Testing

@Suite("Comparison of two runs")
struct RunComparisonTests {
  private func line(
    _ comparison: RunComparison, _ metric: String, group: String = "all"
  ) throws -> RunComparison.Line {
    try #require(comparison.lines.first { $0.key.metric == metric && $0.key.group == group })
  }

  @Test("a run compared with itself has changed nothing, whatever its targets", arguments: [1, 3])
  func itself(targets: Int) async throws {
    let run = try SyntheticRun(targets: targets).run()
    let comparison = try await RunComparison(baseline: run, new: run)
    #expect(
      comparison.obstacle == nil && comparison.onlyNew.isEmpty && comparison.onlyBaseline.isEmpty)
    #expect(comparison.notComparable.isEmpty && comparison.missing.isEmpty)
    #expect(comparison.tested.count == 2)
    for line in comparison.tested {
      #expect(line.difference?.value == 0 && line.test?.pValue == 1 && line.test?.adjusted == 1)
    }
  }

  @Test("one target on the same records is tested by DeLong's paired variance")
  func pairedAreas() async throws {
    let (old, new) = (
      try SyntheticRun(seed: 1, shift: 0.5, common: 0.6).run(),
      try SyntheticRun(seed: 2, shift: 0.9, common: 0.6).run()
    )
    let comparison = try await RunComparison(baseline: old, new: new)
    #expect(comparison.pairing == .records)
    #expect(comparison.pairing.explanation.contains("between trainings are not covered"))
    let own = try line(comparison, "auc")
    let scores = try [new, old].map {
      try Scores(values: $0.stages[1].scores[0].values[0], isMember: $0.population.isMember[0])
    }
    let areas = try PairedAreas(scores[0], scores[1])
    #expect(own.difference?.value == areas.difference)
    #expect(own.difference?.interval == areas.interval(level: 0.95))
    let pValue = try #require(areas.pValue)
    #expect(abs((own.test?.pValue ?? 0) - pValue) < 1e-15)
    // Two tests: the smaller p-value doubled, and what 2.5 % in two tails can see with 80 % power.
    let tests = comparison.tested.compactMap(\.test)
    #expect(Set(tests.map(\.adjusted)) == Set(holm(tests.map(\.pValue))))
    let error = areas.variance.squareRoot()
    let detectable = (Normal.standard.quantile(1 - 0.0125) + Normal.standard.quantile(0.8)) * error
    #expect(abs((own.test?.detectable ?? 0) - detectable) < 1e-12)
    let rate = try line(comparison, "tpr@fpr<=0.1")
    #expect(rate.difference?.method == "paired stratified bootstrap, 2000 replicates")
  }

  @Test("a group is tested on its own records where it is declared")
  func groups() async throws {
    let (old, new) = (
      try SyntheticRun(seed: 1, common: 0.8).run(),
      try SyntheticRun(seed: 2, common: 0.8, groupShift: 1).run()
    )
    let plan = ComparisonPlan(declared: [
      DeclaredMeasurement(attack: "m-loss", metric: "auc", group: "sex=f"),
      DeclaredMeasurement(attack: "m-loss", metric: "auc", group: "sex=m"),
      DeclaredMeasurement(attack: "m-loss", metric: "auc", group: "age=old"),
    ])
    let comparison = try await RunComparison(baseline: old, new: new, plan: plan)
    #expect(comparison.changed.map(\.key.group) == ["sex=f"])
    #expect(comparison.tested.allSatisfy { $0.difference?.method == "DeLong paired" })
    #expect(comparison.missing.map(\.description) == ["m-loss:auc:age=old"])
    #expect(try line(comparison, "auc").test == nil)
  }

  @Test("several targets on the same members are paired, and the p-value is the t test's")
  func pairedTargets() async throws {
    let (old, new) = (
      try SyntheticRun(seed: 1, targets: 4, trainingDeviation: 0.1, common: 0.7).run(),
      try SyntheticRun(seed: 2, targets: 4, trainingDeviation: 0.1, common: 0.7).run()
    )
    let comparison = try await RunComparison(baseline: old, new: new)
    #expect(comparison.pairing == .targets(4))
    let values = [old, new].map { run in
      run.measurements.filter {
        $0.target != "mean" && $0.group == "all" && $0.reading.metric == "auc"
      }.compactMap(\.reading.value)
    }
    let oracle = try differenceOfPairsInterval(values[1], values[0], level: 0.95)
    let own = try #require(try line(comparison, "auc").difference)
    #expect(abs((own.interval?.low ?? 0) - oracle.low) < 1e-12)
    #expect(abs((own.interval?.high ?? 0) - oracle.high) < 1e-12)
    // The interval and the test say the same.
    let excludesZero = oracle.low > 0 || oracle.high < 0
    #expect(excludesZero == ((own.pValue ?? 1) < 0.05))
  }

  @Test("Welch's test gives the published degrees of freedom and p-value")
  func welch() async throws {
    // Two samples whose Welch test is worked out by hand: means 2 and 5, variances 1 and 4, three values each.
    var (old, new) = (
      try SyntheticRun(targets: 3).run(), try SyntheticRun(seed: 9, targets: 3, world: 8).run()
    )
    func set(_ values: [Double], in run: inout Run) {
      run.measurements = values.enumerated().map { place, value in
        Auditing.Measurement(
          target: "\(place + 1)", stage: "1 train", attack: "m-loss",
          reading: Reading("auc", value: value, count: 400, convention: "x"))
      }
      run.measurements.append(
        Auditing.Measurement(
          target: "mean", stage: "1 train", attack: "m-loss",
          reading: Reading("auc", value: mean(values), count: 1200, convention: "y")))
    }
    set([1, 2, 3], in: &old)
    set([3, 5, 7], in: &new)
    let comparison = try await RunComparison(baseline: old, new: new)
    #expect(comparison.pairing == .independentTargets(3, 3))
    let own = try #require(try line(comparison, "auc").difference)
    #expect(own.value == 3)
    // Variance 1/3 + 4/3 = 5/3; freedom (5/3)^2 / ((1/9)/2 + (16/9)/2) = 50/17.
    #expect(abs((own.standardError ?? 0) - (5.0 / 3).squareRoot()) < 1e-12)
    #expect(abs((own.degreesOfFreedom ?? 0) - 50.0 / 17) < 1e-12)
    // The two-sided p-value of t = 2.3238 at 2.941 degrees of freedom.
    #expect(abs((own.pValue ?? 0) - 0.1047) < 0.001)
  }

  @Test("other members make the test unpaired, with the sum of DeLong's variances")
  func unpaired() async throws {
    let (old, new) = (
      try SyntheticRun(seed: 1).run(), try SyntheticRun(seed: 2, shift: 0.9, world: 8).run()
    )
    let comparison = try await RunComparison(baseline: old, new: new)
    #expect(comparison.pairing == .independentRecords)
    let own = try line(comparison, "auc")
    let widths = [own.baseline, own.new].compactMap(\.interval).map { $0.high - $0.low }
    let error =
      (widths[0] * widths[0] + widths[1] * widths[1]).squareRoot() / (2 * 1.959963984540054)
    #expect(abs((own.difference?.standardError ?? 0) - error) < 1e-12)
    #expect(own.test?.isSignificant == true)
  }

  @Test("one target against several is tested by the spread of the several")
  func oneAgainstSeveral() async throws {
    let (old, new) = (
      try SyntheticRun(targets: 4, trainingDeviation: 0.2).run(), try SyntheticRun(seed: 3).run()
    )
    let there = try await RunComparison(baseline: old, new: new)
    let back = try await RunComparison(baseline: new, new: old)
    #expect(there.pairing == .oneAgainstSeveral(baseline: 4, new: 1))
    let (one, two) = (
      try #require(try line(there, "auc").difference),
      try #require(try line(back, "auc").difference)
    )
    #expect(abs(one.value + two.value) < 1e-15 && one.standardError == two.standardError)
    #expect(one.degreesOfFreedom == 3)
  }

  @Test("other data are not compared unless that is allowed, and never as paired")
  func otherData() async throws {
    let (old, new) = (try SyntheticRun().run(), try SyntheticRun(seed: 2, sha: "bb").run())
    let refused = try await RunComparison(baseline: old, new: new)
    #expect(refused.obstacle?.contains("'a.csv' (aa), the new run 'a.csv' (bb)") == true)
    #expect(refused.lines.isEmpty)
    let allowed = try await RunComparison(
      baseline: old, new: new, plan: ComparisonPlan(allowsOtherData: true))
    #expect(allowed.pairing == .independentRecords && allowed.obstacle == nil)
    #expect(allowed.notes.first?.contains("compared as independent runs") == true)
    let changing = try await RunComparison(
      baseline: old, new: new, plan: ComparisonPlan(changing: ["a.csv"]))
    #expect(changing.pairing == .records && changing.obstacle == nil)
  }

  @Test("another version of an attack, and another rule, are named and not compared")
  func notComparable() async throws {
    let (old, new) = (try SyntheticRun().run(), try SyntheticRun(attackVersion: 2).run())
    let comparison = try await RunComparison(baseline: old, new: new)
    #expect(comparison.lines.isEmpty && comparison.notComparable.count == 6)
    #expect(
      comparison.notComparable[0].reason == "m-loss is version 1 in the baseline and 2 now")
    #expect(comparison.missing.count == 2)
    var other = old
    other.measurements = other.measurements.map { measurement in
      let own = measurement.reading
      return Auditing.Measurement(
        target: measurement.target, stage: measurement.stage, attack: measurement.attack,
        group: measurement.group,
        reading: Reading(
          own.metric, value: own.value, interval: own.interval, count: own.count,
          status: own.status,
          convention: own.metric == "auc" ? "ties count nothing; interval: DeLong" : own.convention)
      )
    }
    let ruled = try await RunComparison(baseline: old, new: other)
    #expect(ruled.notComparable.map(\.key.metric) == ["auc", "auc", "auc"])
    #expect(
      ruled.notComparable[0].reason
        == "measured by another rule: 'ties count one half' in the baseline and 'ties count nothing' now"
    )
  }

  @Test("what is on one side only is named")
  func oneSide() async throws {
    let old = try SyntheticRun(rates: [0.1, 0.2]).run()
    let new = try SyntheticRun(rates: [0.1, 0.3], measuresGroups: false).run()
    let comparison = try await RunComparison(baseline: old, new: new)
    #expect(comparison.onlyNew.map(\.metric) == ["tpr@fpr<=0.3"])
    #expect(Set(comparison.onlyBaseline.map(\.group)) == ["all", "sex=f", "sex=m"])
    #expect(comparison.onlyBaseline.count == 7)
  }

  @Test(
    "conventions that differ by what was measured are one rule",
    arguments: [
      (
        "score >= 0.25, fitted on 16 shadows; interval: Clopper-Pearson",
        "score >= -1.5e-05, fitted on 8 shadows; interval: union bound of Clopper-Pearson", true
      ),
      ("score >= 0.25, fitted on 16 shadows", "score >= 0.5, fixed by the attack's theory", false),
      ("f over m; permutation test of the largest gap, p = 0.3", "m over f", true),
      ("2 of 2 groups; not compared: f x <=25 (3 records)", "2 of 2 groups", true),
      ("ties count one half", "ties count nothing", false),
    ])
  func rules(one: String, two: String, isSame: Bool) async throws {
    var (old, new) = (try SyntheticRun().run(), try SyntheticRun().run())
    func set(_ convention: String, in run: inout Run) {
      run.measurements = [
        Auditing.Measurement(
          target: "1", stage: "1 train", attack: "m-loss",
          reading: Reading("x", value: 0.5, count: 9, convention: convention))
      ]
    }
    set(one, in: &old)
    set(two, in: &new)
    let comparison = try await RunComparison(baseline: old, new: new)
    #expect(comparison.notComparable.isEmpty == isSame)
  }

  @Test(
    "a declaration is read as it is written, and groups are told from metrics",
    arguments: [
      ("m-loss:auc", "m-loss", "auc", "all"),
      ("m-loss:tpr@fpr<=0.01", "m-loss", "tpr@fpr<=0.01", "all"),
      ("lira:auc-minus:m-loss", "lira", "auc-minus:m-loss", "all"),
      ("lira:tpr-minus:m-loss@fpr<=0.01:sex=f", "lira", "tpr-minus:m-loss@fpr<=0.01", "sex=f"),
      ("m-loss:auc:age=<=25", "m-loss", "auc", "age=<=25"),
      ("-:test-accuracy", nil, "test-accuracy", "all"),
    ] as [(String, String?, String, String)])
  func declarations(text: String, attack: String?, metric: String, group: String) {
    let own = DeclaredMeasurement(text)
    #expect(own == DeclaredMeasurement(attack: attack, metric: metric, group: group))
    #expect(own?.description == text)
  }

  @Test("what is no declaration is refused", arguments: ["auc", "", "m-loss:", ":auc", "a::b"])
  func noDeclaration(text: String) {
    #expect(DeclaredMeasurement(text) == nil)
  }

  @Test("the default rate is the lowest at which ten false positives are expected")
  func standardRate() throws {
    let run = try SyntheticRun(side: 200, rates: [0.001, 0.01, 0.05, 0.1]).run()
    let declared = RunComparison.standardDeclaration(run, run)
    #expect(declared.map(\.metric) == ["auc", "tpr@fpr<=0.05"])
  }
}
