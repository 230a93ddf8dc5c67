/// The names and areas of ROC curves, one under the other at the right of the plot.
struct ROCLegend {
  private let rows: [Row]
  private let x: Double
  private let y: Double
  private let valueX: Double

  private struct Row {
    let lines: [String]
    let value: String
    let stroke: Drawing.Stroke
  }

  private static let style = Typography.label
  private static let swatch = 26.0
  private static let gap = 8.0
  private static let valueWidth = 60.0
  private static let valueGap = 12.0
  private static let rowGap = 7.0
  private static let leading = Typography.leading * style.size

  /// Lays out a row for each curve and a last one for the line of chance.
  init(_ curves: [ROCSeries], x: Double, y: Double) {
    let names = x + Self.swatch + Self.gap
    let room = Layout.width - Layout.margin - Self.valueWidth - Self.valueGap - names
    let named = curves.enumerated().map { index, curve in
      Row(
        lines: wrapped(curve.name, to: room, Self.style, limit: 3),
        value: "AUC " + fixedPoint(curve.auc, decimals: 3), stroke: Palette.curve(index))
    }
    let chance = Row(lines: ["chance"], value: "", stroke: Palette.reference)
    rows = named + [chance]
    let widest = rows.flatMap(\.lines).map { estimatedWidth($0, Self.style) }.max() ?? 0
    valueX = names + min(widest, room) + Self.valueGap
    self.x = x
    self.y = y
  }

  /// The place under the last row.
  var bottom: Double {
    rows.map(height).reduce(y, +) - Self.rowGap
  }

  /// The rows: a sample of the line, the name and the area.
  var commands: [Drawing.Command] {
    var top = y
    return rows.flatMap { row in
      defer { top += height(of: row) }
      return commands(for: row, top: top)
    }
  }

  private func height(of row: Row) -> Double {
    Double(max(1, row.lines.count)) * Self.leading + Self.rowGap
  }

  private func commands(for row: Row, top: Double) -> [Drawing.Command] {
    let baseline = top + Self.style.size
    let middle = baseline - Typography.middle * Self.style.size
    let sample = Drawing.Command.line(
      [.init(x, middle), .init(x + Self.swatch, middle)], row.stroke)
    let name = row.lines.indices.map { index in
      let place = Drawing.Point(
        x + Self.swatch + Self.gap, baseline + Double(index) * Self.leading)
      return Drawing.Command.text(.init(row.lines[index], at: place, Self.style))
    }
    guard !row.value.isEmpty else { return [sample] + name }
    let value = Drawing.Text(row.value, at: .init(valueX, baseline), Self.style)
    return [sample] + name + [.text(value)]
  }
}
