import CTraining

/// What becomes of a batch's gradient when it is known.
///
/// With `keep` of what was there and `decay` times the weights added, it stays as the gradient, and the weights move by
/// -`rate` times that.
package struct GradientRule: Equatable, Sendable {
  /// The share of what was there that stays.
  package var keep: Float = 0
  /// The coefficient of the squared-norm penalty.
  package var decay: Float = 0
  /// How far the weights move.
  package var rate: Float = 0

  /// Creates the rule that leaves the gradient alone and the weights where they are.
  package init(keep: Float = 0, decay: Float = 0, rate: Float = 0) {
    (self.keep, self.decay, self.rate) = (keep, decay, rate)
  }

  var layout: rc_rule { rc_rule(keep: keep, decay: decay, rate: rate) }
}

extension PanelMatrix {
  /// Sets the first rows of a panel to those of a product, each added to the row that it starts from.
  ///
  /// - Parameters:
  ///   - panel: The result's panel, and the right factor's.
  ///   - factors: As many left columns as right rows; the right factor has the result's columns.
  ///   - start: One row that every row starts from.
  ///   - count: The rows.
  ///   - lanes: The width of the vectors, for tests of other processors' paths.
  package func setPanel(
    _ panel: Int, toProductOf factors: (left: PanelMatrix, right: PanelMatrix),
    from start: PanelMatrix, rows count: Int, lanes: Int = PanelMatrix.lanes
  ) {
    let (left, right) = factors
    precondition(
      left.columns <= right.rows && right.columns == columns && panel < panelCount,
      "\(left.columns) columns by \(right.rows) rows into \(columns) columns")
    unsafe withLayout(rows: count) { result in
      unsafe left.withLayout(rows: count) { left in
        unsafe right.withLayout(rows: factors.left.columns) { right in
          start.withPanel(min(panel, start.panelCount - 1), rows: 1) { start in
            unsafe start.withUnsafeMutableBufferPointer { start in
              guard let start = start.baseAddress else { return }
              unsafe rc_product(
                Int64(lanes), left, right, Int64(panel), start, Int64(count), result)
            }
          }
        }
      }
    }
  }

  /// Sets the first rows to left x right^T + biases, for outputs that are fewer than a vector holds.
  ///
  /// - Parameters:
  ///   - factors: The right one has a row for each output, and the left one's columns.
  ///   - biases: One row.
  ///   - count: The rows.
  package func setNarrow(
    toProductOf factors: (left: PanelMatrix, right: PanelMatrix), from biases: PanelMatrix,
    rows count: Int
  ) {
    precondition(
      factors.left.columns == factors.right.columns && columns == factors.right.rows
        && factors.left.panelCount == factors.right.panelCount && panelCount == 1,
      "\(factors.left.columns) columns by \(factors.right.columns) into \(columns)")
    unsafe withLayout(rows: count) { result in
      unsafe factors.left.withLayout(rows: count) { left in
        unsafe factors.right.withLayout(rows: columns) { right in
          biases.withPanel(0, rows: 1) { biases in
            unsafe biases.withUnsafeMutableBufferPointer { biases in
              guard let biases = biases.baseAddress else { return }
              unsafe rc_narrow_product(left, right, Int64(columns), biases, Int64(count), result)
            }
          }
        }
      }
    }
  }

  /// Moves a panel of weights along the gradient of a batch, and keeps that in this matrix.
  ///
  /// - Parameters:
  ///   - panel: The panel of weights, and of the right factor.
  ///   - factors: The inputs of the layer, and the loss's gradient by its outputs.
  ///   - count: The records.
  ///   - rule: What becomes of the gradient.
  ///   - weights: As many as there are gradients.
  ///   - next: The records that will be read next.
  ///   - lanes: The width of the vectors, for tests of other processors' paths.
  package func addPanel(
    _ panel: Int, ofGradientFrom factors: (left: PanelMatrix, right: PanelMatrix),
    rows count: Int, rule: GradientRule, moving weights: PanelMatrix,
    next: UpcomingRows? = nil, lanes: Int = PanelMatrix.lanes
  ) {
    precondition(
      factors.left.columns == rows && factors.right.columns == columns && weights.rows == rows
        && weights.columns == columns && panel < panelCount,
      "\(factors.left.columns) x \(factors.right.columns) gradients for \(rows) x \(columns)")
    unsafe withLayout(rows: rows) { gradient in
      unsafe weights.withLayout(rows: rows) { weights in
        unsafe factors.left.withLayout(rows: count) { left in
          unsafe factors.right.withLayout(rows: count) { right in
            unsafe UpcomingRows.withLayout(of: next) { next in
              unsafe rc_gradient(
                Int64(lanes), left, right, Int64(panel), Int64(count), rule.layout, gradient,
                weights, next)
            }
          }
        }
      }
    }
  }

  /// Does the same with biases, whose gradient is the sum of the rows of that by the outputs.
  package func addPanel(
    _ panel: Int, ofSumsOf outer: PanelMatrix, rows count: Int, rule: GradientRule,
    moving biases: PanelMatrix
  ) {
    precondition(
      outer.columns == columns && biases.columns == columns && panel < panelCount,
      "\(outer.columns) sums for \(columns) biases")
    unsafe withLayout(rows: 1) { gradient in
      unsafe biases.withLayout(rows: 1) { biases in
        unsafe outer.withLayout(rows: count) { outer in
          unsafe rc_bias_gradient(
            outer, Int64(panel), Int64(count), rule.layout, gradient, biases)
        }
      }
    }
  }

  /// Sets its only panel to some rows of weights, transposed.
  package func setPanel(toTransposeOf weights: PanelMatrix, rows range: Range<Int>) {
    precondition(
      range.upperBound <= weights.rows && weights.columns <= rows && range.count <= Self.rowStride,
      "rows \(range) of \(weights.rows) x \(weights.columns) into \(rows) rows")
    withPanel(0, rows: 1) { target in
      unsafe weights.withLayout(rows: weights.rows) { weights in
        unsafe target.withUnsafeMutableBufferPointer { target in
          guard let target = target.baseAddress else { return }
          unsafe rc_transpose(weights, Int64(range.lowerBound), Int64(range.count), target)
        }
      }
    }
  }
}
