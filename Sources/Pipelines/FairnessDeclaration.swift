import Auditing
import Metrics
package import Settings
import Tables

/// By which class, levels and combinations of attributes an experiment asks groups to be compared.
package struct FairnessDeclaration: Equatable, Sendable {
  /// What stands for the classes among attributes.
  static let label = "label"

  /// A declared distribution of one attribute.
  package struct Prior: Equatable, Sendable {
    /// The attribute, or `label`.
    let attribute: String
    /// The mass of each level.
    let masses: [String: Double]
  }

  /// The class whose prediction is the outcome; nil where none was declared.
  package let positive: String?
  /// The privileged level of attributes.
  package let privileged: [String: String]
  /// The combinations of attributes; nil for every pair.
  package let intersections: [[String]]?
  /// What attributes should be distributed like; all levels alike where nothing is declared.
  package let priors: [Prior]
  /// What is added to each level's count before distributions are compared.
  package let smoothing: Double

  /// Reads the declaration.
  ///
  /// - Parameter settings: The experiment's mapping; takes out `fairness`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    var own = try settings.section(
      "fairness", "by what the groups that the data declare are compared")
    positive = try own.optionalText(
      "positive",
      "the class whose prediction is the outcome; without one accuracies alone are compared")
    privileged = Dictionary(
      try own.textMap("privileged", "attribute: the level that the others are compared with"),
      uniquingKeysWith: { first, _ in first })
    let areListed = own.holds("intersections")
    let listed = try own.texts(
      "intersections", default: [], count: 0...1000,
      "attributes joined by ' x ', such as 'sex x age'; every pair where the key is absent")
    intersections =
      areListed
      ? listed.map { text in
        text.split(separator: " x ").map(String.init)
      } : nil
    if let short = intersections?.firstIndex(where: { $0.count < 2 }) {
      throw own.error(
        "intersections",
        "'\(listed[short])' is no intersection; write two attributes or more, as 'sex x age'")
    }
    priors = try Self.priors(&own)
    smoothing = try own.number(
      "smoothing", default: 0, in: 0...1e6,
      "what is added to each level's count before the data are compared with a prior; 0.5 keeps divergences finite"
    )
    try own.finish()
  }

  private static func priors(_ own: inout Settings) throws -> [Prior] {
    try own.sections(
      "priors", "attribute, or label: {shares: {level: mass}}; else all levels alike"
    )
    .map { entry in
      var settings = entry.settings()
      let shares = try settings.textMap(
        "shares", "the mass of each level; missing levels have none")
      try settings.finish()
      let masses = try shares.map { level, text in
        guard let mass = Double(text), mass >= 0, mass.isFinite else {
          throw entry.error("the share of '\(level)' is '\(text)'; write a number of 0 or more")
        }
        return (level, mass)
      }
      return Prior(
        attribute: entry.name, masses: Dictionary(masses, uniquingKeysWith: { first, _ in first }))
    }
  }
}

/// A declaration that was matched with the data.
struct FairnessGroups: Sendable {
  /// The positive class, as a place among the classes.
  let positive: Int32?
  /// The attributes of all records of the dataset, then their intersections.
  let attributes: [Predictions.Attribute]
  /// How far attributes and classes are from their priors.
  let biases: [LabelBias]

  /// Matches a declaration with the data.
  ///
  /// - Parameters:
  ///   - declaration: What was asked.
  ///   - dataset: The records.
  ///   - rows: The records that are compared with priors; nil for all.
  /// - Throws: `PipelinesError` naming what is not in the data; `MetricsError` for a prior that is none.
  init(_ declaration: FairnessDeclaration, of dataset: Dataset, biasesOf rows: [Int]? = nil) throws
  {
    positive = try declaration.positive.map {
      try Self.place($0, among: dataset.label.names, "positive class")
    }
    let names = dataset.groups.map(\.name)
    func group(_ name: String) throws -> Group {
      dataset.groups[Int(try Self.place(name, among: names, "attribute"))]
    }
    for name in declaration.privileged.keys.sorted() { _ = try group(name) }
    let single = try dataset.groups.map { group in
      Predictions.Attribute(
        group,
        privileged: try declaration.privileged[group.name].map {
          try Self.place($0, among: group.categories.names, "privileged level of '\(group.name)'")
        })
    }
    let pairs = names.indices.flatMap { first in
      names.indices.dropFirst(first + 1).map { [names[first], names[$0]] }
    }
    let combined = try (declaration.intersections ?? pairs).map { combination in
      Predictions.Attribute(Group.intersection(of: try combination.map(group)))
    }
    attributes = single + combined
    biases = try Self.biases(declaration, of: dataset, rows: rows)
  }

  /// The place of a name that a declaration gives.
  private static func place(
    _ name: String, among names: [String], _ what: String
  ) throws(PipelinesError) -> Int32 {
    guard let place = names.firstIndex(of: name) else {
      throw PipelinesError(
        "'fairness' names the \(what) '\(name)', which is none of \(names.joined(separator: ", "))")
    }
    return Int32(place)
  }

  /// The groups and the classes; one of them where they are the same, as of images whose groups are their classes.
  private static func measured(_ declaration: FairnessDeclaration, _ dataset: Dataset) -> [Group] {
    let label = Group(name: FairnessDeclaration.label, categories: dataset.label)
    guard label.categories.names.count > 1 else { return dataset.groups }
    let isNamed = declaration.priors.contains { $0.attribute == label.name }
    let isRepeated = dataset.groups.contains { $0.categories == label.categories }
    return dataset.groups + (isRepeated && !isNamed ? [] : [label])
  }

  /// The distances of some records from the declared priors.
  private static func biases(
    _ declaration: FairnessDeclaration, of dataset: Dataset, rows: [Int]?
  ) throws -> [LabelBias] {
    let measured = measured(declaration, dataset)
    for prior in declaration.priors {
      _ = try Self.place(prior.attribute, among: measured.map(\.name), "prior of")
    }
    return try measured.map { group in
      let prior = declaration.priors.first { $0.attribute == group.name }
      let levels = group.categories.names
      for level in prior?.masses.keys.sorted() ?? [] {
        _ = try Self.place(level, among: levels, "level in the prior of '\(group.name)'")
      }
      return try LabelBias(
        rows.map(group.selecting) ?? group,
        prior: prior.map { prior in levels.map { prior.masses[$0] ?? 0 } },
        smoothing: declaration.smoothing)
    }
  }
}
