import CTraining

/// A batch of records whose features have two values each, as places in tables of sums of weights.
///
/// The memory is its own and serves batch after batch. The object is a place that layers and passes share, not a value.
@safe package final class FlagBatch {
  /// The records that there is room for.
  package let capacity: Int
  /// The features.
  package let columns: Int
  private let layout: rc_flag_batch
  private let values: UnsafeMutablePointer<Float>
  private let flips: UnsafeMutablePointer<UInt16>
  private let indices: UnsafeMutablePointer<UInt8>

  /// The flags whose tables stand at the same time, and the bytes of their indices.
  private static let (chunk, word) = (32, 8)

  /// Creates room for records.
  ///
  /// - Parameters:
  ///   - capacity: The records.
  ///   - unset: What each column is where its flag is not set.
  ///   - set: What it is where that is set.
  init(capacity: Int, unset: [Float], set: [Float]) {
    precondition(
      capacity > 0 && !unset.isEmpty && unset.count == set.count,
      "\(capacity) records of \(unset.count) and \(set.count) columns")
    (self.capacity, columns) = (capacity, unset.count)
    let filled = Self.chunks(unset.count) * Self.chunk
    unsafe values = .allocate(capacity: 2 * filled)
    unsafe values.initialize(repeating: 0, count: 2 * filled)
    unsafe flips = .allocate(capacity: filled / 16)
    unsafe flips.initialize(repeating: 0, count: filled / 16)
    for column in unset.indices {
      // The base is what all records' sums are multiplied by: were it the larger value, those would lose digits.
      let isFlipped = abs(set[column]) < abs(unset[column])
      let base = isFlipped ? set[column] : unset[column]
      unsafe values[column] = base
      unsafe values[filled + column] = (isFlipped ? unset[column] : set[column]) - base
      if isFlipped { unsafe flips[column / 16] |= 1 << UInt16(column % 16) }
    }
    let ofRecords = Self.chunks(unset.count) * capacity * Self.word
    let count = ofRecords + Self.chunks(capacity) * unset.count * Self.word
    unsafe indices = .allocate(capacity: count)
    unsafe indices.initialize(repeating: 0, count: count)
    unsafe layout = rc_flag_batch(
      columns: Int64(unset.count), capacity: Int64(capacity), base: values,
      change: values + filled, flips: flips, of_records: indices, of_features: indices + ofRecords)
  }

  deinit {
    unsafe values.deallocate()
    unsafe flips.deallocate()
    unsafe indices.deallocate()
  }

  private static func chunks(_ count: Int) -> Int { (count + chunk - 1) / chunk }

  /// Takes over some records, as many as there is room for.
  func gather(_ flags: UnsafePointer<UInt16>, rows: UnsafePointer<Int64>, count: Int) {
    precondition(count <= capacity, "\(count) records where there is room for \(capacity)")
    let ofFeatures = unsafe indices + Self.chunks(columns) * capacity * Self.word
    unsafe rc_gather_indices(flags, rows, Int64(count), layout, indices, ofFeatures)
  }

  /// Gives what a function of C takes, which will use so many records.
  func withLayout<Result>(rows: Int, _ body: (rc_flag_batch) -> Result) -> Result {
    precondition(rows <= capacity, "\(rows) records of \(capacity)")
    return unsafe body(layout)
  }
}

extension PanelMatrix {
  /// Sets the first rows of a panel to those of a product with a batch of flags.
  ///
  /// - Parameters:
  ///   - panel: The result's panel, and the right factor's.
  ///   - factors: As many flags in a record as right rows; the right factor has the result's columns.
  ///   - start: One row that every row starts from.
  ///   - count: The rows.
  ///   - lanes: The width of the vectors, for tests of other processors' paths.
  package func setPanel(
    _ panel: Int, toProductOf factors: (left: FlagBatch, right: PanelMatrix),
    from start: PanelMatrix, rows count: Int, lanes: Int = PanelMatrix.lanes
  ) {
    let (left, right) = factors
    precondition(
      left.columns == right.rows && right.columns == columns && panel < panelCount,
      "\(left.columns) flags by \(right.rows) rows into \(columns) columns")
    unsafe withLayout(rows: count) { result in
      unsafe left.withLayout(rows: count) { left in
        unsafe right.withLayout(rows: right.rows) { right in
          start.withPanel(panel, rows: 1) { start in
            unsafe start.withUnsafeMutableBufferPointer { start in
              guard let start = start.baseAddress else { return }
              unsafe rc_flag_product(
                Int64(lanes), left, right, Int64(panel), start, Int64(count), result)
            }
          }
        }
      }
    }
  }

  /// Moves a panel of weights along the gradient of a batch of flags, and keeps that in this matrix.
  ///
  /// - Parameters:
  ///   - panel: The panel of weights, and of the right factor.
  ///   - factors: The flags, and the loss's gradient by the layer's outputs.
  ///   - count: The records.
  ///   - rule: What becomes of the gradient.
  ///   - weights: As many as there are gradients.
  ///   - lanes: The width of the vectors, for tests of other processors' paths.
  package func addPanel(
    _ panel: Int, ofGradientFrom factors: (left: FlagBatch, right: PanelMatrix),
    rows count: Int, rule: GradientRule, moving weights: PanelMatrix,
    lanes: Int = PanelMatrix.lanes
  ) {
    precondition(
      factors.left.columns == rows && factors.right.columns == columns && weights.rows == rows
        && weights.columns == columns && panel < panelCount,
      "\(factors.left.columns) x \(factors.right.columns) gradients for \(rows) x \(columns)")
    unsafe withLayout(rows: rows) { gradient in
      unsafe weights.withLayout(rows: rows) { weights in
        unsafe factors.left.withLayout(rows: count) { left in
          unsafe factors.right.withLayout(rows: count) { right in
            unsafe rc_flag_gradient(
              Int64(lanes), left, right, Int64(panel), Int64(count), rule.layout, gradient,
              weights)
          }
        }
      }
    }
  }
}
