import Bilevel
import Statistics
import Testing

@Suite struct ImplicitGradientTests {
  private static let width = 5
  private static let ridge = 0.05

  private static func points(seed: UInt64, count: Int = 12) -> PointSet {
    var generator = SeededGenerator(seed: seed, label: "points")
    var features: [Double] = []
    for _ in 0..<count { features += (0..<width - 1).map { _ in generator.normal() } + [1] }
    return PointSet(
      features: features, labels: (0..<count).map { _ in generator.uniform() },
      weights: (0..<count).map { _ in 0.2 + generator.uniform() }, width: width)
  }

  /// The records' loss and three smooth rates, as functions of the points.
  private static func functions(_ points: PointSet, ridge: Double) throws -> [Double] {
    let toy = sample
    let model = try WeightedLogistic(points, ridge: ridge)
    let found = toy.evaluate(model.coefficients, smoothings: smoothings)
    let constraints = try constraints(toy)
    return [found.loss] + constraints.values(found)
  }

  private static let smoothings: [DecisionSmoothing] = [
    .sigmoid(steepness: 4), .ramp(steepness: 20), .probability,
  ]

  private static var sample: ClientSample {
    let toy = ToyClients(count: 80, seed: 3)
    let rows = (0..<80).flatMap { row in
      toy.features[row * 7..<row * 7 + 4] + [1]
    }
    return ClientSample(
      features: rows, labels: toy.labels,
      attributes: [.init("group", levels: ["a", "b"], codes: toy.groups)], width: width)
  }

  private static func constraints(_ sample: ClientSample) throws -> ConstraintSet {
    try ConstraintSet(
      [
        .init(.demographicParity, of: "group", bound: 0.1, smoothing: smoothings[0]),
        .init(.equalizedOdds, of: "group", bound: 0.1, smoothing: smoothings[1]),
        .init(.covariance, of: "group", bound: 0.1, smoothing: smoothings[2]),
      ], on: sample)
  }

  @Test("hypergradients of loss and constraints equal central differences to a millionth")
  func centralDifferences() throws {
    let points = Self.points(seed: 1)
    let sample = Self.sample
    let constraints = try Self.constraints(sample)
    let model = try WeightedLogistic(points, ridge: Self.ridge)
    let evaluation = sample.evaluate(model.coefficients, smoothings: Self.smoothings)
    let slopes = sample.gradients(at: evaluation, smoothings: Self.smoothings)
    let found = try model.hypergradients(
      of: slopes.loss + constraints.gradients(slopes.means, width: Self.width), at: points)
    let functions = 1 + constraints.rows.count
    #expect(functions == 5)
    /// The largest difference of a block from its finite differences, over the block's largest number.
    func worst(
      _ analytic: [Double], _ count: Int, skip: (Int) -> Bool = { _ in false },
      _ change: (inout PointSet, inout Double, Int, Double) -> Void
    ) throws -> Double {
      var worst = 0.0
      for function in 0..<functions {
        let own = Array(analytic[function * count..<(function + 1) * count])
        let scale = own.reduce(0) { max($0, abs($1)) }
        for place in 0..<count where !skip(place) {
          var values: [Double] = []
          for side in [1e-4, -1e-4, 2e-4, -2e-4] {
            var (moved, ridge) = (points, Self.ridge)
            change(&moved, &ridge, place, side)
            values.append(try Self.functions(moved, ridge: ridge)[function])
          }
          // The fourth-order difference, so that its own error stays below what is asked.
          let difference = (8 * (values[0] - values[1]) - (values[2] - values[3])) / 12e-4
          worst = max(worst, abs(difference - own[place]) / scale)
        }
      }
      return worst
    }
    #expect(
      try worst(found.features, points.features.count, skip: { $0 % Self.width == Self.width - 1 })
      { points, _, place, side in points.features[place] += side } < 1e-6)
    #expect(
      try worst(found.labels, points.count) {
        $0.labels[$2] += $3; _ = $1
      } < 1e-6)
    #expect(
      try worst(found.weights, points.count) {
        $0.weights[$2] += $3; _ = $1
      } < 1e-6)
    #expect(
      try worst(found.ridge, 1) {
        $1 += $3; _ = ($0, $2)
      } < 1e-6)
  }

  @Test("the intercept's coordinate has no hypergradient")
  func intercept() throws {
    let points = Self.points(seed: 2)
    let model = try WeightedLogistic(points, ridge: Self.ridge)
    let found = try model.hypergradients(of: [1, 2, 3, 4, 5], at: points)
    #expect(stride(from: 4, to: 60, by: 5).allSatisfy { found.features[$0] == 0 })
  }

  @Test(
    "smoothed decisions have the slopes of their central differences",
    arguments: [
      .score, .probability, .sigmoid(steepness: 4), .ramp(steepness: 4), .ramp(steepness: 50),
    ] as [DecisionSmoothing])
  func slopes(_ smoothing: DecisionSmoothing) {
    for score in [-3.0, -0.2, -0.01, 0, 0.004, 0.3, 2] {
      let difference = (smoothing(score + 1e-6).value - smoothing(score - 1e-6).value) / 2e-6
      #expect(abs(difference - smoothing(score).slope) < 1e-6 * max(1, smoothing.steepest))
      #expect(smoothing(score).slope <= smoothing.steepest * (1 + 1e-9))
    }
  }

  @Test("the ramp is half at no score, near 0 and 1 beyond its corners, and never falls")
  func ramp() {
    let ramp = DecisionSmoothing.ramp(steepness: 20)
    #expect(abs(ramp(0).value - 0.5) < 1e-4)
    #expect(abs(ramp(-4).value) < 1e-4 && abs(ramp(4).value - 1) < 1e-4)
    #expect(stride(from: -5.0, to: 5, by: 0.01).allSatisfy { ramp($0).slope >= -1e-12 })
  }
}
