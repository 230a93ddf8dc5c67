import Auditing
import Metrics
import Settings
import Statistics
import Testing

@Suite struct `All metrics` {
  /// Evidence that is too little, or says nothing.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let evidence: @Sendable () throws -> Evidence

    init(_ sample: Sample, threshold: Double?) {
      testDescription =
        "\(sample.testDescription), \(threshold.map { "threshold \($0)" } ?? "no threshold")"
      evidence = {
        .attack(
          try sample.scores(), threshold: threshold.map { Threshold($0, origin: "theory") })
      }
    }

    init(_ name: String, isCorrect: [Bool], isMember: [Bool]) {
      testDescription = name
      evidence = { .predictions(Predictions(isCorrect: isCorrect, isMember: isMember)) }
    }

    /// Drawn records in groups, of which every second one is a member.
    init(_ sample: FairnessSample, positive: Int32?) {
      testDescription =
        "predictions: \(sample.testDescription), positive class \(positive.map(String.init) ?? "none")"
      evidence = {
        .predictions(
          Predictions(
            isCorrect: zip(sample.labels, sample.predicted).map(==),
            isMember: sample.codes.indices.map { $0 % 2 == 0 },
            classes: sample.classes(positive: positive), attributes: [sample.attribute]))
      }
    }
  }

  static let samples =
    [
      Sample("nothing", in: [], out: []), Sample("one member", in: [1], out: []),
      Sample("one non-member", in: [], out: [1]),
      Sample("members only", in: [1, 2, 2, 5], out: []),
      Sample("non-members only", in: [], out: [1, 2, 2, 5]),
      Sample(
        "150 tied", in: Array(repeating: 3, count: 50), out: Array(repeating: 3, count: 100)),
      Sample(
        "apart", in: Array(repeating: 4, count: 100), out: Array(repeating: 3, count: 100)),
      Sample(
        "huge", in: [-Double.greatestFiniteMagnitude, 1e-300],
        out: [Double.greatestFiniteMagnitude, 0]),
    ] + Sample.shapes

  static let cases =
    samples.flatMap { [Case($0, threshold: nil), Case($0, threshold: 3)] } + [
      Case("no predictions", isCorrect: [], isMember: []),
      Case("a member's prediction", isCorrect: [true], isMember: [true]),
      Case("a non-member's prediction", isCorrect: [false], isMember: [false]),
      Case("two predictions", isCorrect: [true, false], isMember: [true, false]),
    ] + FairnessSample.shapes.flatMap { [Case($0, positive: 1), Case($0, positive: nil)] }

  static func make(_ name: String) throws -> any Metric {
    let type = try #require(metrics.first { $0.name == name })
    var settings = try Settings(yaml: "", file: "suite.yaml")
    let metric = try type.init(&settings)
    try settings.finish()
    return metric
  }

  @Test(
    "Rates go from 0 to 1, signed differences from -1, and sums and ratios that may exceed 1 are so named",
    arguments: zip(
      [
        "auc", "advantage", "true-positive-rate@members", "calibration-gap@members",
        "fairness:a:demographic-parity:difference@members",
        "fairness:a:demographic-parity:sum@members", "fairness:sum:equalized-odds:mean@members",
        "fairness:a:disparate-impact@members", "fairness:a:error-rate-difference@members",
        "fairness:a:equalized-odds-difference@members",
        "fairness:a:average-absolute-odds-difference@members",
        "fairness:a:calibration-in-the-large:difference@members",
      ],
      [
        0...1, -1...1, 0...1, -1...1, 0...1, 0...Double.infinity, 0...1, 0...Double.infinity,
        -1...1,
        0...1, 0...1, 0...2,
      ]))
  func possible(metric: String, expected: ClosedRange<Double>) {
    #expect(possibleValues(of: metric) == expected)
  }

  @Test("Names differ and a version is counted from 1")
  func names() {
    #expect(Set(metrics.map { $0.name }).count == metrics.count)
    #expect(metrics.allSatisfy { $0.declaration.version >= 1 && !$0.declaration.summary.isEmpty })
  }

  @Test(
    "A value is there exactly where the status is ok", arguments: metrics.map { $0.name }, cases)
  func status(name: String, sample: Case) throws {
    for reading in try Self.make(name).readings(of: sample.evidence()) {
      #expect((reading.value != nil) == (reading.status == .ok), "\(reading)")
      #expect(reading.interval == nil || reading.value != nil, "\(reading)")
      #expect(!reading.convention.isEmpty)
    }
  }

  @Test(
    "Values and intervals are what the metric's name allows, the value inside",
    arguments: metrics.map { $0.name },
    cases)
  func ranges(name: String, sample: Case) throws {
    for reading in try Self.make(name).readings(of: sample.evidence()) {
      guard let value = reading.value else { continue }
      let range = possibleValues(of: reading.metric)
      #expect(range.contains(value), "\(reading)")
      guard let interval = reading.interval else { continue }
      #expect(range.contains(interval.low) && range.contains(interval.high), "\(reading)")
      #expect(reading.covers(value), "\(reading)")
    }
  }

  @Test(
    "Where a side is empty no value of an attack is given",
    arguments: metrics.map { $0.name },
    samples.filter { $0.members.isEmpty || $0.nonMembers.isEmpty })
  func emptySides(name: String, sample: Sample) throws {
    for threshold in [nil, Threshold(3, origin: "theory")] {
      let evidence = Evidence.attack(try sample.scores(), threshold: threshold)
      for reading in try Self.make(name).readings(of: evidence) {
        #expect(reading.value == nil)
        #expect(reading.status == .notApplicable || reading.status == .notCalibrated)
      }
    }
  }

  @Test("Every metric is a function of one kind of evidence", arguments: metrics.map { $0.name })
  func kinds(name: String) throws {
    let metric = try Self.make(name)
    let scores = try Sample.shapes[0].scores()
    let ofAttack = try metric.readings(of: .attack(scores, threshold: nil))
    let ofModel = try metric.readings(
      of: .predictions(Predictions(isCorrect: [true], isMember: [true])))
    #expect(ofAttack.isEmpty != ofModel.isEmpty)
  }

  @Test("Settings that a metric does not know are refused", arguments: metrics.map { $0.name })
  func unknownSettings(name: String) throws {
    let type = try #require(metrics.first { $0.name == name })
    #expect(throws: SettingsError.self) {
      var settings = try Settings(yaml: "levle: 0.9", file: "suite.yaml")
      _ = try type.init(&settings)
      try settings.finish()
    }
    #expect(throws: SettingsError.self) {
      var settings = try Settings(yaml: "level: 95", file: "suite.yaml")
      _ = try type.init(&settings)
    }
  }
}
