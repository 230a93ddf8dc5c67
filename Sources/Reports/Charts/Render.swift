/// A picture of 8-bit RGBA pixels, non-premultiplied, row by row from the top.
package struct RenderedPixels: Equatable, Sendable {
  /// The count of columns.
  package let width: Int
  /// The count of rows.
  package let height: Int
  /// Red, green, blue and opacity of each pixel in turn.
  package let pixels: [UInt8]
}

/// Turns a drawing into pixels.
///
/// The same drawing gives the same pixels on machines with the same Cairo library and the same
/// DejaVu Sans font.
///
/// - Parameters:
///   - drawing: What is drawn; its places are finite and within a million pixels.
///   - scale: How many pixels a point is wide.
/// - Returns: The picture, transparent where nothing is drawn.
/// - Throws: `ChartsError` where the picture would have no pixels or a side of more than 16384,
///   where a place is not finite, or where Cairo refuses a command.
package func render(
  _ drawing: Drawing, scale: Double
) throws(ChartsError) -> RenderedPixels {
  let width = try pixels(drawing.width, scale: scale, side: "width")
  let height = try pixels(drawing.height, scale: scale, side: "height")
  let surface = try CairoSurface(width: width, height: height)
  let context = try CairoContext(on: surface, scale: scale)
  for command in drawing.commands {
    try checkPlaces(of: command, scale: scale)
    try context.draw(command)
  }
  return RenderedPixels(width: width, height: height, pixels: try surface.pixels())
}

private func pixels(
  _ points: Double, scale: Double, side: String
) throws(ChartsError) -> Int {
  let pixels = (points * scale).rounded()
  guard scale > 0, pixels >= 1, pixels <= 16384 else {
    throw ChartsError(
      description: "a \(side) of \(points) points at scale \(scale) is not 1 to 16384 pixels; "
        + "change the drawing's size or the scale")
  }
  return Int(pixels)
}

/// Refuses what Cairo would draw somewhere else, as its own numbers have few bits.
private func checkPlaces(
  of command: Drawing.Command, scale: Double
) throws(ChartsError) {
  // A comparison with a number that is none is false.
  guard command.lengths.allSatisfy({ abs($0 * scale) <= 1e6 }) else {
    throw ChartsError(
      description: "'\(command.description.prefix(80))' has a place that is not finite or over a "
        + "million pixels away; check the values drawn")
  }
}

extension Drawing.Command {
  /// All numbers that Cairo gets for the command.
  fileprivate var lengths: [Double] {
    switch self {
    case .line(let points, let stroke): points.flatMap { [$0.x, $0.y] } + stroke.lengths
    case .polygon(let points, let paint): points.flatMap { [$0.x, $0.y] } + paint.lengths
    case .rectangle(let rectangle, let paint): rectangle.lengths + paint.lengths
    case .disc(let center, let radius, _): [center.x, center.y, radius]
    case .text(let text): [text.position.x, text.position.y, text.style.size]
    case .beginClip(let rectangle): rectangle.lengths
    case .endClip: []
    }
  }
}

extension Drawing.Rectangle {
  fileprivate var lengths: [Double] { [x, y, width, height] }
}

extension Drawing.Stroke {
  fileprivate var lengths: [Double] { [width] + dash }
}

extension Drawing.Paint {
  fileprivate var lengths: [Double] {
    switch self {
    case .fill: []
    case .stroke(let stroke): stroke.lengths
    }
  }
}
