/// Draws a square table of values from 0 up as shaded cells with a scale beside it.
///
/// The lightest shade is 0, the darkest the scale's end; cells without a value are hatched with a stroke. Numbers are written into the
/// cells while they have room.
///
/// - Parameters:
///   - labels: The names of rows and columns, in order.
///   - values: Rows x columns; NaN where there is none.
///   - title: The title, on two lines at most; empty for none.
///   - scaleTitle: What the values are.
///   - end: The value of the darkest shade, above 0; greater values get the same.
/// - Returns: A chart 720 points wide.
/// - Precondition: There are as many values as pairs of labels, at least one.
package func heatMapChart(
  labels: [String], values: [Double], title: String, scaleTitle: String, end: Double
) -> Drawing {
  precondition(
    !labels.isEmpty && values.count == labels.count * labels.count && end > 0,
    "\(values.count) values for \(labels.count) labels, scale to \(end)")
  let heading = Heading(title)
  let map = HeatMap(labels: labels, values: values, end: end, top: heading.bottom + 8)
  var drawing = Layout.canvas(height: map.bottom + 16)
  drawing.append(contentsOf: heading.commands)
  drawing.append(contentsOf: map.cells)
  drawing.append(contentsOf: map.names)
  drawing.append(contentsOf: map.scale(title: scaleTitle))
  return drawing
}

/// The geometry and shades of a heat map.
private struct HeatMap {
  let labels: [String]
  let values: [Double]
  let end: Double
  private let frame: Drawing.Rectangle
  private let side: Double
  private static let style = Typography.label
  private static let widestLabel = 150.0
  private static let scaleWidth = 96.0

  init(labels: [String], values: [Double], end: Double, top: Double) {
    (self.labels, self.values, self.end) = (labels, values, end)
    let widest = labels.map { estimatedWidth($0, Self.style) }.max() ?? 0
    let left = Layout.margin + min(widest, Self.widestLabel) + 10
    let room = Layout.width - left - Self.scaleWidth - Layout.margin
    side = min(54, room / Double(labels.count))
    let length = side * Double(labels.count)
    frame = Drawing.Rectangle(x: left, y: top, width: length, height: length)
  }

  /// Where the names under the cells end.
  var bottom: Double {
    frame.bottom + 10
      + min(Self.widestLabel, labels.map { estimatedWidth($0, Self.style) }.max() ?? 0)
  }

  var cells: [Drawing.Command] {
    let count = labels.count
    return values.enumerated().flatMap { place, value -> [Drawing.Command] in
      let cell = Drawing.Rectangle(
        x: frame.x + side * Double(place % count), y: frame.y + side * Double(place / count),
        width: side, height: side)
      guard value.isFinite else {
        return [
          .line([.init(cell.x, cell.bottom), .init(cell.right, cell.y)], Palette.majorGrid)
        ]
      }
      let share = min(max(value / end, 0), 1)
      let shade = Drawing.Command.rectangle(cell, .fill(Self.shade(share)))
      guard side >= 34 else { return [shade] }
      let ink = share > 0.55 ? Palette.background : Palette.ink
      let style = Drawing.TextStyle(size: 10, color: ink)
      let middle = Drawing.Point(
        cell.x + side / 2, cell.y + side / 2 + Typography.middle * style.size)
      return [
        shade, .text(.init(fixedPoint(value, decimals: 3), at: middle, style, anchor: .middle)),
      ]
    } + [.rectangle(frame, .stroke(Palette.frame))]
  }

  var names: [Drawing.Command] {
    let upward = Drawing.TextStyle(
      size: Self.style.size, color: Self.style.color, rotation: .upward)
    return labels.enumerated().flatMap { place, label in
      let text = shortened(label, to: Self.widestLabel, Self.style)
      let middle = (Double(place) + 0.5) * side + Typography.middle * Self.style.size
      return [
        Drawing.Command.text(
          .init(text, at: .init(frame.x - 8, frame.y + middle), Self.style, anchor: .end)),
        .text(.init(text, at: .init(frame.x + middle, frame.bottom + 8), upward, anchor: .end)),
      ]
    }
  }

  /// The shades from 0 to the end, with their values.
  func scale(title: String) -> [Drawing.Command] {
    let steps = 32
    let bar = Drawing.Rectangle(
      x: frame.right + 28, y: frame.y, width: 14, height: max(frame.height, 120))
    let height = bar.height / Double(steps)
    let shades = (0..<steps).map { step in
      Drawing.Command.rectangle(
        .init(
          x: bar.x, y: bar.bottom - height * Double(step + 1), width: bar.width, height: height),
        .fill(Self.shade((Double(step) + 0.5) / Double(steps))))
    }
    let marks = (0...4).map { quarter in
      let y = bar.bottom - bar.height * Double(quarter) / 4
      let text = fixedPoint(end * Double(quarter) / 4, decimals: 3)
      return Drawing.Command.text(
        .init(
          text, at: .init(bar.right + 6, y + Typography.middle * Typography.tick.size),
          Typography.tick))
    }
    let beside = Drawing.Text(
      shortened(title, to: bar.height, Typography.axisTitle),
      at: .init(bar.x - 6, bar.y + bar.height / 2), Typography.upwardAxisTitle, anchor: .middle)
    return shades + [.rectangle(bar, .stroke(Palette.frame))] + marks + [.text(beside)]
  }

  /// From white through the palette's blue to nearly black, by a share from 0 to 1.
  private static func shade(_ share: Double) -> Drawing.Color {
    let stops: [(Double, Double, Double)] = [(255, 255, 255), (0, 114, 178), (10, 25, 50)]
    let place = min(share * 2, 1.999_999)
    let (low, high) = (stops[Int(place)], stops[Int(place) + 1])
    let part = place - Double(Int(place))
    func mix(_ from: Double, _ to: Double) -> UInt32 {
      UInt32((from + (to - from) * part).rounded())
    }
    return Drawing.Color(mix(low.0, high.0) << 16 | mix(low.1, high.1) << 8 | mix(low.2, high.2))
  }
}
