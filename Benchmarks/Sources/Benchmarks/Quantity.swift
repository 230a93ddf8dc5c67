import Foundation

/// What a claim is measured in.
package enum Quantity: String, Encodable, Sendable {
  case samplesPerSecond = "samples/s"
  case megabytesPerSecond = "MB/s"
  case milliseconds = "ms"
  case mebibytes = "MiB"
  case timesPlain = "x plain"

  /// True where more is better.
  package var isBetterHigher: Bool {
    switch self {
    case .samplesPerSecond, .megabytesPerSecond: true
    case .milliseconds, .mebibytes, .timesPlain: false
    }
  }

  /// How many times better one value is than another; above 1 where the first is better.
  package func advantage(of value: Double, over other: Double) -> Double {
    isBetterHigher ? value / other : other / value
  }

  /// Writes a value to three figures, with k for a thousand and M for a million.
  package static func text(_ value: Double) -> String {
    let (scaled, suffix) =
      value >= 1e6 ? (value / 1e6, "M") : value >= 1e4 ? (value / 1e3, "k") : (value, "")
    let decimals = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2
    return String(format: "%.\(decimals)f", scaled) + suffix
  }
}
