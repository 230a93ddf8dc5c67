/// The arrays of one dataset, which hold the same records.
struct ArraySet {
  /// The most feature columns.
  static let mostColumns = 100_000

  let features: [StoredArray]
  let labels: StoredArray
  /// The arrays of the groups that follow from no feature, by the group's name.
  let groups: [String: StoredArray]

  var recordCount: Int { labels.recordCount }
  var columnCount: Int { features.reduce(0) { $0 + $1.columnCount } }

  /// Opens the arrays and makes sure that they fit each other and into memory.
  init(
    features: [ArrayReference], labels: ArrayReference, groups: [String: ArrayReference],
    name: String
  ) throws {
    self.features = try features.map { try StoredArray($0, axes: 1...2, for: "features") }
    self.labels = try StoredArray(labels, axes: 1...1, for: "labels")
    self.groups = try groups.mapValues { try StoredArray($0, axes: 1...1, for: "groups") }
    try checkCounts(name)
    guard recordCount > 0 else {
      throw self.labels.failure("has no records; give arrays with data")
    }
    guard columnCount <= Self.mostColumns else {
      throw TablesError(
        name, "\(columnCount) feature columns, above the limit of \(Self.mostColumns); give fewer")
    }
    guard recordCount <= Records.numberLimit / columnCount else {
      throw TablesError(
        name,
        "\(recordCount) records x \(columnCount) columns exceed the limit of "
          + "\(Records.numberLimit) numbers; give fewer records or columns")
    }
  }

  /// All arrays, in the order of features, labels and groups' names.
  var all: [StoredArray] {
    features + [labels] + groups.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Hashes the files, each once.
  func sources() throws(TablesError) -> [Source] {
    try describeFiles(all.map(\.reference.path), recordCount: recordCount)
  }

  private func checkCounts(_ name: String) throws(TablesError) {
    guard all.contains(where: { $0.recordCount != recordCount }) else { return }
    let counts = all.map { "\($0.reference.place) has \($0.recordCount)" }
    let shown = counts.prefix(20).joined(separator: ", ")
    let rest = counts.count > 20 ? " and \(counts.count - 20) more arrays" : ""
    throw TablesError(
      name,
      "the arrays differ in their number of records: \(shown)\(rest); "
        + "give arrays of the same records")
  }
}

/// Hashes files, each once.
///
/// - Parameters:
///   - paths: The files.
///   - recordCount: The records that each is said to hold.
/// - Returns: The files in the order of their first mention.
/// - Throws: `TablesError` where a file cannot be read.
package func describeFiles(
  _ paths: [String], recordCount: Int
) throws(TablesError) -> [Source] {
  var seen: Set<String> = []
  var sources: [Source] = []
  for path in paths where seen.insert(path).inserted {
    var file = try SourceFile(path: path)
    try file.skipToEnd()
    sources.append(file.source(recordCount: recordCount))
  }
  return sources
}
