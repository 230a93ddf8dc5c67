import Tensors

/// The single-precision form of two sets of vectors, in which a matrix product excludes records that cannot matter.
///
/// Let a and b be a query and a record after the same shift c and scale s, ã and b̃ their roundings to single precision, A and B
/// the lengths of these, d the number of columns, u = 2⁻²⁴ and γ_m = m u / (1 - m u). Each component is rounded once, so
/// |ã - a| <= u'A with u' hardly above u, and the same for b. Hence for the true distance D and scale s
///
///     s² D² >= |ã - b̃|² - 4 u' (A² + B²),      |ã - b̃|² = A² + B² - 2 ã·b̃.
///
/// The product g of any library that adds in any order, fused or not, is off by at most γ_d A B <= γ_d (A² + B²) / 2, plus less than
/// d 2⁻¹²⁶ for terms that underflow; the scale keeps all components within ± 1, so that nothing overflows. With
/// κ = γ_(d + 16) and the offset b⁻ = B² (1 - κ), rounded down, the filter's v = b⁻ - 2 g, which is rounded once
/// (by at most 2.1 u (A² + B²)), then satisfies
///
///     s² D² >= A² (1 - κ) + v - tiny,
///
/// since κ >= γ_d + 8 u pays for all roundings. A record with v above s² D_k² - A² (1 - κ) + tiny is therefore farther
/// than D_k, and is left out; every other one is measured directly. D_k is a distance that was measured directly: its
/// own rounding of at most (d + 8) 2⁻⁵³ is added. Where the bound excludes nothing, as among records that are all
/// equally far, everything is measured directly: slow, and right.
///
/// Read the other way, the same bounds give s² D² <= A² (1 + κ) + v + 2 κ B² + tiny. So the k-th least v of any records bounds D_k
/// from above before anything is measured, with the largest B of all records.
///
/// Balls of radius r around records are found in the same way, with r² s² taken off the offset and the bound of distance 0.
///
/// The shift by the mean of the reference set makes A and B small, and with them what the bound loses.
struct EuclideanFilter: Sendable {
  /// Records x columns, shifted, scaled and rounded.
  let rows: [Float]
  /// The offset of each record.
  let offsets: [Float]
  private let width: Int
  private let centre: [Double]
  private let scale: Double
  private let loss: Double
  /// The largest squared length of a record.
  private let largestSquare: Double

  /// Prepares a reference set for queries.
  init(_ reference: EuclideanPoints, queries: EuclideanPoints, radii: [Double]?) {
    width = reference.width
    centre = reference.mean
    let largest = max(
      Self.largest(reference, centre: centre), Self.largest(queries, centre: centre))
    // A power of two, so that scaling rounds nothing.
    scale = largest > 0 ? Double(sign: .plus, exponent: -largest.exponent - 1, significand: 1) : 1
    let terms = Double(width + 16) * 0x1p-24
    loss = terms < 0.5 ? terms / (1 - terms) : .infinity
    var (rows, offsets, largestSquare): ([Float], [Float], Double) = ([], [], 0)
    rows.reserveCapacity(reference.count * width)
    for record in 0..<reference.count {
      let square = Self.append(
        reference.features.row(record), centre: centre, scale: scale, to: &rows)
      largestSquare = max(largestSquare, square)
      let radius = scale * (radii?[record] ?? 0)
      let offset =
        loss.isFinite ? square * (1 - loss) - radius * radius * (1 + 0x1p-20) : -.infinity
      offsets.append(Float(offset).nextDown)
    }
    (self.rows, self.offsets, self.largestSquare) = (rows, offsets, largestSquare)
  }

  /// Shifts, scales and rounds a record.
  ///
  /// - Returns: Its squared length.
  func append(_ record: ArraySlice<Float>, to rows: inout [Float]) -> Double {
    Self.append(record, centre: centre, scale: scale, to: &rows)
  }

  /// The value of v above which a record is farther than a distance.
  ///
  /// - Parameters:
  ///   - distance: A distance that was measured directly.
  ///   - square: The squared length of the query.
  /// - Returns: The bound, rounded up.
  func bound(_ distance: Double, square: Double) -> Float {
    guard distance.isFinite, loss.isFinite else { return .infinity }
    let scaled = scale * distance
    let rounding = 1 + Double(width + 8) * 0x1p-52
    let tiny = Double(width + 4) * 0x1p-120
    return Float(scaled * scaled * rounding - square * (1 - loss) + tiny).nextUp
  }

  /// A distance that a query's k-th nearest record does not exceed.
  ///
  /// - Parameters:
  ///   - value: The k-th least v of some records that count.
  ///   - square: The squared length of the query.
  /// - Returns: The distance, rounded up.
  func ceiling(_ value: Float, square: Double) -> Double {
    guard value.isFinite, loss.isFinite else { return .infinity }
    let tiny = Double(width + 4) * 0x1p-120
    let scaled = square * (1 + loss) + Double(value) + 2 * loss * largestSquare + tiny
    return max(0, scaled).squareRoot() / scale * (1 + 0x1p-50)
  }

  private static func append(
    _ record: ArraySlice<Float>, centre: [Double], scale: Double, to rows: inout [Float]
  ) -> Double {
    var square = 0.0
    for (value, centre) in zip(record, centre) {
      let rounded = Float((Double(value) - centre) * scale)
      rows.append(rounded)
      square += Double(rounded) * Double(rounded)
    }
    return square
  }

  private static func largest(_ points: EuclideanPoints, centre: [Double]) -> Double {
    var largest = 0.0
    for record in 0..<points.count {
      for (value, centre) in zip(points.features.row(record), centre) {
        largest = max(largest, abs(Double(value) - centre))
      }
    }
    return largest
  }
}
