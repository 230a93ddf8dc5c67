import Reports
import Testing

private let red = Drawing.Color(0xD55E00)
private let white = Drawing.Color(0xFFFFFF)

private func canvas(_ commands: [Drawing.Command], width: Double = 20, height: Double = 10)
  -> Drawing
{
  var drawing = Drawing(width: width, height: height)
  drawing.append(contentsOf: commands)
  return drawing
}

extension RenderedPixels {
  /// The channels of the pixel in a column and row.
  func channels(_ column: Int, _ row: Int) -> [UInt8] {
    let start = (row * width + column) * 4
    return Array(pixels[start..<start + 4])
  }
}

struct RefusedSize: CustomTestStringConvertible {
  let width: Double
  let height: Double
  let scale: Double
  var testDescription: String { "\(width) x \(height) at \(scale)" }
}

@Suite struct RenderTests {
  private static let rectangle = Drawing.Rectangle(x: 5, y: 2, width: 10, height: 6)

  @Test("a filled rectangle covers its pixels and no others")
  func fill() throws {
    let picture = try render(canvas([.rectangle(Self.rectangle, .fill(red))]), scale: 2)
    #expect((picture.width, picture.height) == (40, 20))
    #expect(picture.pixels.count == 40 * 20 * 4)
    let color: [UInt8] = [0xD5, 0x5E, 0, 255]
    #expect(picture.channels(10, 4) == color && picture.channels(29, 15) == color)
    for (column, row) in [(9, 4), (10, 3), (30, 15), (29, 16)] {
      #expect(picture.channels(column, row) == [0, 0, 0, 0])
    }
  }

  @Test("a translucent fill keeps its colour within rounding and its opacity exactly")
  func translucency() throws {
    let faded = red.faded(to: 128)
    let picture = try render(canvas([.rectangle(Self.rectangle, .fill(faded))]), scale: 1)
    let channels = picture.channels(8, 4)
    #expect(channels[3] == 128)
    for (channel, expected) in zip(channels, [0xD5, 0x5E, 0]) {
      #expect(abs(Int(channel) - expected) <= 2)
    }
  }

  @Test("lines, polygons and discs colour the pixels under them")
  func shapes() throws {
    let line = Drawing.Command.line(
      [.init(0, 5), .init(20, 5)], .init(red, width: 2, dash: [4, 4]))
    let dashed = try render(canvas([line]), scale: 1)
    #expect(dashed.channels(2, 5)[3] == 255 && dashed.channels(6, 5)[3] == 0)
    let triangle = Drawing.Command.polygon(
      [.init(0, 0), .init(10, 0), .init(0, 10)], .fill(red))
    let half = try render(canvas([triangle]), scale: 1)
    #expect(half.channels(2, 2)[3] == 255 && half.channels(8, 8)[3] == 0)
    let outline = Drawing.Command.rectangle(Self.rectangle, .stroke(.init(red, width: 2)))
    let ring = try render(canvas([outline]), scale: 1)
    #expect(ring.channels(5, 5)[3] == 255 && ring.channels(10, 5)[3] == 0)
    let disc = Drawing.Command.disc(center: .init(10, 5), radius: 4, red)
    let round = try render(canvas([disc]), scale: 1)
    #expect(round.channels(10, 5)[3] == 255 && round.channels(6, 1)[3] == 0)
  }

  @Test("nothing is drawn outside a clip, and everything after its end")
  func clip() throws {
    let whole = Drawing.Rectangle(x: 0, y: 0, width: 20, height: 10)
    let corner = Drawing.Rectangle(x: 0, y: 0, width: 2, height: 2)
    let picture = try render(
      canvas([
        .beginClip(Self.rectangle), .rectangle(whole, .fill(red)), .endClip,
        .rectangle(corner, .fill(white)),
      ]), scale: 1)
    #expect(picture.channels(10, 5) == [0xD5, 0x5E, 0, 255])
    #expect(picture.channels(3, 5) == [0, 0, 0, 0])
    #expect(picture.channels(0, 0) == [255, 255, 255, 255])
  }

  @Test(
    "text lies on the side of its position that its anchor says",
    arguments: [Drawing.Anchor.start, .middle, .end], [Drawing.Rotation.level, .upward])
  func anchors(anchor: Drawing.Anchor, rotation: Drawing.Rotation) throws {
    let style = Drawing.TextStyle(size: 12, color: red, rotation: rotation)
    let text = Drawing.Text("HHHH", at: .init(50, 50), style, anchor: anchor)
    let picture = try render(canvas([.text(text)], width: 100, height: 100), scale: 1)
    let inked = (0..<10_000).filter { picture.pixels[$0 * 4 + 3] > 64 }
    // Upward text runs towards smaller rows.
    let along = inked.map { rotation == .level ? $0 % 100 - 50 : 50 - $0 / 100 }
    let across = inked.map { rotation == .level ? $0 / 100 : $0 % 100 }
    let before = try #require(along.min())
    let after = try #require(along.max())
    #expect(across.allSatisfy { (40...50).contains($0) })
    switch anchor {
    case .start: #expect(before >= 0 && after > 25)
    case .middle: #expect(abs(before + after) <= 2 && after > 10)
    case .end: #expect(before < -25 && after <= 1)
    }
  }

  @Test("text has grey edges, not coloured ones")
  func greyEdges() throws {
    let style = Drawing.TextStyle(size: 12, color: Drawing.Color(0x000000))
    let background = Drawing.Rectangle(x: 0, y: 0, width: 60, height: 20)
    let picture = try render(
      canvas(
        [
          .rectangle(background, .fill(white)),
          .text(.init("Wxy8", at: .init(2, 15), style)),
        ], width: 60, height: 20), scale: 1)
    let colors = (0..<1200).map { Array(picture.pixels[$0 * 4..<$0 * 4 + 3]) }
    #expect(colors.allSatisfy { $0[0] == $0[1] && $0[1] == $0[2] })
    #expect(colors.contains { $0[0] > 40 && $0[0] < 215 })
  }

  @Test("the same drawing gives the same pixels", arguments: exampleCharts.map(\.name))
  func repetition(name: String) throws {
    let drawing = try #require(exampleCharts.first { $0.name == name }).drawing
    #expect(try render(drawing, scale: 1) == render(drawing, scale: 1))
  }

  @Test(
    "a size that is not 1 to 16384 pixels is refused",
    arguments: [
      RefusedSize(width: 0, height: 10, scale: 1), RefusedSize(width: 10, height: -1, scale: 1),
      RefusedSize(width: 10, height: 10, scale: 0), RefusedSize(width: 10, height: 10, scale: -2),
      RefusedSize(width: .nan, height: 10, scale: 1),
      RefusedSize(width: 10, height: .infinity, scale: 1),
      RefusedSize(width: 10, height: 10, scale: .nan),
      RefusedSize(width: 8193, height: 10, scale: 2),
      RefusedSize(width: 0.2, height: 10, scale: 2),
      RefusedSize(width: -10, height: -10, scale: -1),
    ])
  func sizes(_ size: RefusedSize) {
    #expect(throws: ChartsError.self) {
      try render(Drawing(width: size.width, height: size.height), scale: size.scale)
    }
  }

  @Test("a refused size is named with its side")
  func sizeMessage() {
    let error = #expect(throws: ChartsError.self) {
      try render(Drawing(width: 10, height: 0), scale: 2)
    }
    #expect(
      error?.description
        == "a height of 0.0 points at scale 2.0 is not 1 to 16384 pixels; "
        + "change the drawing's size or the scale")
  }

  @Test(
    "a place that is not finite or too far away is refused",
    arguments: [Double.nan, .infinity, -.infinity, 1e7])
  func places(value: Double) {
    let point = Drawing.Point(0, value)
    let style = Drawing.TextStyle(size: 10, color: red)
    let commands: [Drawing.Command] = [
      .line([.init(0, 0), point], .init(red, width: 1)), .polygon([point], .fill(red)),
      .line([], .init(red, width: value)),
      .polygon([], .stroke(.init(red, width: 1, dash: [value]))),
      .rectangle(.init(x: 0, y: 0, width: value, height: 1), .fill(red)),
      .beginClip(.init(x: value, y: 0, width: 1, height: 1)),
      .disc(center: .init(0, 0), radius: value, red), .text(.init("a", at: point, style)),
    ]
    for command in commands {
      #expect(throws: ChartsError.self) { try render(canvas([command]), scale: 1) }
    }
  }

  @Test("what Cairo refuses is an error with its reason and the command")
  func refusals() {
    let error = #expect(throws: ChartsError.self) { try render(canvas([.endClip]), scale: 1) }
    #expect(error?.description.contains("'unclip' failed: cairo_restore() without") == true)
    let negative = Drawing.Stroke(red, width: 1, dash: [-1])
    #expect(throws: ChartsError.self) {
      try render(canvas([.line([.init(0, 0), .init(9, 9)], negative)]), scale: 1)
    }
  }
}
