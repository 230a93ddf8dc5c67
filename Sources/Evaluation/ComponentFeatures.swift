import Statistics
package import Tables
package import Tensors

/// Images as a few columns: their principal components, in which densities are estimated and learners of tables learn.
package struct ComponentFeatures: Sendable {
  /// The records that components are fitted on, at most; more are sampled.
  package static let fitLimit = 10_000
  /// The records that are projected together.
  private static let block = 1024

  /// Records x components.
  package let projected: Tensor<Float>

  /// Fits and projects; nil where the records that components are fitted on are all alike.
  ///
  /// - Parameters:
  ///   - coordinates: The coordinates of all records.
  ///   - recordCount: The number of records.
  ///   - count: The components wanted; there are fewer where the records vary in fewer directions.
  ///   - rows: The records that components are fitted on.
  ///   - seed: The seed of what is drawn.
  /// - Throws: `TensorsError` where a decomposition does not converge.
  package init?(
    of coordinates: Coordinates, recordCount: Int, count: Int, fittedOn rows: [Int], seed: UInt64
  ) throws {
    guard rows.count > 1 else { return nil }
    let components = try PrincipalComponents(
      of: coordinates.rows(Self.sampled(rows, seed)), count: count, seed: seed)
    guard components.count > 0 else { return nil }
    var scalars: [Float] = []
    scalars.reserveCapacity(recordCount * components.count)
    for start in stride(from: 0, to: recordCount, by: Self.block) {
      let block = coordinates.rows(Array(start..<min(start + Self.block, recordCount)))
      scalars += components.project(block).scalars
    }
    projected = Tensor(shape: [recordCount, components.count], scalars: scalars)
  }

  /// The components as numeric features.
  package var features: [Feature] {
    let width = projected.rowLength
    return (0..<width).map { column in
      Feature(
        name: "component \(column + 1)",
        values: .numeric(
          (0..<projected.rowCount).map { Double(projected.scalars[$0 * width + column]) }))
    }
  }

  private static func sampled(_ rows: [Int], _ seed: UInt64) -> [Int] {
    guard rows.count > fitLimit else { return rows }
    var generator = SeededGenerator(seed: seed, label: "release/components")
    return generator.choose(fitLimit, of: rows.count).sorted().map { rows[$0] }
  }
}

extension Dataset {
  /// The components that describe images unless more or fewer are asked for.
  package static let defaultComponents = 20

  /// Describes images by their principal components, for attacks and learners that need columns; other tables stay as they are.
  ///
  /// Components are fitted on members and non-members alike, so that they tell nothing about which records are members.
  ///
  /// - Parameters:
  ///   - fitted: The number of records, from the first, that components are fitted on.
  ///   - seed: The seed of what is drawn.
  /// - Returns: The same records; images with one numeric feature for each component, none where they are all alike.
  /// - Throws: `TensorsError` where a decomposition does not converge.
  package func describedByComponents(fittedOn fitted: Int, seed: UInt64) throws -> Dataset {
    guard let images else { return self }
    let components = try ComponentFeatures(
      of: images.coordinates, recordCount: count, count: Self.defaultComponents,
      fittedOn: Array(0..<fitted), seed: seed)
    return describing(by: components?.features ?? [])
  }

  /// The records without the columns that only describe their images.
  package var undescribed: Dataset { images == nil ? self : describing(by: []) }
}
