import Reports
import Testing

private let rows = [
  IntervalRow(label: "LiRA online", value: 0.7, interval: 0.65...0.76),
  IntervalRow(label: "blind", value: 0.51, interval: nil),
  IntervalRow(label: "RMIA", value: 0.6, interval: 0.55...0.64),
]

private func chart(_ rows: [IntervalRow], reference: Double = 0.5) -> Drawing {
  intervalChart(rows: rows, title: "AUC", axisTitle: "AUC", reference: reference)
}

private func discs(_ drawing: Drawing) -> [Drawing.Point] {
  drawing.commands.compactMap { if case .disc(let center, _, _) = $0 { center } else { nil } }
}

@Suite struct IntervalChartTests {
  @Test("the drawing is the golden one")
  func golden() throws {
    try expectGolden(chart(rows).description, "interval-chart")
  }

  @Test("rows are in the given order from top to bottom, each beside its dot")
  func order() {
    let drawing = chart(rows)
    let labels = drawing.texts.filter { $0.anchor == .end }
    #expect(labels.map(\.string) == rows.map(\.label))
    let dots = discs(drawing)
    #expect(dots.count == 3 && dots[0].y < dots[1].y && dots[1].y < dots[2].y)
    for (label, dot) in zip(labels, dots) {
      #expect(abs(label.position.y - dot.y) < 5)
    }
  }

  @Test("places along the axis are in proportion to the values")
  func proportion() throws {
    let drawing = chart(rows)
    let dots = discs(drawing)
    let whisker = try #require(
      drawing.lines.first { $0.points.allSatisfy { $0.y == dots[0].y } && $0.stroke.width > 1 })
    let unit = (dots[0].x - dots[2].x) / 0.1
    #expect(isNear(dots[0].x - dots[1].x, unit * 0.19))
    #expect(isNear(dots[0].x - whisker.points[0].x, unit * 0.05))
    #expect(isNear(whisker.points[1].x - dots[0].x, unit * 0.06))
    let reference = try #require(drawing.lines.first { !$0.stroke.dash.isEmpty })
    #expect(reference.points.allSatisfy { isNear($0.x, dots[0].x - unit * 0.2) })
  }

  @Test("a row without an interval has a dot and no whiskers")
  func noInterval() {
    let drawing = chart([rows[1]])
    #expect(discs(drawing).count == 1)
    #expect(!drawing.lines.contains { $0.stroke.width > 1.5 })
    #expect(drawing.strings.contains("0.510"))
  }

  @Test("the numbers are written beside the row")
  func numbers() {
    let drawing = chart([IntervalRow(label: "a", value: -0.25, interval: -0.5...0.125)])
    #expect(drawing.strings.contains("−0.250 [−0.500, 0.125]"))
  }

  @Test("the height grows by the same amount with each row")
  func height() {
    let heights = [1, 2, 3].map { chart(Array(rows.prefix($0))).height }
    #expect(heights[1] > heights[0] && isNear(heights[2] - heights[1], heights[1] - heights[0]))
    #expect(chart([]).height == heights[0])
  }

  @Test(
    "extreme values give places on the canvas",
    arguments: [
      (0.5, 0.5), (1.7e308, -1.7e308), (Double.leastNonzeroMagnitude, 0), (1e300, 1e300), (0, 0),
      (-123_456, 0.5),
    ] as [(Double, Double)])
  func extremes(value: Double, reference: Double) {
    let row = IntervalRow(label: "a", value: value, interval: value...value)
    let drawing = chart([row], reference: reference)
    for place in drawing.places {
      #expect((0...720).contains(place.x) && (0...drawing.height).contains(place.y))
    }
  }

  @Test(
    "the reference is named without needless zeros",
    arguments: zip([0.5, 0, 10, 1.0 / 3], ["0.5", "0", "10", "0.333"]))
  func referenceName(value: Double, text: String) {
    #expect(chart([], reference: value).strings.contains("reference " + text))
  }

  @Test("a dot is drawn in its colour")
  func pixels() throws {
    let drawing = chart(rows)
    let picture = try render(drawing, scale: 2)
    for dot in discs(drawing) {
      #expect(picture.channels(Int(2 * dot.x), Int(2 * dot.y)) == [0x00, 0x72, 0xB2, 0xFF])
    }
  }

  @Test("numbers that are not finite stop the program")
  func notFinite() async {
    await #expect(processExitsWith: .failure) { _ = chart([], reference: .nan) }
    await #expect(processExitsWith: .failure) {
      _ = IntervalRow(label: "a", value: 0, interval: 0...(.infinity))
    }
  }
}
