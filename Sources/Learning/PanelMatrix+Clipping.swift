import CTraining

extension PanelMatrix {
  /// Computes the sum of squares of each of the first rows.
  func squareNorms(rows count: Int, into norms: inout [Float]) {
    precondition(count <= norms.count, "\(count) norms into \(norms.count)")
    unsafe withLayout(rows: count) { matrix in
      unsafe norms.withUnsafeMutableBufferPointer { norms in
        guard let norms = norms.baseAddress else { return }
        unsafe rc_square_norms(matrix, Int64(count), norms)
      }
    }
  }

  /// Multiplies each of the first rows by a factor of its own; by zero, whatever it holds.
  func scaleRows(_ count: Int, by factors: [Float]) {
    precondition(count <= factors.count, "\(factors.count) factors for \(count) rows")
    unsafe withLayout(rows: count) { matrix in
      unsafe rc_scale_rows(matrix, Int64(count), factors)
    }
  }

  /// Rounds a panel to whole units, adds noise, and keeps a share of that.
  ///
  /// - Parameters:
  ///   - noise: Rows x the panel's columns, in units, of mean -1/2.
  ///   - panel: The panel.
  ///   - unit: The grid.
  ///   - share: What is kept.
  func addNoise(_ noise: Span<Int32>, toPanel panel: Int, unit: Float, share: Float) {
    precondition(
      noise.count == rows * columns(ofPanel: panel).count, "\(noise.count) numbers of noise")
    unsafe withLayout(rows: rows) { matrix in
      unsafe noise.withUnsafeBufferPointer { noise in
        guard let noise = noise.baseAddress else { return }
        unsafe rc_add_noise(matrix, Int64(panel), Int64(rows), noise, unit, share)
      }
    }
  }

  /// Does so and takes the step that a rule says, with a velocity of its own.
  ///
  /// - Parameters:
  ///   - noise: As for `addNoise(_:toPanel:unit:share:)`.
  ///   - panel: The panel.
  ///   - scale: The grid, and the share that is kept.
  ///   - rule: What becomes of the velocity and the weights.
  ///   - moved: As many as there are gradients.
  func step(
    along noise: Span<Int32>, panel: Int, scale: (unit: Float, share: Float), rule: GradientRule,
    moving moved: (velocity: PanelMatrix, weights: PanelMatrix)
  ) {
    let (velocity, weights) = moved
    precondition(
      noise.count == rows * columns(ofPanel: panel).count && velocity.columns == columns
        && weights.columns == columns && velocity.rows == rows && weights.rows == rows,
      "\(noise.count) numbers of noise for \(rows) x \(columns)")
    unsafe withLayout(rows: rows) { gradient in
      unsafe velocity.withLayout(rows: rows) { velocity in
        unsafe weights.withLayout(rows: rows) { weights in
          unsafe noise.withUnsafeBufferPointer { noise in
            guard let noise = noise.baseAddress else { return }
            unsafe rc_noisy_step(
              gradient, Int64(panel), Int64(rows), noise, scale.unit, scale.share, rule.layout,
              velocity, weights)
          }
        }
      }
    }
  }
}
