import Auditing
import HDF5
import Statistics

extension Run {
  /// Reads a run file.
  ///
  /// - Parameter path: The file.
  /// - Throws: `ResultsError` or `HDF5Error` in one line where the file is no run file, is of a later version, or
  ///   contradicts itself.
  package init(path: String) throws {
    let file = try RunFile(path: path)
    let setup = try file.setup()
    let population = try file.population()
    let labels = setup.attacks.map(\.label)
    let stages = try file.stages(
      attacks: labels, audited: population.audited.count, targets: population.isMember.count)
    self.init(
      setup: setup, population: population, stages: stages,
      measurements: try file.measurements(), verdicts: try file.verdicts(),
      canaries: try file.canaries(
        attacks: labels, stageCount: stages.count, targets: population.isMember.count),
      epsilons: try file.epsilons(), privacy: try file.privacy())
    budget = try file.budget()
  }
}

/// A run file that is open for reading; checks that columns agree in length.
struct RunFile: ~Copyable {
  let path: String
  let file: HDF5Reader

  init(path: String) throws {
    let file = try HDF5Reader(path: path)
    guard let format = try? file.text(attribute: "format", of: "/"), format == RunLayout.format
    else {
      throw ResultsError(description: "\(path): an HDF5 file, but not a run of rollcall")
    }
    let version = try file.integer(attribute: "formatVersion", of: "/")
    guard version == RunLayout.formatVersion else {
      throw ResultsError(
        description: "\(path): format version \(version), this program reads "
          + "\(RunLayout.formatVersion); use the version named in its 'tool' attribute")
    }
    self.path = path
    self.file = file
  }

  /// What the run gave up to keep to a time.
  func budget() throws -> [String] {
    file.contains("/budget") ? try file.strings(at: "/budget/line") : []
  }

  func contradiction(_ what: String) -> ResultsError {
    ResultsError(description: "\(path): \(what); the file is damaged, run the audit again")
  }

  func setup() throws -> Run.Setup {
    let names = try file.strings(at: "/inputs/name")
    let hashes = try column(file.strings(at: "/inputs/sha256"), names.count, "inputs")
    let bytes = try column(file.integers(at: "/inputs/bytes"), names.count, "inputs")
    let counts = try column(file.integers(at: "/inputs/records"), names.count, "inputs")
    let texts = try column(
      file.strings(at: "/settings/experiment") + file.strings(at: "/settings/suite"), 2, "settings")
    return Run.Setup(
      tool: try file.text(attribute: "tool", of: "/"),
      name: try file.text(attribute: "name", of: "/"),
      seed: try file.integer(attribute: "seed", of: "/"),
      algebra: try file.text(attribute: "algebra", of: "/"), experiment: texts[0], suite: texts[1],
      inputs: names.indices.map {
        Run.Input(
          name: names[$0], sha256: hashes[$0], byteCount: bytes[$0], recordCount: counts[$0])
      },
      attacks: try attacks(), baseline: try file.text(attribute: "baseline", of: "/"))
  }

  private func attacks() throws -> [Run.AttackEntry] {
    let labels = try file.strings(at: "/attacks/label")
    func texts(_ name: String) throws -> [String] {
      try column(file.strings(at: "/attacks/\(name)"), labels.count, "attacks")
    }
    func flags(_ name: String) throws -> [Bool] {
      try column(file.booleans(at: "/attacks/\(name)"), labels.count, "attacks")
    }
    let (names, summaries, sources) = (try texts("name"), try texts("summary"), try texts("source"))
    let (accesses, knowledge) = (try texts("access"), try texts("knowledge"))
    let versions = try column(file.integers(at: "/attacks/version"), labels.count, "attacks")
    let fixed = try column(file.doubles(at: "/attacks/fixed_threshold"), labels.count, "attacks")
    let (monotone, primary) = (try flags("is_monotone"), try flags("is_primary"))
    return labels.indices.map { index in
      Run.AttackEntry(
        label: labels[index],
        declaration: AttackDeclaration(
          Declaration(names[index], version: versions[index], summaries[index]),
          threatModel: ThreatModel(access: accesses[index], knowledge: knowledge[index]),
          source: sources[index], isMonotone: monotone[index],
          fixedThreshold: fixed[index].isNaN ? nil : fixed[index]),
        isPrimary: primary[index])
    }
  }

  func population() throws -> Run.Population {
    let audited = try file.integers(at: "/records/audited")
    let groups = try file.children(of: "/groups").indices.map { index in
      let levels = try file.strings(at: "/groups/\(index)/levels")
      let codes = try column(
        file.integers(at: "/groups/\(index)/codes"), audited.count, "group \(index)")
      guard codes.allSatisfy(levels.indices.contains) else {
        throw contradiction("group \(index) has a code without a level")
      }
      return Run.GroupCodes(
        name: try file.text(attribute: "name", of: "/groups/\(index)"), levels: levels,
        codes: codes)
    }
    return Run.Population(
      recordCount: try file.integer(attribute: "count", of: "/records"),
      featureCount: try file.integer(attribute: "features", of: "/records"),
      classNames: try file.strings(at: "/records/class_names"), audited: audited,
      isMember: try rows(
        file.booleans(at: "/records/is_member"), at: "/records/is_member", audited.count),
      populationCount: try file.integer(attribute: "population", of: "/records"),
      assignment: try file.text(attribute: "assignment", of: "/records"), groups: groups,
      inclusion: try rows(
        file.booleans(at: "/shadows/inclusion"), at: "/shadows/inclusion", audited.count))
  }

  /// The attacks that have p-values at a stage.
  private func calibrated(stage: Int) throws -> Set<String> {
    let group = "\(RunLayout.pValues)/\(stage)"
    return file.contains(group) ? Set(try file.children(of: group)) : []
  }

  private func pValues(
    stage: Int, attack: String, audited: Int, targets: Int
  ) throws -> [[Double]] {
    let path = RunLayout.pValues(stage: stage, attack: attack)
    let values = try rows(file.doubles(at: path), at: path, audited)
    guard values.count == targets, values.joined().allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      throw contradiction("\(path) does not hold a p-value of each target and record")
    }
    return values
  }

  private func decisions(
    stage: Int, attack: String, audited: Int
  ) throws -> Run.RecordDecisions? {
    let path = RunLayout.decisions(stage: stage, attack: attack)
    guard file.contains(path) else { return nil }
    let models = try file.integer(attribute: "models", of: path)
    let counts = try rows(file.integers(at: path), at: path, audited)
    guard counts.count == 3, models > 0,
      (0..<audited).allSatisfy({
        (0...counts[0][$0]).contains(counts[1][$0])
          && (0...models - counts[0][$0]).contains(counts[2][$0])
      })
    else { throw contradiction("\(path) does not hold counts of decisions on each record") }
    return Run.RecordDecisions(
      models: models, included: counts[0], found: counts[1], accused: counts[2])
  }

  func stages(attacks: [String], audited: Int, targets: Int) throws -> [Run.StageResult] {
    try file.children(of: "/stages").indices.map { index in
      let calibrated = try calibrated(stage: index)
      let scores = try attacks.map { attack in
        let path = RunLayout.scores(stage: index, attack: attack)
        let values = try rows(file.doubles(at: path), at: path, audited)
        guard values.isEmpty || values.count == targets else {
          throw contradiction("\(path) has \(values.count) targets of \(targets)")
        }
        let threshold = try file.number(attribute: "threshold", of: path)
        return Run.StageScores(
          attack: attack, values: values,
          threshold: threshold.isNaN
            ? nil
            : Threshold(threshold, origin: try file.text(attribute: "thresholdOrigin", of: path)),
          reason: try file.text(attribute: "reason", of: path),
          pValues: calibrated.contains(attack)
            ? try pValues(stage: index, attack: attack, audited: audited, targets: targets) : [],
          decisions: try decisions(stage: index, attack: attack, audited: audited))
      }
      return Run.StageResult(
        name: try file.text(attribute: "name", of: "/stages/\(index)"), scores: scores,
        figures: try figures(ofStage: index))
    }
  }

  /// The figures of one stage; runs without any do not have the group.
  private func figures(ofStage stage: Int) throws -> [Run.Figure] {
    guard file.contains("/figures/\(stage)") else { return [] }
    return try file.children(of: "/figures/\(stage)").map { name in
      let path = RunLayout.figure(stage: stage, name: name)
      let labels = try file.strings(at: path + "/labels")
      let shape = try file.shape(of: path + "/values")
      guard labels.isEmpty || labels.count == shape.last else {
        throw contradiction("\(path) has \(labels.count) labels for the shape \(shape)")
      }
      return Run.Figure(
        name: name, labels: labels, shape: shape, values: try file.doubles(at: path + "/values"))
    }
  }

  func measurements() throws -> [Measurement] {
    let metrics = try file.strings(at: "/measurements/metric")
    func texts(_ name: String) throws -> [String] {
      try column(file.strings(at: "/measurements/\(name)"), metrics.count, "measurements")
    }
    func numbers(_ name: String) throws -> [Double] {
      try column(file.doubles(at: "/measurements/\(name)"), metrics.count, "measurements")
    }
    let (targets, stages, attacks) = (try texts("target"), try texts("stage"), try texts("attack"))
    let (groups, statuses) = (try texts("group"), try texts("status"))
    let (conventions, methods) = (try texts("convention"), try texts("method"))
    let (values, lows) = (try numbers("value"), try numbers("low"))
    let (highs, levels) = (try numbers("high"), try numbers("level"))
    let counts = try column(file.integers(at: "/measurements/n"), metrics.count, "measurements")
    return try metrics.indices.map { row in
      guard let status = MeasurementStatus(rawValue: statuses[row]) else {
        throw contradiction("measurement \(row) has an unknown status")
      }
      let interval =
        lows[row].isNaN
        ? nil
        : Interval(low: lows[row], high: highs[row], level: levels[row], method: methods[row])
      return Measurement(
        target: targets[row], stage: stages[row],
        attack: attacks[row].isEmpty ? nil : attacks[row], group: groups[row],
        reading: Reading(
          metrics[row], value: values[row].isNaN ? nil : values[row], interval: interval,
          count: counts[row], status: status, convention: conventions[row]))
    }
  }

  func verdicts() throws -> [Verdict] {
    let stages = try file.strings(at: "/verdicts/stage")
    let outcomes = try column(file.strings(at: "/verdicts/outcome"), stages.count, "verdicts")
    let levels = try column(file.doubles(at: "/verdicts/level"), stages.count, "verdicts")
    let areas = try column(file.doubles(at: "/verdicts/detectable_auc"), stages.count, "verdicts")
    let tests = try self.tests()
    return try stages.indices.map { index in
      guard let outcome = Verdict.Outcome(rawValue: outcomes[index]) else {
        throw contradiction("verdict \(index) has an unknown outcome")
      }
      let own = tests.filter { $0.stage == stages[index] }
      return Verdict(
        stage: stages[index], outcome: outcome, level: levels[index],
        tests: own.filter { !$0.isBlind }.map(\.test), blind: own.first(where: \.isBlind)?.test,
        detectableAUC: areas[index].isNaN ? nil : areas[index])
    }
  }

  private func tests() throws -> [(stage: String, test: Verdict.Test, isBlind: Bool)] {
    let stages = try file.strings(at: "/verdicts/tests/stage")
    let attacks = try column(file.strings(at: "/verdicts/tests/attack"), stages.count, "tests")
    let areas = try column(file.doubles(at: "/verdicts/tests/auc"), stages.count, "tests")
    let raw = try column(file.doubles(at: "/verdicts/tests/p_value"), stages.count, "tests")
    let adjusted = try column(file.doubles(at: "/verdicts/tests/adjusted"), stages.count, "tests")
    let blind = try column(file.booleans(at: "/verdicts/tests/is_blind"), stages.count, "tests")
    return stages.indices.map { row in
      (
        stages[row],
        Verdict.Test(
          attack: attacks[row], auc: areas[row], pValue: raw[row], adjusted: adjusted[row]),
        blind[row]
      )
    }
  }

  func column<Value>(_ values: [Value], _ count: Int, _ table: String) throws -> [Value] {
    guard values.count == count else {
      throw contradiction("the columns of '\(table)' differ in length")
    }
    return values
  }

  func rows<Value>(_ values: [Value], at place: String, _ length: Int) throws -> [[Value]] {
    let shape = try file.shape(of: place)
    guard shape.count == 2, shape[1] == length else {
      throw contradiction("\(place) has the shape \(shape), not one of \(length) columns")
    }
    return (0..<shape[0]).map { Array(values[$0 * length..<($0 + 1) * length]) }
  }
}
