package import Tensors

/// Records as vectors, with the Euclidean distance between them.
///
/// The distance is the root of the sum of squared differences in double precision, each difference taken directly: not from
/// norms and a product, which lose the digits of small distances.
package struct EuclideanPoints: PointSet {
  /// Records x columns, all finite.
  package let features: Tensor<Float>

  /// Takes the rows of a matrix.
  ///
  /// - Parameter features: Records x columns, at least one column.
  /// - Throws: `NeighborsError` naming the place of a number that is not finite.
  package init(_ features: Tensor<Float>) throws(NeighborsError) {
    precondition(
      features.shape.count == 2 && features.rowLength > 0,
      "vectors of the shape \(features.shape)")
    if let place = features.scalars.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = place.quotientAndRemainder(dividingBy: features.rowLength)
      throw NeighborsError(
        "column \(column + 1) of record \(row + 1) is missing or not finite; "
          + "fill missing values before distances are taken, or use a mixed-type table")
    }
    self.features = features
  }

  /// Keeps the given records in the given order; a record may be repeated.
  ///
  /// - Parameter rows: Places of records.
  /// - Returns: As many records as there are rows.
  package func selecting(_ rows: [Int]) -> EuclideanPoints {
    EuclideanPoints(
      checked: Tensor(
        shape: [rows.count, features.rowLength], scalars: rows.flatMap { features.row($0) }))
  }

  private init(checked features: Tensor<Float>) { self.features = features }

  /// Whether a record equals one of another set in every column.
  package func isEqual(_ record: Int, to other: EuclideanPoints, _ otherRecord: Int) -> Bool {
    features.row(record).elementsEqual(other.features.row(otherRecord))
  }

  /// The number of records.
  package var count: Int { features.rowCount }
  /// The number of columns.
  package var width: Int { features.rowLength }
}
