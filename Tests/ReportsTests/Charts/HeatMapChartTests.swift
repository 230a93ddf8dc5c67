import Reports
import Testing

@Suite struct HeatMapChartTests {
  private func chart(_ count: Int, values: [Double], end: Double = 1) -> Drawing {
    heatMapChart(
      labels: (0..<count).map { "column \($0)" }, values: values, title: "Errors",
      scaleTitle: "TVD", end: end)
  }

  /// The colours of the filled rectangles under the frame, without the canvas.
  private func shades(_ drawing: Drawing) -> [Drawing.Color] {
    drawing.commands.dropFirst().compactMap {
      if case .rectangle(_, .fill(let color)) = $0 { color } else { nil }
    }
  }

  @Test(
    "each pair has a cell, darker the greater its value, and values beyond the end are its shade")
  func cells() {
    let shades = shades(chart(2, values: [0, 0.5, 1, 3]))
    #expect(shades.count == 4 + 32)
    #expect(shades[0] == Drawing.Color(0xFFFFFF))
    #expect(Set(shades[0..<3].map(\.rgba)).count == 3)
    #expect(shades[2] == shades[3])
  }

  @Test("a value that is not there has no shade")
  func gaps() {
    #expect(shades(chart(2, values: [0, .nan, 1, 1])).count == 3 + 32)
  }

  @Test("numbers stand in the cells while there is room for them")
  func numbers() {
    #expect(chart(2, values: [0, 0.125, 1, 1]).strings.contains("0.125"))
    let many = chart(40, values: Array(repeating: 0.125, count: 1600))
    #expect(!many.strings.contains("0.125") && many.strings.contains("column 39"))
  }

  @Test("the chart stays within its canvas", arguments: [1, 3, 15, 60])
  func bounds(count: Int) {
    let drawing = chart(count, values: Array(repeating: 0.5, count: count * count))
    for case .rectangle(let cell, _) in drawing.commands {
      #expect(cell.right <= drawing.width + 0.01 && cell.bottom <= drawing.height + 0.01)
    }
  }
}
