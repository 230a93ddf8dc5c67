import Reports
import Testing

private func chart(_ points: [TradeOffPoint]) -> Drawing {
  tradeOffChart(points: points, title: "", axes: ("risk", "utility"), reference: 0.5)
}

private func discs(_ drawing: Drawing) -> [Drawing.Point] {
  drawing.commands.compactMap { if case .disc(let center, _, _) = $0 { center } else { nil } }
}

@Suite("The chart of utility against risk")
struct TradeOffChartTests {
  private let points = [
    TradeOffPoint(label: "low", series: 0, risk: .init(0.5), utility: .init(0.2)),
    TradeOffPoint(
      label: "high", series: 4, risk: .init(0.75, 0.7...0.8), utility: .init(0.4, 0.3...0.5)),
    TradeOffPoint(label: "copy", series: nil, risk: .init(1), utility: .init(1)),
  ]

  @Test("more risk lies farther right and more utility farther up, in proportion")
  func proportion() {
    let dots = discs(chart(points))
    #expect(isNear(dots[1].x - dots[0].x, dots[2].x - dots[1].x))
    #expect(isNear(4 * (dots[1].y - dots[0].y), dots[2].y - dots[0].y))
    #expect(dots[1].x > dots[0].x && dots[1].y < dots[0].y)
  }

  @Test("a point for comparison is hollow, and the legend shows each as the plot does")
  func hollow() {
    // Two of two solid points, and two rings of two discs each, in the plot and in the legend.
    #expect(discs(chart(points)).count == 2 * 2 + 2 * 2)
    #expect(discs(chart(Array(points.prefix(2)))).count == 2 * 2)
  }

  @Test("whiskers end at the intervals' bounds")
  func whiskers() {
    let drawing = chart(points)
    let dots = discs(drawing)
    let whiskers = drawing.lines.filter { $0.stroke.width == 1.2 && $0.stroke.dash.isEmpty }
    let unit = (dots[1].x - dots[0].x) / 0.25
    #expect(whiskers.contains { isNear($0.points[1].x - $0.points[0].x, unit * 0.1) })
    #expect(whiskers.count == 6)
  }

  @Test("every point is named with its number and values")
  func names() {
    let strings = chart(points).strings
    #expect(strings.contains("1. low") && strings.contains("2. high"))
    #expect(strings.contains("risk 0.750 [0.700, 0.800]"))
    #expect(strings.contains("utility 0.400 [0.300, 0.500]"))
  }

  @Test("the legend names values by the axes' words before a colon")
  func words() {
    let drawing = tradeOffChart(
      points: points, title: "", axes: ("unfairness: a gap", "accuracy"), reference: 0)
    #expect(drawing.strings.contains("unfairness 0.750 [0.700, 0.800]"))
    #expect(drawing.strings.contains("accuracy 0.400 [0.300, 0.500]"))
  }

  @Test("twelve series share no shape in the same colour, and eleven no colour")
  func distinct() {
    let fills = (0..<12).map { series -> Drawing.Command? in
      chart([TradeOffPoint(label: "", series: series, risk: .init(0.6), utility: .init(0.5))])
        .commands.last { command in
          switch command {
          case .disc, .polygon(_, .fill): true
          default: false
          }
        }
    }
    #expect(fills.indices.allSatisfy { place in !fills[..<place].contains(fills[place]) })
    let colors = fills.prefix(11).compactMap { command -> UInt32? in
      switch command {
      case .disc(_, _, let color): color.rgba
      case .polygon(_, .fill(let color)): color.rgba
      default: nil
      }
    }
    #expect(Set(colors).count == 11)
  }

  @Test("numbers of twelve equal points hide neither one another nor the marks")
  func apart() {
    let equal = (0..<12).map { (series: Int) in
      TradeOffPoint(label: "\(series)", series: series, risk: .init(0.6), utility: .init(0.5))
    }
    let drawing = chart(equal)
    let numbers = drawing.texts.filter { Int($0.string) != nil }.map(\.position)
    #expect(numbers.count == 12)
    for (place, first) in numbers.enumerated() {
      for second in numbers[..<place] {
        #expect(abs(first.x - second.x) > 8 || abs(first.y - second.y) > 11)
      }
    }
    let mark = discs(drawing)[0]
    #expect(numbers.allSatisfy { abs($0.x - mark.x) > 6 || abs($0.y - 4 - mark.y) > 6 })
  }

  @Test("many points make a higher chart, and equal ones still have axes")
  func extremes() {
    let many = (0..<40).map {
      TradeOffPoint(label: "\($0)", series: 0, risk: .init(0.6), utility: .init(0.5))
    }
    #expect(chart(many).height > chart(points).height)
    #expect(chart([many[0]]).height == 480)
    #expect(discs(chart([])).isEmpty)
  }
}
