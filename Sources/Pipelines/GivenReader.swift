import Arrays
import Auditing
import Foundation
import Models
import Tables
import Tensors

/// Reads the files of a score experiment, one model at a time.
struct GivenReader {
  let experiment: ScoreExperiment
  let bankMemory: Int

  private var arrays: GivenArrays { GivenArrays(folder: experiment.folder) }

  /// The numbers on the attacked records, or on a population apart from them.
  private struct Inputs {
    let values: String
    let references: String?
    /// The models' folders, where each has its own.
    let folders: [GivenFolder]?

    init(_ values: String, references: String?, directory: String?) throws {
      (self.values, self.references) = (values, references)
      folders = try directory.map { try GivenFolder.all(in: $0, values: values) }
    }

    /// What holds the numbers, for the record.
    var names: [String] {
      (folders?.flatMap { [$0.keep, $0.values] } ?? [values]) + [references].compactMap(\.self)
    }
  }

  func read() throws -> GivenModels {
    if let table = experiment.table { return try GivenTable(experiment, path: table).read() }
    let values = experiment.values[0]
    let directory = experiment.directory.map { path(of: $0, relativeTo: experiment.folder) }
    if let directory, let folder = try PrivacyMeterFolder(directory, values: values) {
      return try folder.read(experiment, bankMemory: bankMemory)
    }
    let own = try Inputs(values, references: experiment.references, directory: directory)
    let further = try experiment.population.values.map {
      try Inputs($0, references: experiment.population.references, directory: directory)
    }
    return try read(own, further)
  }

  private func read(_ own: Inputs, _ further: Inputs?) throws -> GivenModels {
    let seen = try GivenMemberships(experiment, folders: own.folders)
    let modelsFirst = own.references == nil && seen.keep != nil
    let values = try source(own, modelsFirst: modelsFirst)
    let furtherCount = try further.map { try source($0, modelsFirst: modelsFirst).modelShape[0] }
    let rows = try rows(seen, further: furtherCount ?? 0)
    let labels = try labels(rows)
    let numbers = GivenNumbers(experiment, labels: labels, rows: rows)
    let bank = GivenPasses.Reading(numbers: numbers, bankMemory: bankMemory)
    let passes = try bank.read(
      values, try further.map { try source($0, modelsFirst: modelsFirst) },
      modelCount: modelsFirst ? seen.keep?.count : nil, targets: seen.targets.count)
    var references: GivenPasses?
    if let name = own.references {
      references = try bank.read(
        try array(name, modelsFirst: true),
        try further?.references.map { try array($0, modelsFirst: true) },
        modelCount: seen.keep?.count, targets: 0)
    }
    let targets = try zip(seen.targets, passes.targets).map { row, observation in
      PipelinePass(
        membership: try experiment.membership(rows.seen(row), rows: rows),
        outputs: [.init(observation: observation)])
    }
    let shadows = try zip(seen.references, (references ?? passes).shadows).map { row, values in
      ShadowPass(
        membership: try experiment.membership(rows.seen(row), rows: rows), stages: [values])
    }
    try checkQueries(targets, (references ?? passes).queryCount)
    return GivenModels(
      records: try records(rows, labels: labels, names: own.names + (further?.names ?? [])),
      rows: rows, hasLabels: labels != nil, queryCount: passes.queryCount, targets: targets,
      shadows: shadows, spillFolder: (references ?? passes).folder)
  }

  private func source(_ inputs: Inputs, modelsFirst: Bool) throws -> GivenSource {
    if let folders = inputs.folders {
      return try GivenSource(folders, isPerClass: experiment.kind.isPerClass)
    }
    return try array(inputs.values, modelsFirst: modelsFirst)
  }

  private func array(_ name: String, modelsFirst: Bool) throws -> GivenSource {
    try GivenSource(
      name, in: arrays, modelsFirst: modelsFirst, isPerClass: experiment.kind.isPerClass)
  }

  /// Which rows are attacked, none of the others being seen by a model.
  private func rows(_ seen: GivenMemberships, further: Int) throws -> GivenRows {
    if let values = experiment.population.values {
      try arrays.requirePopulation(further, in: values)
    }
    let rows = GivenRows(
      ownCount: seen.recordCount, furtherCount: further,
      named: try experiment.population.named.map {
        try arrays.named($0, count: seen.recordCount)
      } ?? [])
    try rows.checkUnseen(by: seen.named)
    return rows
  }

  private func labels(_ rows: GivenRows) throws -> [Int32]? {
    let own = try experiment.labels.map { try arrays.codes($0, count: rows.ownCount) }
    let further = try experiment.population.labels.map {
      try arrays.codes($0, count: rows.furtherCount)
    }
    return own.map { $0 + (further ?? []) }
  }

  private func records(_ rows: GivenRows, labels: [Int32]?, names: [String]) throws -> Records {
    let others = [
      experiment.keep, experiment.membership, experiment.labels, experiment.population.named,
      experiment.population.labels,
    ]
    let texts = names + others.compactMap(\.self) + experiment.groups.map(\.array)
    return try GivenModels.records(
      experiment.name, count: rows.count, labels: labels,
      groups: try experiment.groups(count: rows.ownCount, further: rows.furtherCount),
      sources: try describeFiles(
        texts.map { ArrayReference($0, relativeTo: experiment.folder).path },
        recordCount: rows.count))
  }

  private func checkQueries(_ targets: [PipelinePass], _ queries: Int) throws {
    for (statistic, values) in targets[0].outputs[0].observation?.statistics ?? [:]
    where !statistic.isPerClass && values.rowLength != queries {
      throw PipelinesError(
        "the target has \(values.rowLength) queries of each record and the reference models "
          + "\(queries); give as many of both")
    }
  }
}
