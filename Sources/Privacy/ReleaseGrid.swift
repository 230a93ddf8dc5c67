internal import Foundation

/// The declared grid on which real-valued results are released: multiples of 2^-exponent.
///
/// Results are rounded to the grid before noise is added, so that the noise is integer noise in
/// units of the grid. Rounding moves each of d coordinates by half a unit at most, hence the
/// distance of neighbours by √d units at most; `sensitivity(ofDistance:)` includes that.
package struct ReleaseGrid: Hashable, Sendable, Codable {
  /// The unit is 2 to the minus this.
  package let exponent: Int
  /// How many coordinates are released together, 1 or more.
  package let dimensions: Int

  /// Declares a grid.
  ///
  /// - Parameters:
  ///   - exponent: From -40 to 60.
  ///   - dimensions: 1 or more.
  /// - Throws: `PrivacyError` when a parameter is out of range.
  package init(exponent: Int, dimensions: Int = 1) throws(PrivacyError) {
    guard (-40...60).contains(exponent), dimensions > 0 else {
      throw PrivacyError(
        "a grid of 2^-\(exponent) in \(dimensions) dimensions is out of range; give an exponent from -40 to 60 and 1 dimension or more"
      )
    }
    (self.exponent, self.dimensions) = (exponent, dimensions)
  }

  /// The unit, a power of two.
  package var unit: Double { scalbn(1, -exponent) }

  /// The L2 sensitivity in units, of results whose real distance is bounded; rounded up.
  ///
  /// In one dimension it is a whole number, as integer noise asks.
  ///
  /// - Parameter distance: The L2 sensitivity before rounding, 0 or more.
  /// - Returns: In units of the grid.
  /// - Throws: `PrivacyError` when the distance is negative or spans 2⁵⁰ units.
  package func sensitivity(ofDistance distance: Double) throws(PrivacyError) -> Double {
    let units = distance / unit
    guard units >= 0, units < 0x1p50 else {
      throw PrivacyError(
        "a sensitivity of \(distance) is out of range on a grid of \(unit); give one from 0 to 2^50 units"
      )
    }
    if dimensions == 1 { return units.rounded(.down) + 1 }
    return (units + Double(dimensions).squareRoot()).nextUp
  }

  /// The nearest grid points, in units, ties to even.
  ///
  /// - Parameter values: As many as there are dimensions, each within 2⁵⁰ units of 0.
  /// - Returns: Whole numbers of units.
  /// - Throws: `PrivacyError` naming the place of the first value that is not within; not the
  ///   value, which is private.
  package func snap(_ values: [Double]) throws(PrivacyError) -> [Int] {
    guard values.count == dimensions else {
      throw PrivacyError(
        "the grid is for \(dimensions) values, not \(values.count); declare the number released")
    }
    var snapped: [Int] = []
    for (place, value) in values.enumerated() {
      let units = (value / unit).rounded(.toNearestOrEven)
      guard abs(units) <= 0x1p50 else {
        throw PrivacyError(
          "value \(place + 1) is not a number within 2^50 units of \(unit); clip it or choose a coarser grid"
        )
      }
      snapped.append(Int(units))
    }
    return snapped
  }

  /// The values of grid points, exactly.
  package func values(_ units: [Int]) -> [Double] { units.map { Double($0) * unit } }
}
