import Foundation

/// Writes a number with a fixed count of decimals, never as a negative zero.
///
/// - Parameters:
///   - value: A number; one too large for the format is written as Swift writes it.
///   - decimals: The count of digits after the point, 0 to 15.
/// - Returns: The digits with a point, and a hyphen before them where the number is negative.
func fixedPoint(_ value: Double, decimals: Int) -> String {
  precondition((0...15).contains(decimals), "\(decimals) decimals are outside 0...15")
  guard abs(value) < 1e15 else { return "\(value)" }
  let text = String(format: "%.\(decimals)f", value)
  let isZero = text.allSatisfy { "-0.".contains($0) }
  return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
}
