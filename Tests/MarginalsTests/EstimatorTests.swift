import Foundation
import Marginals
import Statistics
import Testing

@Suite struct `Estimation from noisy marginals` {
  private static let shapes = ReferenceSuite.shapes.keys.sorted()

  private static func model(
    _ measurements: [LinearMeasurement], _ plan: EstimationPlan, from earlier: MarkovModel? = nil
  ) async throws -> MarkovModel {
    try await MarkovModel(
      fitting: measurements, of: try ReferenceSuite.domain(), plan: plan, startingFrom: earlier)
  }

  /// Exact marginals of a distribution that sums to 1.
  private static func measurements(_ shape: String, sigma: Double = 1) throws -> [LinearMeasurement]
  {
    let domain = try ReferenceSuite.domain()
    let whole = try ReferenceSuite.wholeTable(
      try ReferenceSuite.potentials([domain.everything], seed: 5), total: 1)
    return try ReferenceSuite.cliques(shape).map {
      try LinearMeasurement(
        $0, values: try ReferenceSuite.marginal(whole, $0), sigma: sigma, of: domain)
    }
  }

  @Test(
    "Every estimator reproduces consistent marginals in 250 iterations",
    arguments: shapes, estimators.indices)
  func reproduces(shape: String, estimator: Int) async throws {
    let measurements = try Self.measurements(shape)
    #expect(abs(LinearMeasurement.total(of: measurements) - 1) < 1e-12)
    let model = try await Self.model(
      measurements, EstimationPlan(estimator: estimators[estimator], iterations: 250))
    for measurement in measurements {
      let found = try model.marginal(of: measurement.clique).values
      #expect(ReferenceSuite.distance(found, measurement.values) < 1e-2)
    }
    // The loss that is reported is that of the model's own marginals.
    let loss = try measurements.reduce(0.0) { sum, measurement in
      let found = try model.marginal(of: measurement.clique).values
      return sum + zip(found, measurement.values).reduce(0) { $0 + pow($1.0 - $1.1, 2) / 2 }
    }
    #expect(abs(loss - model.loss) < 1e-12)
  }

  @Test(
    "What no measurement tells is as even as can be: P(a, c) is the sum of P(a, b) P(b, c) / P(b)")
  func closedForm() async throws {
    let measurements = try Self.measurements("tree")
    let model = try await Self.model(measurements, EstimationPlan(iterations: 3000))
    let (ab, bc) = (measurements[0].values, measurements[1].values)
    let b = (0..<3).map { ab[$0] + ab[3 + $0] }
    var expected: [Double] = []
    for a in 0..<2 {
      for c in 0..<4 {
        expected.append((0..<3).reduce(0.0) { $0 + ab[a * 3 + $1] * bc[$1 * 4 + c] / b[$1] })
      }
    }
    #expect(
      ReferenceSuite.distance(try model.marginal(of: Clique([0, 2])).values, expected) < 1e-6)
  }

  @Test("The total is the mean of sums by inverse variance, and never below 1")
  func total() throws {
    let domain = try ReferenceSuite.domain()
    let first = try LinearMeasurement(Clique([0]), values: [10, 20], sigma: 1, of: domain)
    let second = try LinearMeasurement(Clique([]), values: [33], sigma: 2, of: domain)
    // Variances 2 and 4.
    #expect(abs(LinearMeasurement.total(of: [first, second]) - 31) < 1e-12)
    let negative = try LinearMeasurement(Clique([0]), values: [-10, 2], sigma: 1, of: domain)
    #expect(LinearMeasurement.total(of: [negative]) == 1)
    #expect(LinearMeasurement.total(of: []) == 1)
  }

  @Test("Two measurements of one cell meet at their mean by inverse variance")
  func weights() async throws {
    let domain = try ReferenceSuite.domain()
    let measurements = [
      try LinearMeasurement(Clique([0]), values: [30, 70], sigma: 1, of: domain),
      try LinearMeasurement(Clique([0]), values: [60, 40], sigma: 2, of: domain),
    ]
    let model = try await Self.model(measurements, EstimationPlan(iterations: 500, total: 100))
    #expect(ReferenceSuite.distance(try model.marginal(of: Clique([0])).values, [36, 64]) < 1e-4)
    // What they differ by from each other stays in the loss: (6² + 6²) / 2 + (24² + 24²) / 2 / 2².
    #expect(abs(model.loss - 180) < 1e-4)
  }

  @Test("A fit may stop as soon as noise explains each clique's differences, and not before")
  func withinNoise() async throws {
    let sigma = 5.0
    let exact = try Self.measurements("cyclic", sigma: sigma)
    let domain = try ReferenceSuite.domain()
    var generator = SeededGenerator(seed: 11, label: "noise of counts")
    let noisy = try exact.map { measurement in
      let values = measurement.values.map { 1000 * $0 + sigma * generator.normal() }
      return try LinearMeasurement(measurement.clique, values: values, sigma: sigma, of: domain)
    }
    let plan = { EstimationPlan(estimator: $0, iterations: 3000, total: 1000) }
    let early = try await Self.model(noisy, plan(MirrorDescent(stopsWithinNoise: true)))
    let late = try await Self.model(noisy, plan(MirrorDescent()))
    #expect(early.iterations < late.iterations / 4 && late.loss < early.loss)
    for measurement in noisy {
      let found = try early.marginal(of: measurement.clique).values
      let squares = zip(found, measurement.values).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
      let cells = Double(found.count)
      #expect(squares <= sigma * sigma * (cells + 3 * (2 * cells).squareRoot()))
    }
  }

  @Test("Structural zeros are exactly zero in the model and in rows", arguments: estimators.indices)
  func structuralZeros(estimator: Int) async throws {
    let domain = try ReferenceSuite.domain()
    let zeros = try StructuralZeros(Clique([0, 2]), cells: [0, 5], of: domain)
    let model = try await Self.model(
      try Self.measurements("cyclic"),
      EstimationPlan(
        estimator: estimators[estimator], iterations: 50, total: 500, zeros: [zeros]))
    let marginal = try model.marginal(of: Clique([0, 2])).values
    #expect(marginal.indices.filter { marginal[$0] == 0 } == [0, 5])
    for generation in RowGeneration.allCases {
      let rows = model.rows(seed: 3, by: generation)
      #expect(rows.count == 500)
      let counts = try await rows.counts(of: [Clique([0, 2])])[0]
      #expect(counts[0] == 0 && counts[5] == 0)
    }
  }

  @Test("A fit that starts from an earlier model goes on where that one stopped")
  func warmStart() async throws {
    let measurements = try Self.measurements("cyclic")
    let long = try await Self.model(measurements, EstimationPlan(iterations: 400))
    let again = try await Self.model(measurements, EstimationPlan(iterations: 2), from: long)
    let cold = try await Self.model(measurements, EstimationPlan(iterations: 2))
    #expect(long.loss < 1e-9 && again.loss < 1e-9)
    #expect(cold.loss > 1e-3)
    let domain = try ReferenceSuite.domain()
    let more =
      measurements + [
        try LinearMeasurement(
          Clique([2, 3]), values: Array(repeating: 0.05, count: 20), sigma: 1, of: domain)
      ]
    let grown = try await Self.model(more, EstimationPlan(iterations: 50), from: long)
    #expect(grown.tree.home(of: Clique([2, 3])) != nil)
  }

  @Test(
    "Counts that no total can meet leave finite potentials, however long the fit",
    arguments: estimators.indices)
  func saturated(estimator: Int) async throws {
    let domain = try ReferenceSuite.domain()
    let measurements = [
      try LinearMeasurement(Clique([0, 1]), values: [900, 3, -7, -2, 1, 40], sigma: 1, of: domain)
    ]
    let model = try await Self.model(
      measurements, EstimationPlan(estimator: estimators[estimator], iterations: 3000, total: 1))
    let values = try model.marginal(of: Clique([0, 1])).values
    #expect(ReferenceSuite.distance(values, [1, 0, 0, 0, 0, 0]) < 1e-6)
  }

  @Test("A fit that is cancelled ends with an error of its own")
  func cancellation() async throws {
    let measurements = try Self.measurements("cyclic")
    let task = Task {
      try await Self.model(measurements, EstimationPlan(iterations: 100_000_000))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("The same bytes come out at any number of threads")
  func threads() async throws {
    let domain = try AttributeDomain(names: ["x", "y", "z"], sizes: [20, 90, 100])
    let pairs = domain.cliques(ofSize: 2)
    let measurements = try pairs.map { pair in
      try LinearMeasurement(
        pair, values: (0..<Int(domain.cells(of: pair))).map { 10 + 9 * sin(Double($0)) }, sigma: 1,
        of: domain)
    }
    var models: [MarkovModel] = []
    for threads in 1...3 {
      models.append(
        try await MarkovModel(
          fitting: measurements, of: domain,
          plan: EstimationPlan(iterations: 4, threads: threads)))
    }
    #expect(models[0].tree.cells == 180_000)
    #expect(models[0].potentials == models[1].potentials)
    #expect(models[0].potentials == models[2].potentials)
    #expect(models[0].rows(count: 100, seed: 1) == models[2].rows(count: 100, seed: 1))
  }

  @Test("Measurements that fit no cell, noise of no size and numbers that are none are refused")
  func refusals() throws {
    let domain = try ReferenceSuite.domain()
    let cases: [(Clique, [Double], Double, String)] = [
      (Clique([0]), [1], 1, "the measurement of 'a' has 1 counts where the domain has 2 cells"),
      (Clique([0]), [1, .nan], 1, "'a' is no finite number in cell 1"),
      (Clique([0]), [1, 2], 0, "standard deviation 0.0"),
      (Clique([0]), [1, 2], .nan, "standard deviation nan"),
      (Clique([7]), [1, 2], 1, "attribute 7 of a domain of 4"),
    ]
    for (clique, values, sigma, text) in cases {
      let error = #expect(throws: MarginalsError.self) {
        try LinearMeasurement(clique, values: values, sigma: sigma, of: domain)
      }
      #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    }
  }
}
