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
/// Series differ in colour and in shape. Numbers are put where they hide nothing, with a line to their mark where that is farther off.
///
/// - Parameters:
///   - points: The points; each carries its place among them as a number, which the legend names.
///   - title: The title, on two lines at most; empty for none.
///   - axes: What the values to the right and upwards are; the legend names them by the words before a colon.
///   - reference: The value of the dashed upright line, such as 0.5 for an AUC.
/// - Returns: A chart 720 points wide, at least 480 high.
/// - Precondition: The reference is finite.
package func tradeOffChart(
  points: [TradeOffPoint], title: String, axes: (risk: String, utility: String), reference: Double
) -> Drawing {
  precondition(reference.isFinite, "the reference \(reference) has no place on an axis")
  let heading = Heading(title)
  let legend = TradeOffLegend(points, axes: axes, y: heading.bottom + 20)
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
  drawing.append(contentsOf: TradeOffMarks(points, in: plot).commands)
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
