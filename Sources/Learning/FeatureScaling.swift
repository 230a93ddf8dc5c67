import CTraining
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
  ///   - batch: Room for at least as many rows; what no row covers stays as it is.
  ///   - stride: How far apart the batch's rows start; nil where they follow one another.
  /// - Complexity: O(rows x columns).
  package func gather(
    _ rows: ArraySlice<Int>, of features: Tensor<Float>, into batch: inout [Float],
    stride: Int? = nil
  ) {
    let columns = shift.count
    let stride = stride ?? columns
    precondition(
      features.rowLength == columns && stride >= columns
        && batch.count >= (rows.count - 1) * stride + columns,
      "\(rows.count) rows of \(features.rowLength) columns into a batch of \(batch.count)")
    precondition(
      rows.allSatisfy { $0 >= 0 && $0 < features.rowCount },
      "a row outside the \(features.rowCount) of the features")
    unsafe rows.withUnsafeBufferPointer { rows in
      unsafe features.scalars.withUnsafeBufferPointer { features in
        unsafe batch.withUnsafeMutableBufferPointer { batch in
          guard let rowList = rows.baseAddress, let features = features.baseAddress,
            let batch = batch.baseAddress
          else { return }
          unsafe rowList.withMemoryRebound(to: Int64.self, capacity: rows.count) { rowList in
            unsafe rc_gather_rows(
              features, rowList, Int64(rows.count), Int64(columns), shift, scale, batch,
              Int64(stride))
          }
        }
      }
    }
  }
}
