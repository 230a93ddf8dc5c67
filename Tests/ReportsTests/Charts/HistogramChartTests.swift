import Reports
import Testing

private func chart(_ members: [Double], _ nonMembers: [Double]) -> Drawing {
  histogramChart(members: members, nonMembers: nonMembers, title: "Scores", axisTitle: "loss")
}

/// The outlines of the drawn groups, members first.
private func outlines(_ drawing: Drawing) -> [[Drawing.Point]] {
  drawing.clippedLines.map(\.points)
}

/// The area under an outline in square points.
private func area(_ outline: [Drawing.Point], base: Double) -> Double {
  zip(outline, outline.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * (base - $1.0.y) }
}

@Suite struct HistogramChartTests {
  @Test("the drawing is the golden one")
  func golden() throws {
    let members = [0.0, 1, 1, 2, 2, 2, 3, 4, 5, 10]
    try expectGolden(chart(members, [0, 0, 1, 2]).description, "histogram-chart")
  }

  @Test("both groups have the same area, whatever their counts")
  func areas() throws {
    let drawing = chart(normalScores(30, mean: 2), normalScores(1000))
    let base = try #require(drawing.frame).bottom
    let areas = outlines(drawing).map { area($0, base: base) }
    #expect(areas.count == 2 && areas[0] > 1000)
    #expect(abs(areas[0] / areas[1] - 1) < 1e-9)
  }

  @Test("the bins of both groups are common and 20 to 60", arguments: [10, 400, 4000, 40_000])
  func bins(count: Int) {
    let drawing = chart(normalScores(count, mean: 1), normalScores(count))
    let groups = outlines(drawing)
    #expect(groups[0].map(\.x) == groups[1].map(\.x))
    let bins = groups[0].count / 2 - 1
    #expect((20...60).contains(bins))
    // Freedman and Diaconis give 3.9 bins at 20 scores and far more than 60 at 80,000.
    if count == 10 { #expect(bins == 20) }
    if count == 40_000 { #expect(bins == 60) }
  }

  @Test("outliers are counted in the end bins, and the axis title says so")
  func tails() throws {
    let drawing = chart(normalScores(400) + [1e9], normalScores(400) + [-1e300])
    #expect(drawing.strings.contains("loss (end bins hold the outer 0.5 % tails)"))
    let base = try #require(drawing.frame).bottom
    let areas = outlines(drawing).map { area($0, base: base) }
    #expect(abs(areas[0] / areas[1] - 1) < 1e-9)
    #expect(drawing.strings.contains("−2") && drawing.strings.contains("2"))
  }

  @Test("without scores beyond the axis its title is as given")
  func noTails() {
    #expect(chart(normalScores(20), normalScores(20)).strings.contains("loss"))
  }

  @Test("equal scores stand in the middle")
  func equalScores() throws {
    let drawing = chart([0.5, 0.5], [0.5])
    let frame = try #require(drawing.frame)
    let outline = try #require(outlines(drawing).first)
    let top = try #require(outline.map(\.y).min())
    let columns = outline.filter { $0.y == top }.map(\.x)
    let middle = frame.x + frame.width / 2
    #expect(try #require(columns.min()) < middle && (try #require(columns.max())) > middle)
    #expect(top > frame.y)
    #expect(drawing.strings.contains("0.4") && drawing.strings.contains("0.6"))
  }

  @Test(
    "an empty side is left out of the plot and counted in the legend",
    arguments: [[], [1.0, 2]], [[], [3.0]])
  func emptySides(members: [Double], nonMembers: [Double]) {
    let drawing = chart(members, nonMembers)
    #expect(outlines(drawing).count == (members.isEmpty ? 0 : 1) + (nonMembers.isEmpty ? 0 : 1))
    #expect(drawing.strings.contains("members (\(members.count))"))
    #expect(drawing.strings.contains("non-members (\(nonMembers.count))"))
  }

  @Test(
    "extreme scores give places on the canvas",
    arguments: [
      [1.7e308, -1.7e308], [Double.leastNonzeroMagnitude, 0], [1e300, 1e300], [1, 1.0.nextUp],
      [-1e-280, 1e-280],
    ])
  func extremes(scores: [Double]) {
    for place in chart(scores, [scores[0]]).places {
      #expect((0...720).contains(place.x) && (0...480).contains(place.y))
    }
  }

  @Test(
    "ticks are round numbers",
    arguments: zip(
      [0...1, 0...7, -30...30, 0...2e7, 0...3e-5],
      [
        ["0.0", "0.2", "0.4"], ["0", "1", "2"], ["−30", "−20", "−10"], ["0", "5e6", "1.0e7"],
        ["0", "5e−6", "1.0e−5"],
      ]))
  func ticks(range: ClosedRange<Double>, labels: [String]) throws {
    let drawing = chart([range.lowerBound, range.upperBound], [])
    let frame = try #require(drawing.frame)
    let texts = drawing.texts.filter {
      $0.anchor == .middle && $0.style.size == 11 && $0.position.y > frame.bottom
    }
    #expect(Array(texts.map(\.string).prefix(3)) == labels)
  }

  @Test("the fill of a group is translucent over white")
  func pixels() throws {
    let drawing = chart([], [0, 0, 0])
    let frame = try #require(drawing.frame)
    let picture = try render(drawing, scale: 2)
    let (x, y) = (frame.x + frame.width / 2 + 3, frame.y + frame.height * 0.83)
    let pixel = picture.channels(Int(2 * x), Int(2 * y))
    for (channel, expected) in zip(pixel, [191, 220, 236, 255]) {
      #expect(abs(Int(channel) - expected) <= 3)
    }
  }

  @Test("a score that is not finite stops the program")
  func notFinite() async {
    await #expect(processExitsWith: .failure) { _ = chart([.nan], []) }
    await #expect(processExitsWith: .failure) { _ = chart([], [0, .infinity]) }
    await #expect(processExitsWith: .failure) { _ = chart([-.infinity], [0]) }
  }
}
