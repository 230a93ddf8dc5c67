extension Drawing: CustomStringConvertible {
  /// The canvas and then one command a line, with numbers rounded to two decimals.
  package var description: String {
    let header = "canvas \(short(width)) \(short(height))"
    return ([header] + commands.map(\.description)).joined(separator: "\n") + "\n"
  }
}

extension Drawing.Command: CustomStringConvertible {
  /// The command's name, its style and its places.
  package var description: String {
    switch self {
    case .line(let points, let stroke): "line \(stroke) at \(list(points))"
    case .polygon(let points, let paint): "polygon \(paint) at \(list(points))"
    case .rectangle(let rectangle, let paint): "rectangle \(paint) at \(rectangle)"
    case .disc(let center, let radius, let color):
      "disc fill \(color) radius \(short(radius)) at \(center)"
    case .text(let text): text.description
    case .beginClip(let rectangle): "clip \(rectangle)"
    case .endClip: "unclip"
    }
  }

  private func list(_ points: [Drawing.Point]) -> String {
    points.map(\.description).joined(separator: " ")
  }
}

extension Drawing.Text: CustomStringConvertible {
  /// The quoted string, how it is written and where.
  package var description: String {
    let look = "\(short(style.size)) \(style.weight) \(style.rotation.rawValue) \(style.color)"
    return "text \(quoted) \(look) \(anchor) at \(position)"
  }

  private var quoted: String {
    let escaped = string.map { character in
      switch character {
      case "\"", "\\": "\\\(character)"
      case "\n", "\r\n": "\\n"
      default: String(character)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}

extension Drawing.Point: CustomStringConvertible {
  /// The two distances, `x,y`.
  package var description: String { "\(short(x)),\(short(y))" }
}

extension Drawing.Rectangle: CustomStringConvertible {
  /// The top left corner and the size, `x,y widthxheight`.
  package var description: String {
    "\(short(x)),\(short(y)) \(short(width))x\(short(height))"
  }
}

extension Drawing.Paint: CustomStringConvertible {
  /// `fill` or `stroke` with the colour or line.
  package var description: String {
    switch self {
    case .fill(let color): "fill \(color)"
    case .stroke(let stroke): "stroke \(stroke)"
    }
  }
}

extension Drawing.Stroke: CustomStringConvertible {
  /// The colour, the width and, unless solid, the dashes.
  package var description: String {
    let pattern = dash.isEmpty ? "" : " dash " + dash.map(short).joined(separator: ",")
    return "\(color) \(short(width))\(pattern)"
  }
}

extension Drawing.Color: CustomStringConvertible {
  /// `#RRGGBB`, with the opacity after it unless opaque.
  package var description: String {
    let digits = String(rgba, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    return "#" + (rgba & 0xFF == 0xFF ? padded.dropLast(2) : padded[...])
  }
}

private func short(_ value: Double) -> String {
  fixedPoint(value, decimals: 2)
}
