/// The points' names with their values, one under the other at the right of the plot.
struct TradeOffLegend {
  static let left = 440.0
  private static let style = Typography.label
  private static let leading = Typography.leading * style.size

  private let points: [TradeOffPoint]
  private let lines: [[String]]
  private let y: Double

  init(_ points: [TradeOffPoint], axes: (risk: String, utility: String), y: Double) {
    self.points = points
    self.y = y
    let room = Layout.width - Layout.margin - Self.left - 18
    let (risk, utility) = (Self.word(axes.risk), Self.word(axes.utility))
    lines = points.enumerated().map { place, point in
      wrapped("\(place + 1). \(point.label)", to: room, Self.style, limit: 3)
        + [(risk, point.risk), (utility, point.utility)].map {
          shortened("\($0.0) \(Self.number($0.1))", to: room, Self.style)
        }
    }
  }

  /// What an axis is called in one word: its title up to a colon.
  private static func word(_ title: String) -> String {
    title.split(separator: ":").first.map(String.init) ?? title
  }

  private static func number(_ coordinate: TradeOffPoint.Coordinate) -> String {
    let value = fixedPoint(coordinate.value, decimals: 3)
    guard let interval = coordinate.interval else { return value }
    return
      "\(value) [\(fixedPoint(interval.lowerBound, decimals: 3)), \(fixedPoint(interval.upperBound, decimals: 3))]"
  }

  var bottom: Double {
    lines.reduce(y) { $0 + Double($1.count) * Self.leading + 8 }
  }

  var commands: [Drawing.Command] {
    var top = y
    return zip(points, lines).flatMap { point, lines in
      defer { top += Double(lines.count) * Self.leading + 8 }
      let center = Drawing.Point(Self.left + TradeOffMark.radius, top + 0.64 * Self.style.size)
      return TradeOffMark(point).commands(at: center)
        + lines.enumerated().map { place, line in
          let baseline = top + Self.style.size + Double(place) * Self.leading
          return .text(.init(line, at: .init(Self.left + 18, baseline), Self.style))
        }
    }
  }
}
