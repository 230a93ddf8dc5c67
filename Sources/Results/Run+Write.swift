import Auditing
import HDF5
import Statistics

extension Run {
  /// Writes the run under a temporary name, syncs it and renames it over the path.
  ///
  /// The same run gives the same bytes: the file holds no clock, host or path.
  ///
  /// - Parameter path: Where the file will stand.
  /// - Throws: `HDF5Error` where the file cannot be written; the path then holds what it held before.
  package func write(to path: String) throws {
    var file = try HDF5Writer(replacing: path)
    try writeSetup(to: &file)
    try writePopulation(to: &file)
    try writeStages(to: &file)
    try writeFigures(to: &file)
    try writeMeasurements(to: &file)
    try writeVerdicts(to: &file)
    if let canaries { try write(canaries, to: &file) }
    if !epsilons.isEmpty { try writeEpsilons(to: &file) }
    if !budget.isEmpty { try file.column(budget, "/budget/line") }
    if !privacy.isEmpty { try writePrivacy(to: &file) }
    try file.commit()
  }

  private func writeSetup(to file: inout HDF5Writer) throws {
    try file.setAttribute("format", of: "/", to: RunLayout.format)
    try file.setAttribute("formatVersion", of: "/", to: RunLayout.formatVersion)
    try file.setAttribute("tool", of: "/", to: setup.tool)
    try file.setAttribute("name", of: "/", to: setup.name)
    try file.setAttribute("seed", of: "/", to: setup.seed)
    try file.setAttribute("algebra", of: "/", to: setup.algebra)
    try file.setAttribute("baseline", of: "/", to: setup.baseline)
    try file.column(setup.inputs.map(\.name), "/inputs/name")
    try file.column(setup.inputs.map(\.sha256), "/inputs/sha256")
    try file.column(setup.inputs.map { Int64($0.byteCount) }, "/inputs/bytes")
    try file.column(setup.inputs.map { Int64($0.recordCount) }, "/inputs/records")
    try file.column([setup.experiment], "/settings/experiment")
    try file.column([setup.suite], "/settings/suite")
    let declarations = setup.attacks.map(\.declaration)
    try file.column(setup.attacks.map(\.label), "/attacks/label")
    try file.column(declarations.map(\.part.name), "/attacks/name")
    try file.column(declarations.map { Int64($0.part.version) }, "/attacks/version")
    try file.column(declarations.map(\.part.summary), "/attacks/summary")
    try file.column(declarations.map(\.threatModel.access), "/attacks/access")
    try file.column(declarations.map(\.threatModel.knowledge), "/attacks/knowledge")
    try file.column(declarations.map(\.source), "/attacks/source")
    try file.column(declarations.map(\.isMonotone), "/attacks/is_monotone")
    try file.column(declarations.map { $0.fixedThreshold ?? .nan }, "/attacks/fixed_threshold")
    try file.column(setup.attacks.map(\.isPrimary), "/attacks/is_primary")
  }

  private func writePopulation(to file: inout HDF5Writer) throws {
    let audited = population.audited.count
    try file.column(population.audited.map(Int64.init), "/records/audited")
    try file.setAttribute("count", of: "/records", to: population.recordCount)
    try file.setAttribute("features", of: "/records", to: population.featureCount)
    try file.setAttribute("population", of: "/records", to: population.populationCount)
    try file.setAttribute("assignment", of: "/records", to: population.assignment)
    try file.column(population.classNames, "/records/class_names")
    try file.write(
      Array(population.isMember.joined()), shape: [targetCount, audited], at: "/records/is_member")
    try file.group("/groups")
    for (index, group) in population.groups.enumerated() {
      try file.column(group.levels, "/groups/\(index)/levels")
      try file.column(group.codes.map(Int64.init), "/groups/\(index)/codes")
      try file.setAttribute("name", of: "/groups/\(index)", to: group.name)
    }
    try file.write(
      Array(population.inclusion.joined()), shape: [population.inclusion.count, audited],
      at: "/shadows/inclusion")
  }

  private func writeStages(to file: inout HDF5Writer) throws {
    try file.group("/stages")
    for (index, stage) in stages.enumerated() {
      try file.group("/stages/\(index)")
      try file.setAttribute("name", of: "/stages/\(index)", to: stage.name)
      for scores in stage.scores {
        let path = RunLayout.scores(stage: index, attack: scores.attack)
        try file.write(
          Array(scores.values.joined()),
          shape: [scores.values.count, population.audited.count], at: path)
        try file.setAttribute("threshold", of: path, to: scores.threshold?.value ?? .nan)
        try file.setAttribute("thresholdOrigin", of: path, to: scores.threshold?.origin ?? "")
        try file.setAttribute("reason", of: path, to: scores.reason)
      }
      for scores in stage.scores where !scores.pValues.isEmpty {
        try file.write(
          Array(scores.pValues.joined()),
          shape: [scores.pValues.count, population.audited.count],
          at: RunLayout.pValues(stage: index, attack: scores.attack))
      }
      for scores in stage.scores {
        guard let decisions = scores.decisions else { continue }
        let path = RunLayout.decisions(stage: index, attack: scores.attack)
        try file.write(
          (decisions.included + decisions.found + decisions.accused).map { Int32($0) },
          shape: [3, decisions.included.count], at: path)
        try file.setAttribute("models", of: path, to: decisions.models)
      }
    }
  }

  private func writeFigures(to file: inout HDF5Writer) throws {
    guard stages.contains(where: { !$0.figures.isEmpty }) else { return }
    try file.group("/figures")
    for (index, stage) in stages.enumerated() {
      try file.group("/figures/\(index)")
      for figure in stage.figures {
        let path = RunLayout.figure(stage: index, name: figure.name)
        try file.group(path)
        try file.write(figure.values, shape: figure.shape, at: path + "/values")
        try file.column(figure.labels, path + "/labels")
      }
    }
  }

  private func writeMeasurements(to file: inout HDF5Writer) throws {
    let readings = measurements.map(\.reading)
    try file.column(measurements.map(\.target), "/measurements/target")
    try file.column(measurements.map(\.stage), "/measurements/stage")
    try file.column(measurements.map { $0.attack ?? "" }, "/measurements/attack")
    try file.column(readings.map(\.metric), "/measurements/metric")
    try file.column(measurements.map(\.group), "/measurements/group")
    try file.column(readings.map { $0.value ?? .nan }, "/measurements/value")
    try file.column(readings.map { $0.interval?.low ?? .nan }, "/measurements/low")
    try file.column(readings.map { $0.interval?.high ?? .nan }, "/measurements/high")
    try file.column(readings.map { $0.interval?.level ?? .nan }, "/measurements/level")
    try file.column(readings.map { $0.interval?.method ?? "" }, "/measurements/method")
    try file.column(readings.map { Int64($0.count) }, "/measurements/n")
    try file.column(readings.map(\.status.rawValue), "/measurements/status")
    try file.column(readings.map(\.convention), "/measurements/convention")
  }

  private func writeVerdicts(to file: inout HDF5Writer) throws {
    try file.column(verdicts.map(\.stage), "/verdicts/stage")
    try file.column(verdicts.map(\.outcome.rawValue), "/verdicts/outcome")
    try file.column(verdicts.map(\.level), "/verdicts/level")
    try file.column(verdicts.map { $0.detectableAUC ?? .nan }, "/verdicts/detectable_auc")
    let tests = verdicts.flatMap { verdict in
      (verdict.tests.map { ($0, false) } + (verdict.blind.map { [($0, true)] } ?? []))
        .map { (stage: verdict.stage, test: $0.0, isBlind: $0.1) }
    }
    try file.column(tests.map(\.stage), "/verdicts/tests/stage")
    try file.column(tests.map(\.test.attack), "/verdicts/tests/attack")
    try file.column(tests.map(\.test.auc), "/verdicts/tests/auc")
    try file.column(tests.map(\.test.pValue), "/verdicts/tests/p_value")
    try file.column(tests.map(\.test.adjusted), "/verdicts/tests/adjusted")
    try file.column(tests.map(\.isBlind), "/verdicts/tests/is_blind")
  }
}

extension HDF5Writer {
  mutating func column(_ values: [String], _ path: String) throws {
    try write(values, shape: [values.count], at: path)
  }

  mutating func column(_ values: [Double], _ path: String) throws {
    try write(values, shape: [values.count], at: path)
  }

  mutating func column(_ values: [Int64], _ path: String) throws {
    try write(values, shape: [values.count], at: path)
  }

  mutating func column(_ values: [Bool], _ path: String) throws {
    try write(values, shape: [values.count], at: path)
  }
}
