import CTraining
package import Tensors

/// Where batches come from: the shared features, and the scaling of one model in the panels that batches have.
package struct BatchInput {
  private let features: Tensor<Float>
  private let scaling: FeatureScaling
  /// The features once more as bits, where all are 0 or 1: a batch of them is 1/32 of the bytes to wait for.
  fileprivate let flags: [UInt16]?
  private let shift: PanelMatrix
  private let scale: PanelMatrix

  /// Takes the features and the scaling of as many columns.
  package init(_ features: Tensor<Float>, scaling: FeatureScaling) {
    let columns = scaling.shift.count
    precondition(features.rowLength == columns, "\(features.rowLength) columns by \(columns)")
    func row(_ numbers: [Float]) -> PanelMatrix {
      let row = PanelMatrix(rows: 1, columns: columns, kind: .input)
      row.load(numbers.span)
      return row
    }
    (self.features, self.scaling) = (features, scaling)
    flags = Self.flags(of: features)
    (shift, scale) = (row(scaling.shift), row(scaling.scale))
  }

  /// The features as one bit each, every row from a new word on; nil where some are neither 0 nor 1.
  private static func flags(of features: Tensor<Float>) -> [UInt16]? {
    let columns = Int64(features.rowLength)
    let words = features.rowCount * Int(rc_flag_words(columns))
    var areFlags = false
    let flags = unsafe [UInt16](unsafeUninitializedCapacity: words) { flags, count in
      unsafe features.scalars.withUnsafeBufferPointer { numbers in
        guard let start = numbers.baseAddress, let target = flags.baseAddress else { return }
        areFlags = unsafe rc_pack_flags(start, Int64(features.rowCount), columns, target) != 0
        count = areFlags ? words : 0
      }
    }
    return areFlags ? flags : nil
  }

  /// Makes sure that all rows are among the features, once for all that follows.
  func check(_ rows: [Int]) {
    precondition(
      rows.allSatisfy { $0 >= 0 && $0 < features.rowCount },
      "a row outside the \(features.rowCount) of the features")
  }

  /// Gathers scaled rows into a batch without copying the features.
  ///
  /// - Parameters:
  ///   - rows: The records wanted, in order; checked before.
  ///   - batch: At least as many rows, of as many columns.
  /// - Complexity: O(rows x columns).
  package func gather(_ rows: ArraySlice<Int>, into batch: PanelMatrix) {
    precondition(batch.columns == shift.columns, "\(shift.columns) columns by \(batch.columns)")
    unsafe withLayout(of: rows) { upcoming in
      unsafe shift.withLayout(rows: 1) { shift in
        unsafe scale.withLayout(rows: 1) { scale in
          unsafe batch.withLayout(rows: rows.count) { batch in
            guard let features = unsafe upcoming.features, let list = unsafe upcoming.rows
            else { return }
            if let flags {
              unsafe rc_gather_flags(flags, list, upcoming.count, shift, scale, batch)
            } else {
              unsafe rc_gather_panels(
                features, Int64(self.features.scalars.count), list, upcoming.count, shift, scale,
                batch)
            }
          }
        }
      }
    }
  }

  /// Gives rows as C takes those that are read next.
  fileprivate func withLayout(of rows: ArraySlice<Int>, _ body: (rc_upcoming) -> Void) {
    unsafe rows.withUnsafeBufferPointer { rows in
      unsafe features.scalars.withUnsafeBufferPointer { features in
        guard let list = rows.baseAddress, !rows.isEmpty else { return unsafe body(rc_upcoming()) }
        unsafe list.withMemoryRebound(to: Int64.self, capacity: rows.count) { list in
          unsafe body(
            rc_upcoming(
              features: features.baseAddress, rows: list, count: Int64(rows.count),
              columns: Int64(shift.columns)))
        }
      }
    }
  }
}

extension BatchInput {
  /// Room for batches of flags; nil where some features have more than two values or are not finite once scaled.
  package func flagBatch(capacity: Int) -> FlagBatch? {
    guard flags != nil else { return nil }
    let (unset, set) = (scaled(0), scaled(1))
    guard unset.allSatisfy(\.isFinite), set.allSatisfy(\.isFinite) else { return nil }
    return FlagBatch(capacity: capacity, unset: unset, set: set)
  }

  /// A value in every column, as batches hold it.
  private func scaled(_ value: Float) -> [Float] {
    zip(scaling.shift, scaling.scale).map { shift, scale in
      let scaled = (value - shift) * scale
      return scaled.isNaN ? 0 : scaled
    }
  }

  /// Gathers rows of flags.
  ///
  /// - Parameters:
  ///   - rows: The records wanted, in order; checked before.
  ///   - batch: Made by `flagBatch(capacity:)`.
  package func gather(_ rows: ArraySlice<Int>, into batch: FlagBatch) {
    guard let flags else { preconditionFailure("a batch of flags from numbers") }
    unsafe withLayout(of: rows) { upcoming in
      guard let list = unsafe upcoming.rows else { return }
      unsafe batch.gather(flags, rows: list, count: rows.count)
    }
  }

  /// Computes the sum of squares of each of some rows of flags.
  func squareNorms(of rows: ArraySlice<Int>, like batch: FlagBatch, into norms: inout [Float]) {
    guard let flags else { preconditionFailure("a batch of flags from numbers") }
    precondition(rows.count <= norms.count, "\(rows.count) norms into \(norms.count)")
    unsafe withLayout(of: rows) { upcoming in
      unsafe batch.withLayout(rows: rows.count) { batch in
        guard let list = unsafe upcoming.rows else { return }
        unsafe rc_flag_square_norms(flags, list, upcoming.count, batch, &norms)
      }
    }
  }
}

/// The records of the next batch, which are brought into the cache while the last one's gradient is computed.
package struct UpcomingRows {
  /// Where they come from.
  let input: BatchInput
  /// Their places there.
  let rows: ArraySlice<Int>

  /// Names rows of the features.
  package init(input: BatchInput, rows: ArraySlice<Int>) { (self.input, self.rows) = (input, rows) }

  /// Gives what a function of C takes.
  static func withLayout(of next: UpcomingRows?, _ body: (rc_upcoming) -> Void) {
    // Flags are few enough to stay near.
    guard let next, next.input.flags == nil else { return unsafe body(rc_upcoming()) }
    unsafe next.input.withLayout(of: next.rows, body)
  }
}
