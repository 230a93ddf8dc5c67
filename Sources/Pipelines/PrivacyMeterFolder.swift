import Arrays
import Auditing
import Foundation
import Models
import Tables
import Tensors

/// A folder as ML Privacy Meter leaves it: `models/memberships.npy`, and `signals/NAME.npy` of records x models.
///
/// Version 2 of the program writes `rmia_signals` or `loss_signals`, whose numbers are probabilities of the label, and beside them
/// the same with `_pop` for records of the population. A column of signals belongs to the row of memberships of the same number;
/// later rows may have no column, because the program takes as many models as it is asked for.
struct PrivacyMeterFolder {
  private let memberships: String
  private let signals: String
  /// The signals on the population, where they were computed.
  private let population: String?

  /// Finds the files; nil where the folder is of another kind.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - values: The name of the file of signals, without its ending.
  /// - Throws: `PipelinesError` naming a file that is missing.
  init?(_ directory: String, values: String) throws {
    let files = FileManager.default
    memberships = "\(directory)/models/memberships.npy"
    guard files.fileExists(atPath: memberships) else { return nil }
    let name = values.hasSuffix(".npy") ? String(values.dropLast(4)) : values
    signals = "\(directory)/signals/\(name).npy"
    guard files.fileExists(atPath: signals) else {
      let found = ((try? files.contentsOfDirectory(atPath: "\(directory)/signals")) ?? [])
        .filter { $0.hasSuffix(".npy") }.sorted().prefix(10)
      throw PipelinesError(
        "\(directory) has 'models/memberships.npy' but no 'signals/\(name).npy'; say in 'values' which of "
          + "its files it is: \(found.isEmpty ? "none" : found.joined(separator: ", "))")
    }
    let other = "\(directory)/signals/\(name)_pop.npy"
    population = files.fileExists(atPath: other) ? other : nil
  }

  /// Reads all models.
  ///
  /// - Parameters:
  ///   - experiment: What the numbers are, and how many of the first models are audited.
  ///   - bankMemory: The most bytes that reference models may take in memory.
  /// - Returns: The models with the records and the population.
  /// - Throws: An error in one line where files contradict each other.
  func read(_ experiment: ScoreExperiment, bankMemory: Int) throws -> GivenModels {
    guard !experiment.kind.isPerClass else {
      throw PipelinesError(
        "Privacy Meter's signals are one number of each record and model; say kind: label-probability"
      )
    }
    guard experiment.population.isEmpty else {
      throw PipelinesError(
        "Privacy Meter's folders hold the population in files that end in '_pop'; leave 'population' and "
          + "'populationValues' out")
    }
    let arrays = GivenArrays(folder: "")
    let seen = try arrays.truthRows(memberships)
    let own = try Columns(path: signals)
    try check(own, seen)
    let others = try population.map { try Columns(path: $0) }
    if let others, others.modelCount != own.modelCount {
      throw PipelinesError(
        "the signals on the population are of \(others.modelCount) models and those on the records of "
          + "\(own.modelCount); compute both anew")
    }
    let (count, further) = (own.recordCount, others?.recordCount ?? 0)
    let labels = try experiment.labels.map {
      try GivenArrays(folder: experiment.folder).codes($0, count: count)
    }
    let records = try GivenModels.records(
      experiment.name, count: count + further,
      labels: labels.map { $0 + Array(repeating: $0[0], count: further) },
      groups: try experiment.groups(count: count, further: further),
      sources: try sources(experiment, count: count))
    let rows = GivenRows(ownCount: count, furtherCount: further)
    let passes = try Passes(
      own: own, others: others, seen: seen,
      numbers: GivenNumbers(experiment, labels: nil, rows: rows), experiment: experiment,
      bankMemory: bankMemory)
    return GivenModels(
      records: records, rows: rows, hasLabels: labels != nil, queryCount: 1,
      targets: passes.targets, shadows: passes.shadows, spillFolder: passes.folder)
  }

  private func check(_ columns: Columns, _ seen: [[Bool]]) throws {
    guard columns.recordCount == seen.first?.count ?? 0 else {
      throw PipelinesError(
        "\(signals) has \(columns.recordCount) records where 'models/memberships.npy' has "
          + "\(seen.first?.count ?? 0); an audit of some records or of ranges does not say which they are, so "
          + "compute the signals of all records")
    }
    guard columns.modelCount >= 2, columns.modelCount <= seen.count else {
      throw PipelinesError(
        "\(signals) has \(columns.modelCount) models where 'models/memberships.npy' has \(seen.count); at "
          + "least 2 models and no more than memberships are needed")
    }
  }

  private func sources(_ experiment: ScoreExperiment, count: Int) throws -> [Source] {
    let named = ([experiment.labels].compactMap(\.self) + experiment.groups.map(\.array)).map {
      ArrayReference($0, relativeTo: experiment.folder).path
    }
    return try describeFiles(
      [memberships, signals] + [population].compactMap(\.self) + named, recordCount: count)
  }
}

/// An array of records x models that is read by models.
private struct Columns {
  let path: String
  let recordCount: Int
  let modelCount: Int

  init(path: String) throws {
    let shape = try ArrayFile(path: path).shape
    guard shape.count == 2 else {
      throw PipelinesError("\(path) has shape \(shape); Privacy Meter's are records x models")
    }
    (self.path, recordCount, modelCount) = (path, shape[0], shape[1])
  }

  /// Reads some models' numbers, one array for each, in one pass over the file.
  func values(ofModels models: Range<Int>) throws -> [[Double]] {
    var file = try ArrayFile(path: path)
    var values = models.map { _ in [Double]() }
    for place in values.indices { values[place].reserveCapacity(recordCount) }
    let rows = max(1, (1 << 20) / modelCount)
    while let block = try file.nextDoubles(rows: rows) {
      for (place, model) in models.enumerated() {
        values[place] += stride(from: model, to: block.scalars.count, by: modelCount).map {
          block.scalars[$0]
        }
      }
    }
    return values
  }
}

/// The passes of all models, read a few models at a time so that no more is held than a bank may take.
private struct Passes {
  private(set) var targets: [PipelinePass] = []
  private(set) var shadows: [ShadowPass] = []
  let folder: URL?

  init(
    own: Columns, others: Columns?, seen: [[Bool]], numbers: GivenNumbers,
    experiment: ScoreExperiment, bankMemory: Int
  ) throws {
    let rows = numbers.rows
    folder = try GivenPasses.spillFolder(
      bytes: 4 * rows.count * own.modelCount, of: numbers.kind, bankMemory: bankMemory)
    let group = max(1, bankMemory / 2 / (8 * rows.count))
    var passes = GivenPasses(spillingTo: folder)
    for start in stride(from: 0, to: own.modelCount, by: group) {
      let models = start..<min(start + group, own.modelCount)
      let columns = try own.values(ofModels: models)
      let population = try others?.values(ofModels: models)
      for (place, model) in models.enumerated() {
        try passes.append(
          try numbers.observation(
            .numbers(columns[place] + (population?[place] ?? [])), shape: [rows.count],
            place: "\(own.path), model \(model)"),
          isTarget: model < experiment.targetCount)
      }
    }
    targets = try zip(seen, passes.targets).map { row, observation in
      PipelinePass(
        membership: try experiment.membership(rows.seen(row), rows: rows),
        outputs: [.init(observation: observation)])
    }
    shadows = try zip(seen.dropFirst(targets.count), passes.shadows).map { row, values in
      ShadowPass(
        membership: try experiment.membership(rows.seen(row), rows: rows), stages: [values])
    }
  }
}
