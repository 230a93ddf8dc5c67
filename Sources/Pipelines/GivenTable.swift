import Auditing
import Foundation
import Tables
import Tensors

/// One target's numbers in the columns of a CSV file, one record a line.
struct GivenTable {
  private let experiment: ScoreExperiment
  private let path: String

  init(_ experiment: ScoreExperiment, path: String) {
    self.experiment = experiment
    self.path = Tables.path(of: path, relativeTo: experiment.folder)
  }

  func read() throws -> GivenModels {
    let table = try readCSV(paths: [path], name: experiment.name, schema: try schema())
    let isMember = try table.label.membershipBits()
    let labels = try experiment.labels.map { try classes($0, of: table) }
    let rows = try rows(of: table)
    try rows.checkUnseen(by: [("the target", isMember)])
    let numbers = GivenNumbers(experiment, labels: labels, rows: rows)
    let columns = try experiment.values.map { try numeric($0, of: table) }
    let place = URL(filePath: path).lastPathComponent
    let observation = try numbers.observation(
      experiment.kind.isPerClass
        ? .classScores((0..<table.count).flatMap { record in columns.map { Float($0[record]) } })
        : .numbers((0..<table.count).flatMap { record in columns.map { $0[record] } }),
      shape: [table.count, columns.count], place: place)
    let records = try GivenModels.records(
      experiment.name, count: table.count, labels: labels, groups: table.groups,
      sources: table.sources)
    let queries = experiment.kind.isPerClass ? 1 : columns.count
    return GivenModels(
      records: records, rows: rows, hasLabels: labels != nil, queryCount: queries,
      targets: [
        PipelinePass(
          membership: try experiment.membership(isMember, rows: rows),
          outputs: [.init(observation: observation)])
      ], shadows: [], spillFolder: nil)
  }

  /// The file's columns, of which all that nothing names are ignored.
  private func schema() throws -> Schema {
    let groups = experiment.groups.map { GroupRule(name: $0.name, column: $0.array) }
    return try Schema(
      ofColumnsIn: path, numeric: experiment.values,
      categorical: [experiment.labels, experiment.population.named].compactMap(\.self),
      label: experiment.membership ?? "",
      groups: groups)
  }

  /// Which lines are of the population, as a column of truth values says.
  private func rows(of table: Dataset) throws -> GivenRows {
    guard let name = experiment.population.named else { return GivenRows(ownCount: table.count) }
    let bits = try categories(name, of: table).truthBits(
      "the column '\(name)'", true: ["1", "true", "yes", "population"], false: ["0", "false", "no"])
    let named = bits.indices.filter { bits[$0] }
    try GivenArrays(folder: experiment.folder).requirePopulation(named.count, in: "'\(name)'")
    return GivenRows(ownCount: table.count, named: named)
  }

  private func categories(_ name: String, of table: Dataset) throws -> Categories {
    guard let feature = table.features.first(where: { $0.name == name }),
      case .categorical(let categories) = feature.values
    else { throw PipelinesError("column '\(name)' is no column of classes") }
    return categories
  }

  private func numeric(_ name: String, of table: Dataset) throws -> [Double] {
    guard let feature = table.features.first(where: { $0.name == name }),
      case .numeric(let numbers) = feature.values
    else { throw PipelinesError("column '\(name)' is no column of numbers") }
    return numbers
  }

  private func classes(_ name: String, of table: Dataset) throws -> [Int32] {
    let categories = try categories(name, of: table)
    let numbers = categories.names.map { Int32($0) }
    return try categories.codes.enumerated().map { record, code in
      guard code >= 0, let number = numbers[Int(code)], number >= 0 else {
        throw PipelinesError(
          "the label of record \(record) is no class number; number the classes from 0 in the order "
            + "of the value columns")
      }
      return number
    }
  }
}

extension Categories {
  /// Which records a membership column calls members.
  ///
  /// - Throws: `PipelinesError` where a value means neither side.
  func membershipBits() throws -> [Bool] {
    try truthBits(
      "the membership column", true: ["1", "true", "yes", "member", "in"],
      false: ["0", "false", "no", "non-member", "nonmember", "out"])
  }

  /// Which records a column calls true, in one of some words.
  ///
  /// - Parameters:
  ///   - place: What messages call the column.
  ///   - trueWords: The words for true, in small letters; the last one is said last.
  ///   - falseWords: The words for false.
  /// - Returns: One value for each record.
  /// - Throws: `PipelinesError` where a value is none of the words or is missing.
  func truthBits(
    _ place: String, true trueWords: [String], false falseWords: [String]
  ) throws -> [Bool] {
    func list(_ words: [String]) -> String {
      words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }
    let meanings = try names.map { name in
      let plain = name.lowercased()
      guard trueWords.contains(plain) || falseWords.contains(plain) else {
        throw PipelinesError(
          "\(place) holds a value that is neither \(list(trueWords)) nor \(list(falseWords.filter { $0 != "nonmember" }))"
        )
      }
      return trueWords.contains(plain)
    }
    return try codes.enumerated().map { record, code in
      guard code >= 0 else {
        throw PipelinesError("\(place) has no value in record \(record); fill it in")
      }
      return meanings[Int(code)]
    }
  }
}

extension Schema {
  /// The schema of a CSV file of which all columns that nothing names are ignored.
  ///
  /// - Throws: `PipelinesError` where the file has no header or lacks a column.
  init(
    ofColumnsIn path: String, numeric: [String], categorical: [String], label: String,
    groups: [GroupRule]
  ) throws {
    let survey = try TableSurvey(path: path)
    let names = survey.columns.map(\.name)
    let place = URL(filePath: path).lastPathComponent
    guard survey.hasHeader else {
      throw PipelinesError("\(place) has no header; write the columns' names into its first line")
    }
    let wanted = numeric + [label] + categorical
    for column in wanted + groups.map(\.column) where !names.contains(column) {
      throw PipelinesError(
        "\(place) has no column '\(column)'; it has "
          + names.prefix(20).map { "'\($0)'" }.joined(separator: ", "))
    }
    self.init(
      numeric: numeric, categorical: categorical, ignored: names.filter { !wanted.contains($0) },
      label: label, groups: groups, delimiter: survey.delimiter)
  }
}
