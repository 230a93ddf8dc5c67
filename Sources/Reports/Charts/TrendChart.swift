/// A value of a series in time.
package struct TrendPoint: Equatable, Sendable {
  /// The value; finite.
  package let value: Double
  /// The interval with finite bounds; nil where none is known.
  package let interval: ClosedRange<Double>?

  /// Creates a point.
  package init(value: Double, interval: ClosedRange<Double>?) {
    let bounds = [interval?.lowerBound, interval?.upperBound].compactMap(\.self)
    precondition((bounds + [value]).allSatisfy(\.isFinite), "\(value) in \(bounds) is not finite")
    self.value = value
    self.interval = interval
  }
}

/// Draws values over runs, joined by a line, with their intervals and a marker where the mean changes.
///
/// - Parameters:
///   - points: The values in the order of time, one or more.
///   - title: The title, on two lines at most.
///   - valueTitle: What the values are.
///   - change: The position of the first value after a change; nil for none.
/// - Returns: A chart of 720 x 480 points whose horizontal axis counts the runs from 1.
package func trendChart(
  points: [TrendPoint], title: String, valueTitle: String, change: Int?
) -> Drawing {
  precondition(!points.isEmpty, "a trend needs a point")
  let heading = Heading(title)
  let height = Layout.height - heading.bottom - Layout.footer
  let vertical = Axis.linear(
    title: valueTitle, range: span(points), length: height, isHorizontal: false)
  let left = Layout.leftRoom(labelWidth: vertical.labelWidth)
  let frame = Drawing.Rectangle(
    x: left, y: heading.bottom, width: Layout.width - left - Layout.margin, height: height)
  let across = Axis.linear(
    title: "run, in the order of dates", range: 0.5...(Double(points.count) + 0.5),
    length: frame.width, isHorizontal: true)
  let plot = Plot(frame: frame, horizontal: across.withWholeTicks, vertical: vertical)
  var drawing = Layout.canvas()
  drawing.append(contentsOf: heading.commands)
  drawing.append(contentsOf: plot.background)
  drawing.append(contentsOf: marks(points, in: plot))
  if let change {
    let x = plot.point(Double(change) + 0.5, 0).x
    drawing.append(.line([.init(x, frame.y), .init(x, frame.bottom)], Palette.reference))
    drawing.append(
      .text(.init("change", at: .init(x + 5, frame.y + 14), Typography.tick)))
  }
  drawing.append(contentsOf: plot.annotations)
  return drawing
}

private func span(_ points: [TrendPoint]) -> ClosedRange<Double> {
  let values = points.flatMap {
    [$0.value, $0.interval?.lowerBound ?? $0.value, $0.interval?.upperBound ?? $0.value]
  }.map(bounded)
  let (low, high) = (values.min() ?? 0, values.max() ?? 1)
  guard let range = axisRange(from: low, to: high) else { return axisRange(around: low, half: 0.1) }
  return padded(range, by: 0.05)
}

/// The line through the values, their intervals, and a dot for each.
private func marks(_ points: [TrendPoint], in plot: Plot) -> [Drawing.Command] {
  let places = points.enumerated().map { plot.point(Double($0.offset + 1), $0.element.value) }
  let stroke = Drawing.Stroke(Palette.blue, width: 1.4)
  let whiskers = zip(points, places).flatMap { point, place -> [Drawing.Command] in
    guard let interval = point.interval else { return [] }
    let ends = [interval.lowerBound, interval.upperBound].map { plot.point(0, $0).y }
    return [.line(ends.map { .init(place.x, $0) }, stroke)]
      + ends.map { .line([.init(place.x - 3, $0), .init(place.x + 3, $0)], stroke) }
  }
  let line: [Drawing.Command] =
    places.count > 1
    ? [.line(places, .init(Palette.blue.faded(to: 110), width: 1.2))] : []
  return line + whiskers + places.map { .disc(center: $0, radius: 3.4, Palette.blue) }
}

extension Axis {
  /// The axis with the ticks of whole numbers alone: there is no half a run.
  fileprivate var withWholeTicks: Axis {
    Axis(
      title: title, scale: scale, range: range,
      ticks: ticks.filter { $0.value == $0.value.rounded() && $0.value >= 1 }
        .map { Tick(value: $0.value, label: "\(Int($0.value))") },
      minorValues: minorValues)
  }
}
