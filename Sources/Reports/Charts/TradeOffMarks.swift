import Foundation

/// The mark of a point: a shape in a colour, by its series; hollow where it is for comparison.
struct TradeOffMark {
  static let radius = 4.6

  private enum Shape: CaseIterable { case disc, square, diamond, triangle }

  let color: Drawing.Color
  private let shape: Shape
  private let isHollow: Bool

  init(_ point: TradeOffPoint) {
    color = point.series.map(Palette.mark) ?? Palette.quietInk
    // 11 colours and 4 shapes share no divisor, so that 44 series all differ.
    shape = point.series.map { Shape.allCases[$0 % Shape.allCases.count] } ?? .disc
    isHollow = point.series == nil
  }

  /// The whole mark.
  func commands(at center: Drawing.Point) -> [Drawing.Command] {
    inside(at: center) + outline(at: center)
  }

  /// The inside, through which marks under it are seen.
  func inside(at center: Drawing.Point) -> [Drawing.Command] {
    if isHollow {
      return [
        filled(center, Self.radius, color), filled(center, Self.radius - 1.6, Palette.background),
      ]
    }
    return [filled(center, Self.radius, color.faded(to: 190))]
  }

  /// The outline, which is seen on marks over it.
  func outline(at center: Drawing.Point) -> [Drawing.Command] {
    guard !isHollow else { return [] }
    let corners = corners(center, Self.radius)
    let strokes = [
      Drawing.Stroke(Palette.background, width: 2.2), Drawing.Stroke(color, width: 1.1),
    ]
    return strokes.map { stroke in
      corners.isEmpty
        ? .line(Self.circle(center, Self.radius), stroke) : .polygon(corners, .stroke(stroke))
    }
  }

  private func filled(
    _ center: Drawing.Point, _ radius: Double, _ color: Drawing.Color
  ) -> Drawing.Command {
    let corners = corners(center, radius)
    return corners.isEmpty
      ? .disc(center: center, radius: radius, color) : .polygon(corners, .fill(color))
  }

  private static func circle(_ center: Drawing.Point, _ radius: Double) -> [Drawing.Point] {
    (0...24).map { place in
      let angle = Double(place) * .pi / 12
      return .init(center.x + radius * cos(angle), center.y + radius * sin(angle))
    }
  }

  /// The corners of a shape of about a disc's area; none for a disc.
  private func corners(_ center: Drawing.Point, _ radius: Double) -> [Drawing.Point] {
    let offsets: [(Double, Double)] =
      switch shape {
      case .disc: []
      case .square: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
      case .diamond: [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
      case .triangle: [(0, -1.25), (1.2, 0.9), (-1.2, 0.9)]
      }
    return offsets.map { .init(center.x + radius * $0.0, center.y + radius * $0.1) }
  }
}

/// All points of a plot: whiskers below, then marks, then numbers where they hide neither.
struct TradeOffMarks {
  private let marks: [(mark: TradeOffMark, center: Drawing.Point)]
  private let whiskers: [(ends: [Drawing.Point], color: Drawing.Color)]
  private let frame: Drawing.Rectangle

  private static let style = Typography.label
  private static let tick = 4.0

  init(_ points: [TradeOffPoint], in plot: Plot) {
    frame = plot.frame
    marks = points.map {
      (TradeOffMark($0), plot.point($0.risk.value, $0.utility.value))
    }
    whiskers = points.flatMap { point in
      let color = TradeOffMark(point).color
      let level = point.risk.interval.map { interval in
        [interval.lowerBound, interval.upperBound].map { plot.point($0, point.utility.value) }
      }
      let upright = point.utility.interval.map { interval in
        [interval.lowerBound, interval.upperBound].map { plot.point(point.risk.value, $0) }
      }
      return [level, upright].compactMap(\.self).map { ($0, color) }
    }
  }

  var commands: [Drawing.Command] {
    whiskers.flatMap { whisker($0.ends, $0.color) }
      + marks.flatMap { $0.mark.inside(at: $0.center) }
      + marks.flatMap { $0.mark.outline(at: $0.center) } + numbers
  }

  private func whisker(_ ends: [Drawing.Point], _ color: Drawing.Color) -> [Drawing.Command] {
    // Marks carry the colour; where many points are near, full whiskers would hide them.
    let stroke = Drawing.Stroke(color.faded(to: 130), width: 1.2)
    let isLevel = ends[0].y == ends[1].y
    let (dx, dy) = isLevel ? (0, Self.tick) : (Self.tick, 0)
    return [.line(ends, stroke)]
      + ends.map { .line([.init($0.x - dx, $0.y - dy), .init($0.x + dx, $0.y + dy)], stroke) }
  }

  /// A number's box, and the line that leads to its mark.
  private struct Place {
    let box: Drawing.Rectangle
    let center: Drawing.Point
    let distance: Double
  }

  private var numbers: [Drawing.Command] {
    var taken: [Drawing.Rectangle] = marks.map { Self.box($0.center, 12, 12) }
    return marks.enumerated().flatMap { number, mark -> [Drawing.Command] in
      let text = "\(number + 1)"
      let place = place(text, of: mark.center, avoiding: taken)
      taken.append(place.box)
      let baseline = place.center.y + Typography.middle * Self.style.size
      let label = Drawing.Command.text(
        .init(text, at: .init(place.center.x, baseline), Self.style, anchor: .middle))
      guard place.distance > Self.nearest else { return [label] }
      return [.line([mark.center, Self.edge(of: place, from: mark.center)], Self.leader), label]
    }
  }

  private static let leader = Drawing.Stroke(Palette.quietInk, width: 0.6)
  private static let nearest = 13.0

  private static func box(
    _ center: Drawing.Point, _ width: Double, _ height: Double
  ) -> Drawing.Rectangle {
    .init(x: center.x - width / 2, y: center.y - height / 2, width: width, height: height)
  }

  /// Where the line to a mark ends, just before the number.
  private static func edge(of place: Place, from mark: Drawing.Point) -> Drawing.Point {
    let (dx, dy) = (place.center.x - mark.x, place.center.y - mark.y)
    let share = max(0, 1 - 8 / max(8, place.distance))
    return .init(mark.x + share * dx, mark.y + share * dy)
  }

  /// The nearest of the places around a mark that hides least: never a mark or a number where that can be had.
  private func place(
    _ text: String, of mark: Drawing.Point, avoiding taken: [Drawing.Rectangle]
  ) -> Place {
    let width = estimatedWidth(text, Self.style) + 3
    var best: (place: Place, cost: Double)?
    for distance in [Self.nearest, 18, 24, 31, 39, 48, 58, 70, 84, 100] {
      for step in 0..<24 {
        let angle = -.pi / 4 + Double(step) * .pi / 12
        let center = Drawing.Point(
          mark.x + distance * cos(angle), mark.y + distance * sin(angle))
        let place = Place(
          box: Self.box(center, width, Self.style.size + 1), center: center, distance: distance)
        let cost = cost(of: place, from: mark, avoiding: taken)
        if best.map({ cost < $0.cost }) ?? true { best = (place, cost) }
      }
    }
    return best?.place ?? Place(box: Self.box(mark, 0, 0), center: mark, distance: 0)
  }

  private func cost(
    of place: Place, from mark: Drawing.Point, avoiding taken: [Drawing.Rectangle]
  ) -> Double {
    let box = place.box
    guard box.x > frame.x, box.right < frame.right, box.y > frame.y, box.bottom < frame.bottom
    else { return 1e6 }
    let hidden = taken.count { Self.overlap($0, box) }
    let crossed = whiskers.count { Self.overlap(Self.bounds($0.ends), box) }
    let led =
      place.distance > Self.nearest
      ? taken.count { rectangle in
        Self.crosses(rectangle, from: mark, to: place.center)
      } - 1 : 0
    return 1000 * Double(hidden) + 40 * Double(max(0, led)) + 12 * Double(crossed) + place.distance
  }

  private static func overlap(_ first: Drawing.Rectangle, _ second: Drawing.Rectangle) -> Bool {
    first.x < second.right && second.x < first.right && first.y < second.bottom
      && second.y < first.bottom
  }

  private static func bounds(_ ends: [Drawing.Point]) -> Drawing.Rectangle {
    let (left, top) = (min(ends[0].x, ends[1].x), min(ends[0].y, ends[1].y))
    return .init(
      x: left - 0.6, y: top - 0.6, width: abs(ends[1].x - ends[0].x) + 1.2,
      height: abs(ends[1].y - ends[0].y) + 1.2)
  }

  /// Whether a straight line passes through a rectangle, looked at in steps of its sixteenth.
  private static func crosses(
    _ rectangle: Drawing.Rectangle, from start: Drawing.Point, to end: Drawing.Point
  ) -> Bool {
    (0...16).contains { step in
      let share = Double(step) / 16
      let (x, y) = (start.x + share * (end.x - start.x), start.y + share * (end.y - start.y))
      return x > rectangle.x && x < rectangle.right && y > rectangle.y && y < rectangle.bottom
    }
  }
}
