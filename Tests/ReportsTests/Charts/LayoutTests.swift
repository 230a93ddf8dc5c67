import Reports
import Testing

@Suite struct LayoutTests {
  private static func drawing(_ name: String) throws -> Drawing {
    try #require(exampleCharts.first { $0.name == name }).drawing
  }

  @Test("no line, shape or text leaves the canvas", arguments: exampleCharts.map(\.name))
  func insideCanvas(name: String) throws {
    let drawing = try Self.drawing(name)
    #expect(drawing.width == 720 && drawing.height >= 120)
    for place in drawing.places {
      #expect((0...drawing.width).contains(place.x) && (0...drawing.height).contains(place.y))
    }
  }

  @Test("no two texts overlap", arguments: exampleCharts.map(\.name))
  func apart(name: String) throws {
    let texts = try Self.drawing(name).texts
    for (index, text) in texts.enumerated() {
      for other in texts[..<index] {
        #expect(!text.box.overlaps(other.box), "'\(text.string)' lies on '\(other.string)'")
      }
    }
  }

  @Test("texts stay clear of the plot", arguments: exampleCharts.map(\.name))
  func clearOfPlot(name: String) throws {
    let drawing = try Self.drawing(name)
    let frame = try #require(drawing.frame)
    for text in drawing.texts {
      #expect(!text.box.overlaps(frame), "'\(text.string)' lies on the plot")
    }
  }

  @Test("the picture has a white border", arguments: exampleCharts.map(\.name))
  func whiteBorder(name: String) throws {
    let picture = try render(Self.drawing(name), scale: 1)
    let (width, height) = (picture.width, picture.height)
    let border = 8
    let inked = (0..<width * height).contains { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: width)
      let isBorder =
        row < border || column < border || row >= height - border || column >= width - border
      return isBorder && picture.pixels[index * 4..<index * 4 + 4] != [255, 255, 255, 255]
    }
    #expect(!inked)
  }

  @Test("a long title takes two lines and the plot moves down")
  func longTitle() throws {
    let short = linearROCChart([], title: "Short")
    let long = linearROCChart([], title: String(repeating: "long words ", count: 12))
    #expect(long.texts.count { $0.style.weight == .bold } == 2)
    #expect(try #require(long.frame).y > (try #require(short.frame).y))
  }

  @Test("a title without words has no line", arguments: ["", "  \n "])
  func noTitle(title: String) {
    #expect(!linearROCChart([], title: title).texts.contains { $0.style.weight == .bold })
  }
}
