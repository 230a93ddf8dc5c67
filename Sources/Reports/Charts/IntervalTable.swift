/// The rows of an interval chart: a label at the left, a dot with whiskers, numbers at the right.
struct IntervalTable {
  let rowHeight = 26.0
  /// Where the plot between labels and numbers begins.
  let left: Double
  /// Where the plot between labels and numbers ends.
  let right: Double

  private let rows: [IntervalRow]
  private let numbers: [String]

  private let labelWidth: Double
  private static let style = Typography.label
  private static let gap = 12.0
  private static let widestLabel = 230.0
  private static let narrowestLabel = 60.0
  private static let color = Palette.blue

  /// Leaves as much room for labels and numbers as they need, up to a third of the chart.
  init(_ rows: [IntervalRow]) {
    self.rows = rows
    numbers = rows.map(Self.numbers)
    let widest = rows.map { estimatedWidth($0.label, Self.style) }.max() ?? 0
    labelWidth = min(max(widest, Self.narrowestLabel), Self.widestLabel)
    let numberWidth = numbers.map { estimatedWidth($0, Self.style) }.max() ?? 0
    left = Layout.margin + labelWidth + Self.gap
    right = Layout.width - Layout.margin - min(numberWidth, Self.widestLabel) - Self.gap
  }

  /// The rows in a plot whose frame lies between `left` and `right`.
  func commands(in plot: Plot) -> [Drawing.Command] {
    rows.indices.flatMap { index in
      let y = plot.frame.y + 6 + (Double(index) + 0.5) * rowHeight
      return marks(rows[index], y: y, in: plot) + texts(index, y: y)
    }
  }

  private static func numbers(of row: IntervalRow) -> String {
    let value = fixedPoint(row.value, decimals: 3)
    guard let interval = row.interval else { return value }
    let low = fixedPoint(interval.lowerBound, decimals: 3)
    let high = fixedPoint(interval.upperBound, decimals: 3)
    return "\(value) [\(low), \(high)]".replacing("-", with: "−")
  }

  private func marks(_ row: IntervalRow, y: Double, in plot: Plot) -> [Drawing.Command] {
    let guide = Drawing.Command.line(
      [.init(plot.frame.x, y), .init(plot.frame.right, y)], Palette.minorGrid)
    let dot = Drawing.Command.disc(
      center: .init(plot.point(row.value, 0).x, y), radius: 4.2, Self.color)
    return [guide] + whiskers(row, y: y, in: plot) + [dot]
  }

  private func whiskers(_ row: IntervalRow, y: Double, in plot: Plot) -> [Drawing.Command] {
    guard let interval = row.interval else { return [] }
    let ends = [interval.lowerBound, interval.upperBound].map { plot.point($0, 0).x }
    let stroke = Drawing.Stroke(Self.color, width: 1.7)
    let caps = ends.map { Drawing.Command.line([.init($0, y - 4.5), .init($0, y + 4.5)], stroke) }
    return [.line(ends.map { .init($0, y) }, stroke)] + caps
  }

  private func texts(_ index: Int, y: Double) -> [Drawing.Command] {
    let baseline = y + Typography.middle * Self.style.size
    let label = shortened(rows[index].label, to: labelWidth, Self.style)
    let number = shortened(numbers[index], to: Self.widestLabel, Self.style)
    return [
      .text(.init(label, at: .init(left - Self.gap, baseline), Self.style, anchor: .end)),
      .text(.init(number, at: .init(right + Self.gap, baseline), Self.style)),
    ]
  }
}
