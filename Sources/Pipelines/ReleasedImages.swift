import Auditing
import Metrics
import Results
import Tables
import Tensors

/// What a report shows of released images, and what cannot be asked of images.
struct ReleasedImages: Sendable {
  private(set) var readings: [Reading]
  private(set) var figures: [Run.Figure] = []

  /// The most released images that a report shows.
  private static let shown = 48
  /// The most pairs of a released image and a member that a report lists.
  private static let listedPairs = 20

  /// What is asked of columns, which images do not have.
  private static let columnMeasures = [
    ("hitting-rate", "it asks for equal levels and near numbers in every column"),
    ("singling-out-univariate", "statements are on columns, and a point is none"),
    ("singling-out-multivariate", "statements are on columns, and a point is none"),
    ("linkability", "no holder knows columns of an image"),
    ("inference:attributes", "no attribute is a column of an image"),
  ]

  /// Takes what is shown from what was read.
  ///
  /// - Parameters:
  ///   - given: The release.
  ///   - nearestMembers: The nearest member of each released image.
  init(_ given: GivenRelease, nearestMembers: ClosestRecords) {
    readings = Self.columnMeasures.map { metric, reason in
      Reading(
        metric, value: nil, count: given.released.count, status: .notApplicable,
        convention: "not measured on images: \(reason)")
    }
    closestPairs(nearestMembers, among: given.shown)
    if let images = given.records.dataset.images {
      sheet(images, given.shown.map { given.released[$0] })
    }
  }

  /// Released images from all over the release, none that is a member's own.
  private mutating func sheet(_ images: RecordImages, _ rows: [Int]) {
    let shown = min(Self.shown, rows.count)
    let places = (0..<shown).map { rows[$0 * rows.count / shown] }
    let shape = images.shape
    figures.append(
      Run.Figure(
        name: "released-images", shape: [shown, shape.height, shape.width, shape.channels],
        values: images.coordinates.rows(places).scalars.map(Double.init)))
  }

  /// The released images nearest to members, by row numbers alone.
  private mutating func closestPairs(_ nearest: ClosestRecords, among places: Range<Int>) {
    let order = places.sorted {
      (nearest.distances[$0], $0) < (nearest.distances[$1], $1)
    }.prefix(Self.listedPairs)
    figures.append(
      Run.Figure(
        name: "closest-pairs", labels: ["released", "member", "distance"], shape: [order.count, 3],
        values: order.flatMap {
          [Double($0), Double(nearest.indexes[$0]), nearest.distances[$0]]
        }))
  }
}
