/// The sizes and margins that charts share.
enum Layout {
  static let width = 720.0
  static let height = 480.0
  /// The empty border of every chart.
  static let margin = 16.0
  /// How far the label of a tick may reach over the end of a horizontal axis.
  static let overhang = 24.0
  /// The distance from a plot's frame down to the baseline of the title under it.
  static let axisTitleDrop = 40.0
  /// The room under a plot for tick labels, the axis title and the margin.
  static let footer = 60.0

  /// The room left of a plot for the margin, the upward title and tick labels of a width.
  static func leftRoom(labelWidth: Double) -> Double {
    margin + 16 + 10 + labelWidth + 8
  }

  /// A white canvas of the shared width.
  static func canvas(height: Double = Layout.height) -> Drawing {
    var drawing = Drawing(width: width, height: height)
    let whole = Drawing.Rectangle(x: 0, y: 0, width: width, height: height)
    drawing.append(.rectangle(whole, .fill(Palette.background)))
    return drawing
  }
}

/// The title over a chart, on as many lines as it needs up to two.
struct Heading {
  private let lines: [String]

  /// Breaks a title to the width of the canvas.
  init(_ title: String) {
    lines = wrapped(title, to: Layout.width - 2 * Layout.margin, Typography.title, limit: 2)
  }

  /// The place under the title where the next thing may begin.
  var bottom: Double {
    let leading = Typography.leading * Typography.title.size
    return Layout.margin + Double(lines.count) * leading + (lines.isEmpty ? 0 : 12)
  }

  /// The title's lines, aligned to the left margin.
  var commands: [Drawing.Command] {
    let style = Typography.title
    return lines.indices.map { index in
      let baseline = Layout.margin + style.size + Double(index) * Typography.leading * style.size
      return .text(.init(lines[index], at: .init(Layout.margin, baseline), style))
    }
  }
}
