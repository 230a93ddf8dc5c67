import Reports
import Testing

private func series(_ points: [(Double, Double)], name: String = "attack") -> ROCSeries {
  ROCSeries(
    name: name, auc: 0.6684,
    points: points.map { .init(falsePositiveRate: $0.0, truePositiveRate: $0.1) })
}

private let perfect = series([(0, 0), (0, 1), (1, 1)])

@Suite struct ROCChartTests {
  static let kinds: [(name: String, chart: @Sendable ([ROCSeries]) -> Drawing)] = [
    ("log", { rocChart($0, title: "ROC", axis: 1e-3) }),
    ("linear", { linearROCChart($0, title: "ROC") }),
  ]

  private static func chart(_ kind: String, _ curves: [ROCSeries]) throws -> Drawing {
    try #require(kinds.first { $0.name == kind }).chart(curves)
  }

  @Test("the drawing is the golden one", arguments: kinds.map(\.name))
  func golden(kind: String) throws {
    let curves = [
      series([(0, 0), (0, 0.25), (0.25, 0.25), (0.25, 0.75), (1, 1)], name: "LiRA online"),
      series([(0, 0), (0.5, 0.5), (1, 1)], name: "blind"),
    ]
    try expectGolden(Self.chart(kind, curves).description, "roc-chart-\(kind)")
  }

  @Test("the line of chance runs from corner to corner", arguments: kinds.map(\.name))
  func chance(kind: String) throws {
    let drawing = try Self.chart(kind, [])
    let frame = try #require(drawing.frame)
    #expect(frame.width == frame.height)
    let lines = drawing.clippedLines
    #expect(lines.count == 1)
    #expect(lines[0].points == [.init(frame.x, frame.bottom), .init(frame.right, frame.y)])
    #expect(!lines[0].stroke.dash.isEmpty)
  }

  @Test("a perfect curve hugs the left and the top", arguments: kinds.map(\.name))
  func perfectCurve(kind: String) throws {
    let drawing = try Self.chart(kind, [perfect])
    let frame = try #require(drawing.frame)
    let points = try #require(drawing.clippedLines.last).points
    let corners: [Drawing.Point] = [
      .init(frame.x, frame.bottom), .init(frame.x, frame.y), .init(frame.right, frame.y),
    ]
    #expect(points.count == 3 && zip(points, corners).allSatisfy { isNear($0, $1) })
  }

  @Test("one tie of all scores lies on the line of chance", arguments: kinds.map(\.name))
  func allTied(kind: String) throws {
    let drawing = try Self.chart(kind, [series([(0, 0), (1, 1)])])
    let frame = try #require(drawing.frame)
    let points = try #require(drawing.clippedLines.last).points
    #expect(points.first == .init(frame.x, frame.bottom))
    #expect(isNear(try #require(points.last), .init(frame.right, frame.y)))
    for point in points {
      #expect(isNear(point.x - frame.x, frame.bottom - point.y))
    }
  }

  @Test("a curve that starts above zero starts at the left edge at its rate")
  func start() throws {
    let drawing = rocChart([series([(0, 0.1), (1, 0.1), (1, 1)])], title: "", axis: 1e-2)
    let frame = try #require(drawing.frame)
    let first = try #require(drawing.clippedLines.last?.points.first)
    #expect(first.x == frame.x && isNear(first.y, frame.y + frame.height / 2))
  }

  @Test("rates under the axis lie on the frame until the curve rises into it")
  func clamping() throws {
    // tpr = 4 fpr leaves the left edge where the true positive rate is four times the floor.
    let drawing = rocChart([series([(0, 0), (0.25, 1), (1, 1)])], title: "", axis: 1e-2)
    let frame = try #require(drawing.frame)
    let points = try #require(drawing.clippedLines.last).points
    #expect(points.first == .init(frame.x, frame.bottom))
    let decade = frame.height / 2
    let exit = frame.bottom - decade * 0.6020599913279624
    #expect(points.contains { isNear($0.x, frame.x) && isNear($0.y, exit) })
    for point in points where point.x > frame.x + 1e-6 && point.y > frame.y {
      #expect(isNear(frame.bottom - point.y - (point.x - frame.x), frame.bottom - exit))
    }
  }

  @Test("an oblique segment bends on logarithmic axes as its rates do")
  func bend() throws {
    // tpr = 0.1 + 0.9 fpr: at fpr 0.1 the rate is 0.19.
    let drawing = rocChart([series([(0, 0.1), (1, 1)])], title: "", axis: 1e-2)
    let frame = try #require(drawing.frame)
    let points = try #require(drawing.clippedLines.last).points
    let expected = frame.bottom - frame.height / 2 * 1.2787536009528289
    #expect(points.contains { isNear($0.x, frame.x + frame.width / 2) && isNear($0.y, expected) })
  }

  @Test("a hundred thousand steps give no more vertices than can be seen")
  func manyVertices() throws {
    var points: [(Double, Double)] = []
    for step in 0...100_000 {
      let rate = Double(step) / 100_000
      points += [(rate, rate.squareRoot()), (rate, min(1, rate + 1e-5).squareRoot())]
    }
    let drawing = linearROCChart([series(points)], title: "")
    let frame = try #require(drawing.frame)
    let drawn = try #require(drawing.clippedLines.last).points
    #expect(drawn.count < 8000)
    #expect(isNear(try #require(drawn.last), .init(frame.right, frame.y)))
    let middle = try #require(drawn.first { $0.x >= frame.x + frame.width / 4 })
    #expect(abs(middle.y - (frame.y + frame.height / 2)) < 0.5)
  }

  @Test("the legend has a row for each curve and one for chance", arguments: [0, 1, 8, 12])
  func legend(count: Int) throws {
    let curves = (0..<count).map { series([(0, 0), (1, 1)], name: "attack \($0)") }
    let drawing = rocChart(curves, title: "", axis: 1e-3)
    let frame = try #require(drawing.frame)
    #expect(drawing.strings.count { $0 == "AUC 0.668" } == count)
    #expect(drawing.strings.count { $0.hasPrefix("attack") } == count)
    #expect(drawing.strings.count { $0 == "chance" } == 1)
    #expect(drawing.height == 480)
    let samples = drawing.lines.filter { $0.points[0].x > frame.right + 4 }
    #expect(samples.count == count + 1)
  }

  @Test("each curve has its own look and its legend shows the same")
  func looks() throws {
    let curves = (0..<28).map { series([(0, 0), (1, 1)], name: "\($0)") }
    let drawing = rocChart(curves, title: "", axis: 1e-3)
    let frame = try #require(drawing.frame)
    let drawn = drawing.clippedLines.dropFirst().map(\.stroke).reversed().map(\.description)
    let samples = drawing.lines.filter { $0.points[0].x > frame.right + 4 }.map(\.stroke)
    #expect(Array(drawn) == samples.dropLast().map(\.description))
    #expect(Set(drawn).count == 28)
    #expect(drawing.height > 480)
  }

  @Test("a long name is broken into lines and shortened in its middle")
  func longNames() {
    let name = "alpha-" + String(repeating: "x", count: 300) + "-omega"
    let strings = linearROCChart([series([], name: name)], title: "").strings
    #expect(strings.contains { $0.contains("…") } && strings.contains { $0.hasSuffix("omega") })
    #expect(strings.allSatisfy { $0.count < 40 })
  }

  @Test(
    "the ticks are the decades from the floor to one",
    arguments: zip(
      [0.1, 1e-3, 1e-5],
      [
        ["0.1", "1"], ["0.001", "0.01", "0.1", "1"],
        ["0.00001", "0.0001", "0.001", "0.01", "0.1", "1"],
      ]))
  func decades(floor: Double, labels: [String]) throws {
    let drawing = rocChart([], title: "", axis: floor)
    let frame = try #require(drawing.frame)
    let under = drawing.texts.filter { $0.anchor == .middle && labels.contains($0.string) }
    #expect(under.map(\.string) == labels)
    #expect(drawing.texts.filter { $0.anchor == .end }.map(\.string) == labels)
    for (index, text) in under.enumerated() {
      let place = frame.x + frame.width * Double(index) / Double(labels.count - 1)
      #expect(isNear(text.position.x, place))
    }
    let titles = ["False positive rate (log)", "True positive rate (log)"]
    #expect(drawing.strings.filter { $0.hasSuffix("(log)") } == titles)
  }

  @Test("the first curve is drawn in its colour where it runs")
  func pixels() throws {
    let drawing = rocChart([perfect], title: "", axis: 1e-3)
    let frame = try #require(drawing.frame)
    let picture = try render(drawing, scale: 2)
    let pixel = picture.channels(Int(2 * (frame.x + frame.width / 2)), Int(2 * frame.y))
    for (channel, expected) in zip(pixel, [0x00, 0x72, 0xB2, 0xFF]) {
      #expect(abs(Int(channel) - expected) <= 8)
    }
  }

  @Test("a floor that is no power of ten from 1e-5 to 0.1 stops the program")
  func floors() async {
    await #expect(processExitsWith: .failure) { _ = rocChart([], title: "", axis: 0.002) }
    await #expect(processExitsWith: .failure) { _ = rocChart([], title: "", axis: 1e-6) }
    await #expect(processExitsWith: .failure) { _ = rocChart([], title: "", axis: 0) }
  }

  @Test("a rate outside 0 to 1 stops the program")
  func rates() async {
    await #expect(processExitsWith: .failure) {
      _ = ROCSeries.Point(falsePositiveRate: 0, truePositiveRate: .nan)
    }
  }
}
