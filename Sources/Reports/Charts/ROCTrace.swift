import Foundation

/// The line that a ROC curve draws in a plot.
struct ROCTrace {
  private let plot: Plot

  /// How many points of an oblique segment are placed in a decade, so that its bend shows.
  private static let samplesPerDecade = 8.0
  /// The distance in points under which two vertices look like one.
  private static let visible = 0.1

  init(in plot: Plot) {
    self.plot = plot
  }

  /// Places a curve's vertices on the plot and leaves out those that do not change the picture.
  func line(through vertices: [ROCSeries.Point]) -> [Drawing.Point] {
    guard let first = vertices.first else { return [] }
    var places = [place(first)]
    for (start, end) in zip(vertices, vertices.dropFirst()) {
      places += bends(from: start, to: end).map(place)
      places.append(place(end))
    }
    return withoutMiddles(thinned(places))
  }

  private func place(_ vertex: ROCSeries.Point) -> Drawing.Point {
    plot.point(vertex.falsePositiveRate, vertex.truePositiveRate)
  }

  /// The points between two vertices where a straight segment bends on a logarithmic axis.
  ///
  /// Tied scores make oblique segments. They are straight in the rates, so on logarithmic axes
  /// they are curves, which also leave the frame's edge somewhere between their ends.
  private func bends(from start: ROCSeries.Point, to end: ROCSeries.Point) -> [ROCSeries.Point] {
    let run = end.falsePositiveRate - start.falsePositiveRate
    let rise = end.truePositiveRate - start.truePositiveRate
    guard run != 0, rise != 0 else { return [] }
    let across = stops(on: plot.horizontal).map { ($0 - start.falsePositiveRate) / run }
    let upward = stops(on: plot.vertical).map { ($0 - start.truePositiveRate) / rise }
    return (across + upward).filter { $0 > 0 && $0 < 1 }.sorted().map { share in
      ROCSeries.Point(
        falsePositiveRate: min(1, start.falsePositiveRate + share * run),
        truePositiveRate: min(1, start.truePositiveRate + share * rise))
    }
  }

  /// Values at equal distances along a logarithmic axis, from its first one on.
  private func stops(on axis: Axis) -> [Double] {
    guard axis.scale == .logarithmic else { return [] }
    let decades = log10(axis.range.upperBound / axis.range.lowerBound)
    let count = Int((decades * Self.samplesPerDecade).rounded())
    return (0..<count).map { axis.range.lowerBound * pow(10, Double($0) / Self.samplesPerDecade) }
  }

  private func thinned(_ places: [Drawing.Point]) -> [Drawing.Point] {
    var kept: [Drawing.Point] = []
    for place in places {
      if let last = kept.last, distance(last, place) < Self.visible { continue }
      kept.append(place)
    }
    // The end is where a reader looks, so it stays exact.
    if let end = places.last, kept.last != end { kept.append(end) }
    return kept
  }

  /// Leaves out vertices in the middle of level and upright runs.
  private func withoutMiddles(_ places: [Drawing.Point]) -> [Drawing.Point] {
    var kept: [Drawing.Point] = []
    for place in places {
      if kept.count >= 2 {
        let (before, last) = (kept[kept.count - 2], kept[kept.count - 1])
        let isLevel = before.y == last.y && last.y == place.y
        let isUpright = before.x == last.x && last.x == place.x
        if isLevel || isUpright { kept.removeLast() }
      }
      kept.append(place)
    }
    return kept
  }

  private func distance(_ one: Drawing.Point, _ other: Drawing.Point) -> Double {
    max(abs(one.x - other.x), abs(one.y - other.y))
  }
}
