import NearestNeighbors
import Statistics
import Tables
import Tensors

/// Draws vectors of which some are copies of others, and all lie near an offset.
func points(
  _ count: Int, _ width: Int, levels: Int? = nil, offset: Float = 0, label: String
) throws -> EuclideanPoints {
  var generator = SeededGenerator(seed: 7, label: label)
  var scalars: [Float] = []
  for record in 0..<count {
    if record > 2, record % 9 == 0 {
      let other = generator.integer(below: record)
      scalars += scalars[other * width..<(other + 1) * width]
    } else {
      for _ in 0..<width {
        let value = levels.map { Float(generator.integer(below: $0)) } ?? Float(generator.normal())
        scalars.append(offset + value)
      }
    }
  }
  return try EuclideanPoints(Tensor(shape: [count, width], scalars: scalars))
}

/// Draws a table of mixed type with three columns of numbers and three of categories.
func dataset(
  _ count: Int, missing: Double = 0, levels: Int = 4, steps: Int? = nil, label: String
) -> Dataset {
  var generator = SeededGenerator(seed: 8, label: label)
  func number(_ scale: Double) -> Double {
    if generator.bernoulli(missing) { return .nan }
    return scale * (steps.map { Double(generator.integer(below: $0)) } ?? generator.normal())
  }
  func codes() -> [Int32] {
    (0..<count).map { _ in
      generator.bernoulli(missing) ? -1 : Int32(generator.integer(below: levels))
    }
  }
  let names = (0..<levels).map { "level \($0)" }
  var features: [Feature] = []
  for (place, scale) in [1, 1e6, 1e-3].enumerated() {
    let values = (0..<count).map { _ in number(scale) }
    features.append(Feature(name: "number \(place)", values: .numeric(values)))
    features.append(
      Feature(
        name: "category \(place)", values: .categorical(Categories(codes: codes(), names: names))))
  }
  let labels = (0..<count).map { _ in Int32(generator.integer(below: 2)) }
  return Dataset(
    name: label, features: features, label: Categories(codes: labels, names: ["no", "yes"]),
    groups: [], sources: [])
}

/// The neighbours of one query by sorting all distances.
func sortedNeighbors(_ k: Int, _ distances: [Double]) -> (distances: [Double], indexes: [Int]) {
  let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
  let first = order.filter { distances[$0].isFinite }.prefix(k)
  return (first.map { distances[$0] }, Array(first))
}

/// All distances from a record, in the order of the columns; infinite to itself where it is no neighbour.
func euclidean(
  _ query: Int, _ queries: EuclideanPoints, _ reference: EuclideanPoints, excludesSelf: Bool = false
) -> [Double] {
  (0..<reference.count).map { record in
    if excludesSelf && record == query { return .infinity }
    var sum = 0.0
    for (left, right) in zip(queries.features.row(query), reference.features.row(record)) {
      sum += (Double(left) - Double(right)) * (Double(left) - Double(right))
    }
    return sum.squareRoot()
  }
}
