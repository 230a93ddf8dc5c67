/// A point of a trade-off chart: what a release is worth against what it gives away.
package struct TradeOffPoint: Equatable, Sendable {
  /// A value with its interval; finite.
  package struct Coordinate: Equatable, Sendable {
    /// The value.
    package let value: Double
    /// The interval of the value; nil where none is known.
    package let interval: ClosedRange<Double>?

    /// Creates a coordinate; without an interval it has no whisker.
    package init(_ value: Double, _ interval: ClosedRange<Double>? = nil) {
      precondition(value.isFinite, "a point at \(value) has no place")
      self.value = value
      self.interval = interval
    }
  }

  /// What was measured, for the legend.
  package let label: String
  /// The number of its series, from 0; nil for something that is shown for comparison only.
  package let series: Int?
  /// What it gives away.
  package let risk: Coordinate
  /// What it is worth.
  package let utility: Coordinate

  /// Creates a point.
  package init(label: String, series: Int?, risk: Coordinate, utility: Coordinate) {
    self.label = label
    self.series = series
    self.risk = risk
    self.utility = utility
  }
}

/// Draws utility upwards against risk to the right, with whiskers; the best place is at the top left.
///
/// - Parameters:
///   - points: The points; each carries its place among them as a number, which the legend names.
///   - title: The title, on two lines at most; empty for none.
///   - axes: What the values to the right and upwards are.
///   - reference: The value of the dashed upright line, such as 0.5 for an AUC.
/// - Returns: A chart 720 points wide, at least 480 high.
/// - Precondition: The reference is finite.
package func tradeOffChart(
  points: [TradeOffPoint], title: String, axes: (risk: String, utility: String), reference: Double
) -> Drawing {
  precondition(reference.isFinite, "the reference \(reference) has no place on an axis")
  let heading = Heading(title)
  let legend = TradeOffLegend(points, y: heading.bottom + 20)
  let height = max(Layout.height, legend.bottom + Layout.footer)
  let frameHeight = height - heading.bottom - 20 - Layout.footer
  let vertical = Axis.linear(
    title: shortened(axes.utility, to: frameHeight, Typography.axisTitle),
    range: span(points.map(\.utility), and: nil), length: frameHeight, isHorizontal: false)
  let left = Layout.leftRoom(labelWidth: vertical.labelWidth)
  let frame = Drawing.Rectangle(
    x: left, y: heading.bottom + 20, width: TradeOffLegend.left - 28 - left, height: frameHeight)
  let plot = Plot(
    frame: frame,
    horizontal: .linear(
      title: shortened(axes.risk, to: frame.width, Typography.axisTitle),
      range: span(points.map(\.risk), and: reference), length: frame.width, isHorizontal: true),
    vertical: vertical)

  var drawing = Layout.canvas(height: height)
  drawing.append(contentsOf: heading.commands)
  drawing.append(contentsOf: plot.background)
  let x = plot.point(reference, 0).x
  drawing.append(.line([.init(x, frame.y), .init(x, frame.bottom)], Palette.reference))
  for (place, point) in points.enumerated() {
    drawing.append(contentsOf: marks(of: point, number: place + 1, in: plot))
  }
  drawing.append(contentsOf: plot.annotations)
  drawing.append(contentsOf: legend.commands)
  return drawing
}

/// The values that an axis must show, with room at both ends.
private func span(
  _ coordinates: [TradeOffPoint.Coordinate], and reference: Double?
) -> ClosedRange<Double> {
  let shown =
    coordinates.flatMap { [$0.value, $0.interval?.lowerBound ?? $0.value] }
    + coordinates.compactMap(\.interval?.upperBound) + [reference].compactMap(\.self)
  let values = shown.map(bounded)
  let (low, high) = (values.min() ?? 0, values.max() ?? 1)
  guard let range = axisRange(from: low, to: high), high - low > 0.01 else {
    return axisRange(around: (low + high) / 2, half: 0.05)
  }
  return padded(range, by: 0.1)
}

private func color(of point: TradeOffPoint) -> Drawing.Color {
  point.series.map { Palette.curve($0).color } ?? Palette.quietInk
}

private let radius = 4.2

/// A dot with whiskers and its number; hollow where it is for comparison.
private func marks(of point: TradeOffPoint, number: Int, in plot: Plot) -> [Drawing.Command] {
  let center = plot.point(point.risk.value, point.utility.value)
  let stroke = Drawing.Stroke(color(of: point), width: 1.5)
  var commands: [Drawing.Command] = []
  if let interval = point.risk.interval {
    let ends = [interval.lowerBound, interval.upperBound].map {
      plot.point($0, point.utility.value)
    }
    commands.append(.line(ends, stroke))
    commands += ends.map { .line([.init($0.x, $0.y - 4), .init($0.x, $0.y + 4)], stroke) }
  }
  if let interval = point.utility.interval {
    let ends = [interval.lowerBound, interval.upperBound].map { plot.point(point.risk.value, $0) }
    commands.append(.line(ends, stroke))
    commands += ends.map { .line([.init($0.x - 4, $0.y), .init($0.x + 4, $0.y)], stroke) }
  }
  commands += dot(of: point, at: center)
  // Numbers of neighbours take turns above and below, since equal points are common.
  let above = number % 2 == 1
  let place = Drawing.Point(center.x + 8, center.y + (above ? -8 : 8 + Typography.label.size * 0.8))
  return commands + [.text(.init("\(number)", at: place, Typography.label))]
}

private func dot(of point: TradeOffPoint, at center: Drawing.Point) -> [Drawing.Command] {
  let outer = Drawing.Command.disc(center: center, radius: radius, color(of: point))
  guard point.series == nil else { return [outer] }
  return [outer, .disc(center: center, radius: radius - 1.6, Palette.background)]
}

/// The points' names with their values, one under the other at the right of the plot.
private struct TradeOffLegend {
  static let left = 440.0
  private static let style = Typography.label
  private static let leading = Typography.leading * style.size

  private let points: [TradeOffPoint]
  private let lines: [[String]]
  private let y: Double

  init(_ points: [TradeOffPoint], y: Double) {
    self.points = points
    self.y = y
    let room = Layout.width - Layout.margin - Self.left - 18
    lines = points.enumerated().map { place, point in
      wrapped("\(place + 1). \(point.label)", to: room, Self.style, limit: 3) + [
        "risk \(Self.number(point.risk))", "utility \(Self.number(point.utility))",
      ]
    }
  }

  private static func number(_ coordinate: TradeOffPoint.Coordinate) -> String {
    let value = fixedPoint(coordinate.value, decimals: 3)
    guard let interval = coordinate.interval else { return value }
    return
      "\(value) [\(fixedPoint(interval.lowerBound, decimals: 3)), \(fixedPoint(interval.upperBound, decimals: 3))]"
  }

  var bottom: Double {
    lines.reduce(y) { $0 + Double($1.count) * Self.leading + 8 }
  }

  var commands: [Drawing.Command] {
    var top = y
    return zip(points, lines).flatMap { point, lines in
      defer { top += Double(lines.count) * Self.leading + 8 }
      let center = Drawing.Point(Self.left + radius, top + 0.64 * Self.style.size)
      return dot(of: point, at: center)
        + lines.enumerated().map { place, line in
          let baseline = top + Self.style.size + Double(place) * Self.leading
          return .text(.init(line, at: .init(Self.left + 18, baseline), Self.style))
        }
    }
  }
}
