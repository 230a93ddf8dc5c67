/// Draws ROC curves on logarithmic axes, where low false positive rates are visible.
///
/// - Parameters:
///   - curves: The curves in legend order; above a dozen the chart grows in height.
///   - title: The title, on two lines at most; empty for none.
///   - floor: The first value of both axes, a power of ten from 1e-5 to 0.1; smaller rates lie on
///     the frame. A rate under one in the count of non-members cannot be seen in data.
/// - Returns: A chart 720 points wide whose legend stands right of a square plot.
package func rocChart(_ curves: [ROCSeries], title: String, axis floor: Double) -> Drawing {
  rocChart(
    curves, title: title,
    across: .logarithmic(title: "False positive rate (log)", floor: floor),
    upward: .logarithmic(title: "True positive rate (log)", floor: floor))
}

/// Draws ROC curves on linear axes from 0 to 1.
///
/// - Parameters:
///   - curves: The curves in legend order; above a dozen the chart grows in height.
///   - title: The title, on two lines at most; empty for none.
/// - Returns: A chart 720 points wide whose legend stands right of a square plot.
package func linearROCChart(_ curves: [ROCSeries], title: String) -> Drawing {
  func axis(_ title: String) -> Axis {
    .linear(title: title, range: 0...1, length: 360, isHorizontal: true)
  }
  return rocChart(
    curves, title: title, across: axis("False positive rate"), upward: axis("True positive rate"))
}

private func rocChart(
  _ curves: [ROCSeries], title: String, across: Axis, upward: Axis
) -> Drawing {
  let heading = Heading(title)
  let left = Layout.leftRoom(labelWidth: upward.labelWidth)
  let side = Layout.height - heading.bottom - Layout.footer
  let frame = Drawing.Rectangle(x: left, y: heading.bottom, width: side, height: side)
  let plot = Plot(frame: frame, horizontal: across, vertical: upward)
  let legend = ROCLegend(curves, x: frame.right + 18, y: frame.y)

  var drawing = Layout.canvas(height: max(Layout.height, legend.bottom + Layout.margin))
  drawing.append(contentsOf: heading.commands)
  drawing.append(contentsOf: plot.background)
  drawing.append(contentsOf: data(curves, in: plot))
  drawing.append(contentsOf: plot.annotations)
  drawing.append(contentsOf: legend.commands)
  return drawing
}

/// The line of chance and the curves over it.
private func data(_ curves: [ROCSeries], in plot: Plot) -> [Drawing.Command] {
  let frame = plot.frame
  // A curve along the frame shows its full width.
  let clip = Drawing.Rectangle(
    x: frame.x - 2, y: frame.y - 2, width: frame.width + 4, height: frame.height + 4)
  let chance = Drawing.Command.line(
    [.init(frame.x, frame.bottom), .init(frame.right, frame.y)], Palette.reference)
  let trace = ROCTrace(in: plot)
  // The first curve is the first in the legend and so the one on top.
  let lines = curves.indices.reversed().map { index in
    Drawing.Command.line(trace.line(through: curves[index].points), Palette.curve(index))
  }
  return [.beginClip(clip), chance] + lines + [.endClip]
}
