/// A framed area of a drawing with a horizontal and a vertical axis.
struct Plot {
  let frame: Drawing.Rectangle
  let horizontal: Axis
  let vertical: Axis

  private static let tickLength = 4.0

  /// The place of a pair of values; what lies off an axis is moved to the frame.
  func point(_ x: Double, _ y: Double) -> Drawing.Point {
    Drawing.Point(
      frame.x + horizontal.fraction(of: x) * frame.width,
      frame.bottom - vertical.fraction(of: y) * frame.height)
  }

  /// The lines behind the data and the frame around it.
  var background: [Drawing.Command] {
    let minor = gridLines(horizontal.minorValues, vertical.minorValues, Palette.minorGrid)
    let major = gridLines(
      horizontal.ticks.map(\.value), vertical.ticks.map(\.value), Palette.majorGrid)
    return minor + major + [.rectangle(frame, .stroke(Palette.frame))]
  }

  /// The tick marks with their labels, and the titles.
  var annotations: [Drawing.Command] {
    horizontalTicks + verticalTicks + titles
  }

  private func gridLines(
    _ columns: [Double], _ rows: [Double], _ stroke: Drawing.Stroke
  ) -> [Drawing.Command] {
    let upright = columns.map { value in
      let x = point(value, 0).x
      return Drawing.Command.line([.init(x, frame.y), .init(x, frame.bottom)], stroke)
    }
    let level = rows.map { value in
      let y = point(0, value).y
      return Drawing.Command.line([.init(frame.x, y), .init(frame.right, y)], stroke)
    }
    return upright + level
  }

  private var horizontalTicks: [Drawing.Command] {
    horizontal.ticks.flatMap { tick in
      let x = point(tick.value, 0).x
      let end = frame.bottom + Self.tickLength
      let baseline = end + 3 + Typography.tick.size
      let mark = Drawing.Command.line([.init(x, frame.bottom), .init(x, end)], Palette.frame)
      guard !tick.label.isEmpty else { return [mark] }
      let place = Drawing.Point(x, baseline)
      return [mark, .text(.init(tick.label, at: place, Typography.tick, anchor: .middle))]
    }
  }

  private var verticalTicks: [Drawing.Command] {
    vertical.ticks.flatMap { tick in
      let y = point(0, tick.value).y
      let end = frame.x - Self.tickLength
      let baseline = y + Typography.middle * Typography.tick.size
      return [
        Drawing.Command.line([.init(end, y), .init(frame.x, y)], Palette.frame),
        .text(.init(tick.label, at: .init(end - 4, baseline), Typography.tick, anchor: .end)),
      ]
    }
  }

  private var titles: [Drawing.Command] {
    let under = Drawing.Point(frame.x + frame.width / 2, frame.bottom + Layout.axisTitleDrop)
    let left = frame.x - Self.tickLength - 4 - vertical.labelWidth - 10
    let beside = Drawing.Point(left, frame.y + frame.height / 2)
    let texts = [
      Drawing.Text(horizontal.title, at: under, Typography.axisTitle, anchor: .middle),
      Drawing.Text(vertical.title, at: beside, Typography.upwardAxisTitle, anchor: .middle),
    ]
    return texts.filter { !$0.string.isEmpty }.map { .text($0) }
  }
}
