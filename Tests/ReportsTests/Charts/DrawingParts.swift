import Reports

/// What tests look for in a drawing.
extension Drawing {
  /// All texts in the order in which they are drawn.
  var texts: [Text] {
    commands.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  /// The strings of all texts.
  var strings: [String] { texts.map(\.string) }

  /// All lines in the order in which they are drawn.
  var lines: [(points: [Point], stroke: Stroke)] {
    commands.compactMap {
      if case .line(let points, let stroke) = $0 { (points, stroke) } else { nil }
    }
  }

  /// The rectangle around the plot: the only one that is drawn in outline at that size.
  var frame: Rectangle? {
    commands.lazy.compactMap {
      if case .rectangle(let rectangle, .stroke) = $0, rectangle.width > 100 {
        rectangle
      } else {
        nil
      }
    }.first
  }

  /// The lines between the beginning and the end of the clip to the plot.
  var clippedLines: [(points: [Point], stroke: Stroke)] {
    guard
      let begin = commands.firstIndex(where: { if case .beginClip = $0 { true } else { false } }),
      let end = commands.firstIndex(of: .endClip)
    else { return [] }
    return commands[begin..<end].compactMap {
      if case .line(let points, let stroke) = $0 { (points, stroke) } else { nil }
    }
  }

  /// Every place that a line, shape or text position names.
  var places: [Point] {
    commands.flatMap { command -> [Point] in
      switch command {
      case .line(let points, _), .polygon(let points, _): points
      case .rectangle(let rectangle, _), .beginClip(let rectangle): rectangle.corners
      case .disc(let center, let radius, _):
        [.init(center.x - radius, center.y - radius), .init(center.x + radius, center.y + radius)]
      case .text(let text): text.box.corners
      case .endClip: []
      }
    }
  }
}

extension Drawing.Rectangle {
  /// The top left and the bottom right corner.
  var corners: [Drawing.Point] { [.init(x, y), .init(right, bottom)] }

  /// Whether the two have more than an edge in common.
  func overlaps(_ other: Drawing.Rectangle) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}

extension Drawing.Text {
  /// The room that the text takes by estimate.
  var box: Drawing.Rectangle {
    let width = estimatedWidth(string, style)
    let before =
      switch anchor {
      case .start: 0.0
      case .middle: width / 2
      case .end: width
      }
    let (up, down) = (0.8 * style.size, 0.25 * style.size)
    switch style.rotation {
    case .level:
      return .init(x: position.x - before, y: position.y - up, width: width, height: up + down)
    case .upward:
      return .init(
        x: position.x - up, y: position.y - width + before, width: up + down, height: width)
    }
  }
}

/// Whether two numbers of points look the same.
func isNear(_ one: Double, _ other: Double) -> Bool {
  abs(one - other) < 1e-6
}

/// Whether two places look the same.
func isNear(_ one: Drawing.Point, _ other: Drawing.Point) -> Bool {
  isNear(one.x, other.x) && isNear(one.y, other.y)
}
