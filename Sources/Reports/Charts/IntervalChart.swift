/// A row of an interval chart: a value and how sure it is.
package struct IntervalRow: Equatable, Sendable {
  /// What was measured.
  package let label: String
  /// The measured value; finite.
  package let value: Double
  /// The interval of the value with finite bounds; nil where none is known.
  package let interval: ClosedRange<Double>?

  /// Creates a row; without an interval it shows the value only.
  package init(label: String, value: Double, interval: ClosedRange<Double>?) {
    let bounds = [interval?.lowerBound, interval?.upperBound].compactMap(\.self)
    precondition(
      (bounds + [value]).allSatisfy(\.isFinite),
      "row '\(label)' has the value \(value) in \(bounds), not all finite")
    self.label = label
    self.value = value
    self.interval = interval
  }
}

/// Draws values as dots and their intervals as whiskers, one row under the other.
///
/// - Parameters:
///   - rows: The rows from top to bottom; the chart's height grows with them.
///   - title: The title, on two lines at most; empty for none.
///   - axisTitle: What the values are.
///   - reference: The value of the dashed upright line, such as 0.5 for an AUC.
/// - Returns: A chart 720 points wide, with the numbers written right of the plot.
/// - Precondition: The reference is finite.
package func intervalChart(
  rows: [IntervalRow], title: String, axisTitle: String, reference: Double
) -> Drawing {
  precondition(reference.isFinite, "the reference \(reference) has no place on an axis")
  let heading = Heading(title)
  let table = IntervalTable(rows)
  let height = table.rowHeight * Double(max(1, rows.count)) + 12
  let frame = Drawing.Rectangle(
    x: table.left, y: heading.bottom + 16, width: table.right - table.left, height: height)
  let shortTitle = shortened(axisTitle, to: frame.width, Typography.axisTitle)
  let plot = Plot(
    frame: frame,
    horizontal: .linear(
      title: shortTitle, range: span(of: rows, and: reference), length: frame.width,
      isHorizontal: true),
    vertical: .blank)

  var drawing = Layout.canvas(height: frame.bottom + Layout.footer)
  drawing.append(contentsOf: heading.commands)
  drawing.append(contentsOf: plot.background)
  drawing.append(contentsOf: referenceLine(reference, in: plot))
  drawing.append(contentsOf: table.commands(in: plot))
  drawing.append(contentsOf: plot.annotations)
  return drawing
}

/// The values that the axis must show, with room at both ends.
private func span(of rows: [IntervalRow], and reference: Double) -> ClosedRange<Double> {
  let shown =
    rows.flatMap { [$0.value, $0.interval?.lowerBound ?? $0.value] }
    + rows.compactMap(\.interval?.upperBound) + [reference]
  let values = shown.map(bounded)
  let (low, high) = (values.min() ?? reference, values.max() ?? reference)
  guard let range = axisRange(from: low, to: high) else {
    return axisRange(around: low, half: 0.1)
  }
  return padded(range, by: 0.05)
}

private func referenceLine(_ reference: Double, in plot: Plot) -> [Drawing.Command] {
  let x = plot.point(reference, 0).x
  let string = "reference " + compact(reference)
  let half = estimatedWidth(string, Typography.tick) / 2 + Layout.margin
  let middle = min(max(x, half), Layout.width - half)
  let label = Drawing.Text(
    string, at: .init(middle, plot.frame.y - 6), Typography.tick, anchor: .middle)
  let line = Drawing.Command.line(
    [.init(x, plot.frame.y), .init(x, plot.frame.bottom)], Palette.reference)
  return [line, .text(label)]
}

/// A number with three decimals at most, without zeros at its end.
private func compact(_ value: Double) -> String {
  var text = fixedPoint(value, decimals: 3)
  guard text.contains(".") else { return text }
  while text.hasSuffix("0") { text.removeLast() }
  return text.hasSuffix(".") ? String(text.dropLast()) : text
}
