import Reports
import Testing

private let points = [
  TrendPoint(value: 0.5, interval: 0.45...0.55), TrendPoint(value: 0.6, interval: nil),
  TrendPoint(value: 0.7, interval: 0.6...0.8),
]

private func discs(_ drawing: Drawing) -> [Drawing.Point] {
  drawing.commands.compactMap { if case .disc(let center, _, _) = $0 { center } else { nil } }
}

@Suite struct TrendChartTests {
  @Test("runs go from left to right at equal distances, and higher values lie higher")
  func places() {
    let drawing = trendChart(points: points, title: "AUC", valueTitle: "auc", change: nil)
    let dots = discs(drawing)
    #expect(dots.count == 3)
    #expect(abs((dots[1].x - dots[0].x) - (dots[2].x - dots[1].x)) < 1e-9)
    #expect(abs((dots[0].y - dots[1].y) - (dots[1].y - dots[2].y)) < 1e-9 && dots[0].y > dots[1].y)
    #expect(
      drawing.texts.map(\.string).filter { ["1", "2", "3"].contains($0) } == ["1", "2", "3"])
    #expect(!drawing.texts.contains { $0.string == "change" })
  }

  @Test("a change is marked halfway between the runs about it")
  func change() throws {
    let drawing = trendChart(points: points, title: "AUC", valueTitle: "auc", change: 2)
    let dots = discs(drawing)
    let label = try #require(drawing.texts.first { $0.string == "change" })
    #expect(abs(label.position.x - 5 - (dots[1].x + dots[2].x) / 2) < 1e-9)
  }

  @Test("one run, equal values and a long history can be drawn", arguments: [1, 2, 400])
  func sizes(count: Int) throws {
    let same = Array(repeating: TrendPoint(value: 0.5, interval: nil), count: count)
    let drawing = trendChart(points: same, title: "AUC", valueTitle: "auc", change: nil)
    #expect(discs(drawing).count == count)
    _ = try render(drawing, scale: 1)
  }
}
