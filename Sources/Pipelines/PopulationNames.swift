import Settings

/// Where a score experiment says which records no model saw: rows of its own arrays, or arrays of their own.
struct PopulationNames: Equatable, Sendable {
  /// The array of truth values or record numbers, or a table's column; nil where no row is of the population.
  let named: String?
  /// The array of numbers on the population, laid out as the attacked records' values; nil where there is none.
  let values: String?
  /// The array of reference models' numbers on the population.
  let references: String?
  /// The array of the class of each record of the population.
  let labels: String?

  /// Whether there is no population.
  var isEmpty: Bool { named == nil && values == nil && references == nil && labels == nil }
  /// The names of all arrays.
  var arrays: [String] { [named, values, references, labels].compactMap(\.self) }

  /// How to give a population, for messages.
  static let advice =
    "name records that no model saw with 'population' (--population), or give their numbers with "
    + "'populationValues' (--population-values)"

  /// Reads the names.
  ///
  /// - Parameter own: The mapping of the target; takes out what is read.
  /// - Throws: `SettingsError` where a name is no text.
  init(_ own: inout Settings) throws {
    named = try own.optionalText(
      "population",
      "records that no model saw, to compare with and not to attack: an array of truth values or of record numbers, or a column"
    )
    values = try own.optionalText(
      "populationValues",
      "in place of 'population': the array of numbers on such records, laid out as 'values'; with a 'directory' the folder in each model's"
    )
    references = try own.optionalText(
      "populationReferences", "with 'references': the reference models' numbers on them")
    labels = try own.optionalText("populationLabels", "with 'labels': their classes")
  }

  /// What the names lack or have too much beside the target's; nil where they fit.
  func problem(isTable: Bool, hasReferences: Bool, hasLabels: Bool) -> String? {
    if named != nil, values != nil {
      return "give 'population', rows of the values, or 'populationValues', and not both"
    }
    guard values != nil else {
      return references == nil && labels == nil
        ? nil : "'populationReferences' and 'populationLabels' need 'populationValues'"
    }
    if isTable {
      return "a table has its population in it; name the column that says so with 'population'"
    }
    if hasReferences != (references != nil) {
      return hasReferences
        ? "'populationValues' with 'references' needs 'populationReferences' too"
        : "'populationReferences' needs 'references'; without them all models are in 'populationValues'"
    }
    if hasLabels != (labels != nil) {
      return hasLabels
        ? "'populationValues' with 'labels' needs 'populationLabels' too"
        : "'populationLabels' needs 'labels'"
    }
    return nil
  }
}
