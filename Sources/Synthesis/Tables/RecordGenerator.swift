package import Statistics
package import Tables

/// Something that makes records of given attribute levels.
package protocol RecordGenerator: Sendable {
  /// Makes records of given levels.
  ///
  /// - Parameters:
  ///   - count: The records.
  ///   - levels: Attributes x records: levels.
  ///   - guidance: For each attribute how much more its level weighs than was learnt, at least 0.
  ///   - generator: Makes the generator of a purpose.
  /// - Returns: As many records with the learnt columns, without groups.
  /// - Throws: `SynthesisError` where levels cannot be made; `CancellationError`.
  func records(
    _ count: Int, levels: [[Int32]], guidance: [Double], generator: (String) -> SeededGenerator
  ) throws -> Dataset
}

extension TableDiffusion: RecordGenerator {}

/// The plainest generator: copies of the records that have the levels, each drawn at random.
///
/// It is random oversampling, which every other generator is to be compared with. It ignores guidance and leaks what it copies.
package struct Resampling: RecordGenerator {
  private let table: Dataset
  private let attributes: [TableAttribute]
  /// The records of each combination of levels.
  private let rows: [[Int32]: [Int]]

  /// Takes the records.
  ///
  /// - Parameters:
  ///   - table: The records.
  ///   - attributes: Attributes of the same records.
  package init(of table: Dataset, attributes: [TableAttribute]) {
    (self.table, self.attributes) = (table, attributes)
    rows = Dictionary(grouping: 0..<table.count) { row in attributes.map { $0.codes[row] } }
  }

  package func records(
    _ count: Int, levels: [[Int32]], guidance: [Double], generator: (String) -> SeededGenerator
  ) throws -> Dataset {
    var own = generator("copies")
    let chosen = try (0..<count).map { record in
      let wanted = levels.map { $0[record] }
      guard let rows = rows[wanted] else {
        let names = zip(attributes, wanted).map { $0.levels[Int($1)] }
        throw SynthesisError(
          "no record is \(names.joined(separator: " and ")) at once, so none can be copied; take the generator 'diffusion', or ask for combinations as one attribute, such as 'sex x label'"
        )
      }
      return rows[own.integer(below: rows.count)]
    }
    let copies = table.selecting(rows: chosen)
    return Dataset(
      name: "resampling", features: copies.features, label: copies.label, groups: [], sources: [],
      images: copies.images)
  }
}
