package import Tensors

/// A shift and a scale for each feature column, fitted on the records that a model may learn from.
///
/// Missing values (NaN) become zero, which after standardisation is the column's mean.
package struct FeatureScaling: Equatable, Sendable {
  /// What is taken from each column.
  package let shift: [Float]
  /// What each column is then multiplied by; zero switches a column off.
  package let scale: [Float]

  /// Creates the scaling of as many columns as there are shifts.
  package init(shift: [Float], scale: [Float]) {
    precondition(shift.count == scale.count, "\(shift.count) shifts, \(scale.count) scales")
    self.shift = shift
    self.scale = scale
  }

  /// The scaling that leaves every column as it is.
  package static func identity(columns: Int) -> FeatureScaling {
    FeatureScaling(
      shift: Array(repeating: 0, count: columns), scale: Array(repeating: 1, count: columns))
  }

  /// Gathers scaled rows into a batch without copying the features.
  ///
  /// - Parameters:
  ///   - rows: The records wanted, in order.
  ///   - features: Records x columns.
  ///   - batch: Room for at least as many rows; later rows stay as they are.
  /// - Complexity: O(rows x columns).
  package func gather(
    _ rows: ArraySlice<Int>, of features: Tensor<Float>, into batch: inout [Float]
  ) {
    let columns = shift.count
    precondition(
      features.rowLength == columns && batch.count >= rows.count * columns,
      "\(rows.count) rows of \(features.rowLength) columns into a batch of \(batch.count)")
    let source = features.scalars.span
    var target = batch.mutableSpan
    for (place, row) in rows.enumerated() {
      var destination = target._mutatingExtracting(place * columns..<(place + 1) * columns)
      let values = source.extracting(features.range(ofRow: row))
      destination.assign(values, shift.span, scale.span) { value, shift, scale in
        let scaled = (value - shift) * scale
        return scaled.replacing(with: 0, where: scaled .!= scaled)
      }
    }
  }
}
