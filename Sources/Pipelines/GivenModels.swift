import Arrays
import Auditing
import Foundation
import Models
import Tables
import Tensors

/// Models as far as their numbers were given.
struct GivenModels {
  /// The records without features, those that are attacked before those of the population.
  let records: Records
  /// The number of records that no model saw.
  var populationCount = 0
  let hasLabels: Bool
  let queryCount: Int
  let targets: [PipelinePass]

  /// How many classes the models tell apart, as far as their numbers or the labels say.
  var classCount: Int {
    let scores = targets.first?.outputs.first?.observation?.statistics[.logProbabilities]
    return scores?.rowLength ?? records.classCount
  }
  let shadows: [ShadowPass]
  let spillFolder: URL?

  /// The row numbers of the records that are attacked.
  var audited: [Int] { Array(0..<records.count - populationCount) }
  /// The row numbers of the records that no model saw.
  var population: [Int] { Array(records.count - populationCount..<records.count) }

  /// Records of which no features are known.
  static func records(
    _ name: String, count: Int, labels: [Int32]?, groups: [Group], sources: [Source]
  ) throws -> Records {
    let top = Int(labels?.max() ?? 0)
    guard top < 1_000_000, labels?.allSatisfy({ $0 >= 0 }) ?? true else {
      throw PipelinesError("the labels are no classes from 0; number them so")
    }
    let label =
      labels.map { Categories(codes: $0, names: (0...top).map { "\($0)" }) }
      ?? .notGiven(count: count)
    return try Records(
      Dataset(name: name, features: [], label: label, groups: groups, sources: sources))
  }

  /// Removes the temporary files of a bank that did not fit into memory.
  func removeFiles() {
    // Nothing is lost where it fails: the folder is in the system's temporary one.
    if let spillFolder { try? FileManager.default.removeItem(at: spillFolder) }
  }
}

/// Reads the files of a score experiment, one model at a time.
struct GivenReader {
  let experiment: ScoreExperiment
  let bankMemory: Int

  private var arrays: GivenArrays { GivenArrays(folder: experiment.folder) }

  func read() throws -> GivenModels {
    if let table = experiment.table { return try GivenTable(experiment, path: table).read() }
    let array = experiment.values[0]
    let directory = experiment.directory.map { path(of: $0, relativeTo: experiment.folder) }
    if let directory, let folder = try PrivacyMeterFolder(directory, values: array) {
      return try folder.read(experiment, bankMemory: bankMemory)
    }
    let folders = try directory.map { try GivenFolder.all(in: $0, values: array) }
    let keep = try folders.map(keepRows) ?? experiment.keep.map(arrays.truthRows)
    let membership = try experiment.membership.map(arrays.truthRows)
    let targetRows = try targetRows(membership, keep)
    let count = targetRows[0].count
    let labels = try experiment.labels.map { try arrays.codes($0, count: count) }
    let numbers = GivenNumbers(
      kind: experiment.kind, higherIsMember: experiment.higherIsMember, labels: labels,
      recordCount: count)
    let records = try records(count: count, labels: labels, folders: folders ?? [])
    var folder: URL?
    let values =
      try folders.map {
        try models($0, count: count, numbers, folder: &folder, targets: targetRows.count)
      }
      ?? models(
        array, count: count, areFirst: experiment.references == nil && keep != nil,
        numbers, modelCount: experiment.references == nil ? keep?.count : nil, folder: &folder,
        targets: targetRows.count)
    let references = try experiment.references.map {
      try models(
        $0, count: count, areFirst: true, numbers, modelCount: keep?.count, folder: &folder,
        targets: 0)
    }
    let targets = try zip(targetRows, values.targets).map { row, observation in
      PipelinePass(
        membership: try experiment.membership(of: row), outputs: [.init(observation: observation)])
    }
    let shadowRows = references == nil ? Array((keep ?? []).dropFirst(targets.count)) : keep ?? []
    let passes = references?.shadows ?? values.shadows
    let shadows = try zip(shadowRows, passes).map { row, stages in
      ShadowPass(membership: try experiment.membership(of: row), stages: [stages])
    }
    try checkQueries(targets, references?.queryCount ?? values.queryCount)
    return GivenModels(
      records: records, hasLabels: labels != nil, queryCount: values.queryCount,
      targets: targets, shadows: shadows, spillFolder: folder)
  }

  private func checkQueries(_ targets: [PipelinePass], _ queries: Int) throws {
    for (statistic, values) in targets[0].outputs[0].observation?.statistics ?? [:]
    where !statistic.isPerClass && values.rowLength != queries {
      throw PipelinesError(
        "the target has \(values.rowLength) queries of each record and the reference models "
          + "\(queries); give as many of both")
    }
  }

  /// The membership of each target.
  private func targetRows(_ membership: [[Bool]]?, _ keep: [[Bool]]?) throws -> [[Bool]] {
    guard let membership else { return Array((keep ?? []).prefix(experiment.targetCount)) }
    guard experiment.references == nil, let keep else { return Array(membership.prefix(1)) }
    for (row, (given, kept)) in zip(membership, keep).enumerated() {
      guard given.count == kept.count else {
        throw PipelinesError(
          "'membership' has \(given.count) records where 'keep' has \(kept.count)")
      }
      if let record = given.indices.first(where: { given[$0] != kept[$0] }) {
        throw PipelinesError(
          "'keep' contradicts 'membership': model \(row), record \(record); correct one of them")
      }
    }
    return membership
  }

  /// Who saw what, from each model's own file.
  private func keepRows(_ folders: [GivenFolder]) throws -> [[Bool]] {
    let rows = try folders.map { folder in
      let rows = try arrays.truthRows(folder.keep)
      guard rows.count == 1 else {
        throw PipelinesError("\(folder.name): 'keep.npy' is not one truth value for each record")
      }
      return rows[0]
    }
    for (row, folder) in zip(rows, folders) where row.count != rows[0].count {
      throw PipelinesError(
        "\(folder.name): 'keep.npy' has \(row.count) records where \(folders[0].name) has \(rows[0].count)"
      )
    }
    return rows
  }

  private func records(
    count: Int, labels: [Int32]?, folders: [GivenFolder]
  ) throws -> Records {
    let groups = try experiment.groups(count: count)
    var texts =
      (folders.isEmpty ? experiment.values : folders.flatMap { [$0.keep, $0.values] })
      + [experiment.references, experiment.keep].compactMap(\.self)
    texts += [experiment.membership, experiment.labels].compactMap(\.self)
    texts += experiment.groups.map(\.array)
    return try GivenModels.records(
      experiment.name, count: count, labels: labels, groups: groups,
      sources: try describeFiles(
        texts.map { ArrayReference($0, relativeTo: experiment.folder).path }, recordCount: count))
  }

  /// Reads an array model by model; the first ones are targets.
  private func models(
    _ text: String, count: Int, areFirst: Bool, _ numbers: GivenNumbers, modelCount: Int?,
    folder: inout URL?, targets: Int
  ) throws -> GivenPasses {
    var file = try arrays.open(text)
    let shape = file.shape
    let own = areFirst ? Array(shape.dropFirst()) : shape
    let axes = own.count - (numbers.kind.isPerClass ? 1 : 0)
    guard own.first == count, (1...2).contains(axes), !areFirst || shape[0] == modelCount else {
      throw PipelinesError(
        "\(text) has shape \(shape), which does not fit \(count) records"
          + (modelCount.map { " and \($0) models in 'keep'" } ?? "")
          + (numbers.kind.isPerClass ? " with classes on the last axis" : ""))
    }
    if areFirst {
      folder = try GivenPasses.spillFolder(
        bytes: shape.reduce(4, *), of: numbers.kind, bankMemory: bankMemory)
    }
    var models = GivenPasses(queryCount: axes == 2 ? own[1] : 1)
    for model in 0..<(areFirst ? shape[0] : 1) {
      let block = areFirst ? try file.nextFloats(rows: 1) : try file.remainingFloats()
      let place = areFirst ? "\(text), model \(model)" : text
      let observation = try numbers.observation(block?.scalars ?? [], shape: own, place: place)
      try models.append(observation, isTarget: model < targets, spillingTo: folder)
    }
    return models
  }

  /// Reads one file for each model; the first ones are targets.
  private func models(
    _ folders: [GivenFolder], count: Int, _ numbers: GivenNumbers, folder: inout URL?, targets: Int
  ) throws -> GivenPasses {
    var models = GivenPasses()
    for (number, model) in folders.enumerated() {
      var file = try arrays.open(model.values)
      // The published code leaves an axis of one after that over records.
      var own = file.shape
      if own.count > (numbers.kind.isPerClass ? 3 : 2), own[1] == 1 { own.remove(at: 1) }
      let axes = own.count - (numbers.kind.isPerClass ? 1 : 0)
      let queries = axes == 2 ? own[1] : 1
      guard own.first == count, (1...2).contains(axes),
        number == 0 || queries == models.queryCount
      else {
        throw PipelinesError(
          "\(model.name): '\(experiment.values[0])' has shape \(file.shape), which does not fit \(count) "
            + "records of 'keep.npy'" + (number == 0 ? "" : " and \(models.queryCount) queries"))
      }
      if number == 0 {
        models.queryCount = queries
        folder = try GivenPasses.spillFolder(
          bytes: own.reduce(4 * folders.count, *), of: numbers.kind, bankMemory: bankMemory)
      }
      let observation = try numbers.observation(
        try file.remainingFloats().scalars, shape: own, place: model.name)
      try models.append(observation, isTarget: number < targets, spillingTo: folder)
    }
    return models
  }
}
