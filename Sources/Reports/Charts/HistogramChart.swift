/// Draws two samples of numbers, such as the scores of members and of non-members, as overlapping densities.
///
/// The bins are common; with scores beyond the 0.5 % and 99.5 % quantiles of all of them the
/// axis ends there, the end bins hold the tails, and the axis title says so.
///
/// - Parameters:
///   - members: The first sample; may be empty.
///   - nonMembers: The second sample; may be empty.
///   - names: What the two samples are.
///   - title: The title, on two lines at most; empty for none.
///   - axisTitle: What the numbers are.
/// - Returns: A chart of 720 x 480 points.
/// - Precondition: Every number is finite: none is infinite or not a number.
package func histogramChart(
  members: [Double], nonMembers: [Double],
  names: (String, String) = ("members", "non-members"), title: String, axisTitle: String
) -> Drawing {
  let histogram = ScoreHistogram(members: members, nonMembers: nonMembers)
  let heading = Heading(title)
  let groups = [
    HistogramGroup(
      label: "\(names.0) (\(members.count))", densities: histogram.members,
      stroke: .init(Palette.vermillion, width: 1.6)),
    HistogramGroup(
      label: "\(names.1) (\(nonMembers.count))", densities: histogram.nonMembers,
      stroke: .init(Palette.blue, width: 1.6, dash: [6, 2.5])),
  ]
  let plot = histogramPlot(histogram, axisTitle: axisTitle, top: heading.bottom + 26)

  var drawing = Layout.canvas()
  drawing.append(contentsOf: heading.commands)
  drawing.append(contentsOf: legend(groups, x: plot.frame.x, y: heading.bottom))
  drawing.append(contentsOf: plot.background)
  drawing.append(contentsOf: densities(groups, over: histogram.range, in: plot))
  drawing.append(contentsOf: plot.annotations)
  return drawing
}

/// The fills of the groups that have scores, and then their outlines over all fills.
private func densities(
  _ groups: [HistogramGroup], over range: ClosedRange<Double>, in plot: Plot
) -> [Drawing.Command] {
  let visible = groups.filter(\.isVisible)
  let fills = visible.map { group in
    Drawing.Command.polygon(group.outline(over: range, in: plot), .fill(group.fill))
  }
  let outlines = visible.map { group in
    Drawing.Command.line(group.outline(over: range, in: plot), group.stroke)
  }
  return [.beginClip(plot.frame)] + fills + outlines + [.endClip]
}

/// One group's densities and how they are drawn.
private struct HistogramGroup {
  let label: String
  let densities: [Double]
  let stroke: Drawing.Stroke

  var fill: Drawing.Color { stroke.color.faded(to: 64) }
  var isVisible: Bool { densities.contains { $0 > 0 } }

  /// The steps over the bins, from the base line and back to it.
  func outline(over range: ClosedRange<Double>, in plot: Plot) -> [Drawing.Point] {
    let width = (range.upperBound - range.lowerBound) / Double(densities.count)
    var places = [plot.point(range.lowerBound, 0)]
    for (index, density) in densities.enumerated() {
      let left = range.lowerBound + Double(index) * width
      places.append(plot.point(left, density))
      places.append(plot.point(left + width, density))
    }
    return places + [plot.point(range.upperBound, 0)]
  }
}

private func histogramPlot(
  _ histogram: ScoreHistogram, axisTitle: String, top: Double
) -> Plot {
  let height = Layout.height - top - Layout.footer
  let highest = (histogram.members + histogram.nonMembers).max() ?? 0
  let vertical = Axis.linear(
    title: "Density", range: 0...(highest > 0 ? highest * 1.06 : 1), length: height,
    isHorizontal: false)
  let left = Layout.leftRoom(labelWidth: vertical.labelWidth)
  let width = Layout.width - left - Layout.margin - 12
  let horizontal = Axis.linear(
    title: histogramTitle(axisTitle, hasTails: histogram.hasTails, width: width),
    range: padded(histogram.range, by: 0.02), length: width, isHorizontal: true)
  return Plot(
    frame: .init(x: left, y: top, width: width, height: height),
    horizontal: horizontal, vertical: vertical)
}

private func histogramTitle(_ title: String, hasTails: Bool, width: Double) -> String {
  let note = hasTails ? " (end bins hold the outer 0.5 % tails)" : ""
  let room = width - estimatedWidth(note, Typography.axisTitle)
  return shortened(title, to: room, Typography.axisTitle) + note
}

/// The groups' names side by side, each after a sample of its fill and outline.
private func legend(_ groups: [HistogramGroup], x: Double, y: Double) -> [Drawing.Command] {
  let style = Typography.label
  var left = x
  return groups.flatMap { group in
    let sample = Drawing.Rectangle(x: left, y: y + 1, width: 26, height: 11)
    let place = Drawing.Point(sample.right + 8, sample.bottom - 1.5)
    left = place.x + estimatedWidth(group.label, style) + 24
    return [
      Drawing.Command.rectangle(sample, .fill(group.fill)),
      .rectangle(sample, .stroke(group.stroke)),
      .text(.init(group.label, at: place, style)),
    ]
  }
}
