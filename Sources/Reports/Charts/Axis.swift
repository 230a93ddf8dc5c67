import Foundation

/// One direction of a plot: which value lies where, and what is written along it.
struct Axis {
  enum Scale {
    case linear
    case logarithmic
  }

  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  let title: String
  let scale: Scale
  let range: ClosedRange<Double>
  let ticks: [Tick]
  /// The places of grid lines between the ticks.
  let minorValues: [Double]

  /// The share of the axis that lies before a value; values off the axis lie at its ends.
  func fraction(of value: Double) -> Double {
    let inside = min(max(value, range.lowerBound), range.upperBound)
    switch scale {
    case .linear:
      return (inside - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      let ratio = range.upperBound / range.lowerBound
      return log10(inside / range.lowerBound) / log10(ratio)
    }
  }

  /// The room that the widest tick label takes across a vertical axis.
  var labelWidth: Double {
    ticks.map { estimatedWidth($0.label, Typography.tick) }.max() ?? 0
  }
}

extension Axis {
  /// A direction without values, in which rows are placed by hand.
  static let blank = Axis(title: "", scale: .linear, range: 0...1, ticks: [], minorValues: [])

  /// Decades from a power of ten up to one.
  static func logarithmic(title: String, floor: Double) -> Axis {
    let decades = Int((-log10(floor)).rounded())
    precondition(
      (1...5).contains(decades) && abs(floor * pow(10, Double(decades)) - 1) < 1e-9,
      "the axis starts at \(floor); use a power of ten from 1e-5 to 0.1")
    let ticks = (0...decades).reversed().map { exponent in
      Tick(
        value: pow(10, -Double(exponent)),
        label: fixedPoint(pow(10, -Double(exponent)), decimals: exponent))
    }
    let minorValues = (1...decades).reversed().flatMap { exponent in
      (2...9).map { Double($0) * pow(10, -Double(exponent)) }
    }
    return Axis(
      title: title, scale: .logarithmic, range: pow(10, -Double(decades))...1, ticks: ticks,
      minorValues: minorValues)
  }

  /// The values between two bounds, with round ticks that leave room for their labels.
  ///
  /// - Parameters:
  ///   - title: The axis title.
  ///   - range: The first and the last value; not equal.
  ///   - length: The length of the axis in points.
  ///   - isHorizontal: Whether the labels stand side by side and so need room for their widths.
  /// - Returns: An axis without minor grid lines.
  static func linear(
    title: String, range: ClosedRange<Double>, length: Double, isHorizontal: Bool
  ) -> Axis {
    precondition(range.lowerBound < range.upperBound, "the axis \(range) has no length")
    let most = max(2, Int(length / (isHorizontal ? 60 : 40)))
    var ticks: [Tick] = []
    for count in (1...most).reversed() {
      ticks = roundTicks(in: range, atMost: count)
      let needed = ticks.map { estimatedWidth($0.label, Typography.tick) + 12 }.reduce(0, +)
      if !isHorizontal || needed <= length { break }
    }
    let axis = Axis(title: title, scale: .linear, range: range, ticks: ticks, minorValues: [])
    return isHorizontal ? axis.withoutOverhang(length: length) : axis
  }

  /// The axis without the labels that would reach far over its ends and off the canvas.
  private func withoutOverhang(length: Double) -> Axis {
    let labelled = ticks.map { tick in
      let half = estimatedWidth(tick.label, Typography.tick) / 2
      let place = fraction(of: tick.value) * length
      let fits = place - half > -Layout.overhang && place + half < length + Layout.overhang
      return fits ? tick : Tick(value: tick.value, label: "")
    }
    return Axis(
      title: title, scale: scale, range: range, ticks: labelled, minorValues: minorValues)
  }
}
