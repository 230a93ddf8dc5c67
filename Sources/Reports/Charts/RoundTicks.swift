import Foundation

/// The multiples of 1, 2 or 5 times a power of ten in a range, as many as fit a count.
///
/// - Parameters:
///   - range: The first and the last value that a tick may have.
///   - limit: The largest count of steps between ticks, at least one.
/// - Returns: The ticks from the smallest to the largest, with their labels.
func roundTicks(in range: ClosedRange<Double>, atMost limit: Int) -> [Axis.Tick] {
  let step = roundStep(atLeast: (range.upperBound - range.lowerBound) / Double(limit))
  // A bound that is a multiple but for its last bits is a tick too.
  let first = (range.lowerBound / step - 1e-6).rounded(.up)
  let last = (range.upperBound / step + 1e-6).rounded(.down)
  guard first <= last else { return [] }
  return stride(from: first, through: last, by: 1).map { multiple in
    Axis.Tick(value: multiple * step, label: tickLabel(multiple * step, step: step, range))
  }
}

/// The smallest 1, 2 or 5 times a power of ten that is not less than a positive number.
func roundStep(atLeast rough: Double) -> Double {
  let power = pow(10, log10(rough).rounded(.down))
  let factor = [1.0, 2, 5].first { $0 * power >= rough * (1 - 1e-9) } ?? 10
  return factor * power
}

/// Writes a tick with the decimals that its step needs, in scientific form far from one.
private func tickLabel(_ value: Double, step: Double, _ range: ClosedRange<Double>) -> String {
  let largest = max(abs(range.lowerBound), abs(range.upperBound))
  let stepExponent = Int((log10(step) + 1e-9).rounded(.down))
  guard largest >= 1e6 || largest < 1e-3 else {
    return typographic(fixedPoint(value, decimals: min(15, max(0, -stepExponent))))
  }
  guard value != 0 else { return "0" }
  let exponent = Int((log10(abs(value)) + 1e-9).rounded(.down))
  let mantissa = value / pow(10, Double(exponent))
  let decimals = min(15, max(0, exponent - stepExponent))
  return typographic(fixedPoint(mantissa, decimals: decimals) + "e\(exponent)")
}

private func typographic(_ number: String) -> String {
  number.replacing("-", with: "−")
}
