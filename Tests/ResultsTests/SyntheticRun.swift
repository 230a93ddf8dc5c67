import Auditing
import Metrics
import Results
import Settings
import Statistics

/// What a made-up run is like: normal scores, members' shifted, measured by the program's own metrics.
struct SyntheticRun {
  var seed: UInt64 = 1
  var targets = 1
  /// The members, and as many non-members, of each target.
  var side = 200
  /// How far members' scores lie above non-members', in standard deviations.
  var shift = 0.5
  /// How much the shift varies between trainings.
  var trainingDeviation = 0.0
  /// The share of a record's score that two runs have in common.
  var common = 0.0
  var attackVersion = 1
  var sha = "aa"
  /// The seed of what two runs have in common: membership, and the common part of the scores.
  var world: UInt64 = 7
  /// Scores that are added for members of the level `f` alone.
  var groupShift = 0.0
  var rates = [0.1]
  var measuresGroups = true

  func run() throws -> Run {
    let count = 2 * side
    var own = SeededGenerator(seed: seed, label: "own")
    var shared = SeededGenerator(seed: world, label: "world")
    var (isMember, values): ([[Bool]], [[Double]]) = ([], [])
    let codes = (0..<count).map { $0 % 2 }
    for _ in 0..<targets {
      let members = Set(Array(0..<count).shuffled(using: &shared).prefix(side))
      let effect = shift + trainingDeviation * normal(&own)
      isMember.append((0..<count).map(members.contains))
      values.append(
        (0..<count).map { record in
          let noise =
            common.squareRoot() * normal(&shared) + (1 - common).squareRoot() * normal(&own)
          let group = codes[record] == 0 ? groupShift : 0
          return noise + (members.contains(record) ? effect + group : 0)
        })
    }
    return try assembled(values, isMember, codes)
  }

  private func assembled(_ values: [[Double]], _ isMember: [[Bool]], _ codes: [Int]) throws -> Run {
    let declaration = AttackDeclaration(
      Declaration("m-loss", version: attackVersion, "minus the loss"),
      threatModel: ThreatModel(access: "loss", knowledge: "label"), source: "a paper",
      isMonotone: true, fixedThreshold: nil)
    let stage = Run.StageScores(attack: "m-loss", values: values, threshold: nil)
    let groups = Run.GroupCodes(name: "sex", levels: ["f", "m"], codes: codes)
    return Run(
      setup: Run.Setup(
        tool: "rollcall test", name: "made up", seed: Int(seed), algebra: "none",
        experiment: "name: x\n", suite: "primary: [m-loss]\n",
        inputs: [
          Run.Input(name: "x.yaml", sha256: "settings \(seed)", byteCount: 8, recordCount: 0),
          Run.Input(name: "a.csv", sha256: sha, byteCount: 8, recordCount: codes.count),
        ],
        attacks: [Run.AttackEntry(label: "m-loss", declaration: declaration, isPrimary: true)],
        baseline: ""),
      population: Run.Population(
        recordCount: codes.count, featureCount: 2, classNames: ["no", "yes"],
        audited: Array(codes.indices), isMember: isMember, populationCount: 0,
        assignment: "random split", groups: [groups], inclusion: []),
      stages: [
        Run.StageResult(name: "0 input", scores: []),
        Run.StageResult(name: "1 train", scores: [stage]),
      ],
      measurements: try measured(values, isMember, codes), verdicts: [])
  }

  private func measured(
    _ values: [[Double]], _ isMember: [[Bool]], _ codes: [Int]
  ) throws -> [Auditing.Measurement] {
    var measurements: [Auditing.Measurement] = []
    var series: [String: [Reading]] = [:]
    var order: [(String, String)] = []
    let levels = measuresGroups ? [("all", -1), ("sex=f", 0), ("sex=m", 1)] : [("all", -1)]
    for target in values.indices {
      let scores = try Scores(values: values[target], isMember: isMember[target])
      for (group, code) in levels {
        let part = try scores.selecting(codes.indices.filter { code < 0 || codes[$0] == code })
        for reading in try readings(part) {
          let name = "\(group)|\(reading.metric)"
          if series[name] == nil { order.append((group, name)) }
          series[name, default: []].append(reading)
          measurements.append(
            .init(
              target: "\(target + 1)", stage: "1 train", attack: "m-loss", group: group,
              reading: reading))
        }
      }
    }
    guard targets > 1 else { return measurements }
    for (group, name) in order {
      let own = series[name] ?? []
      guard own.allSatisfy({ $0.value != nil }), let first = own.first else { continue }
      let between = try BetweenTargets(own)
      measurements.append(
        .init(
          target: "mean", stage: "1 train", attack: "m-loss", group: group,
          reading: Reading(
            first.metric, value: between.mean, interval: between.interval,
            count: own.map(\.count).reduce(0, +), convention: between.convention)))
    }
    return measurements
  }

  private func readings(_ scores: Scores) throws -> [Reading] {
    var area = try Settings(yaml: "", file: "test")
    var shares = try Settings(yaml: "rates: \(rates)", file: "test")
    return try AreaUnderCurve(&area).readings(of: .attack(scores, threshold: nil))
      + TruePositiveRateAtFalsePositiveRate(&shares).readings(of: .attack(scores, threshold: nil))
  }

  /// A standard normal draw, the quantile of a uniform one.
  private func normal(_ generator: inout SeededGenerator) -> Double {
    Normal.standard.quantile(Double.random(in: 0.5.ulp..<1, using: &generator))
  }
}
