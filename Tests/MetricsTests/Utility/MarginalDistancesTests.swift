import Auditing
import Metrics
import SampleTables
import Statistics
import Tables
import Testing

@Suite("Marginal distances")
struct MarginalDistancesTests {
  private func pair(
    _ left: [[Int32]], _ right: [[Int32]], sizes: [Int]
  ) -> (DiscreteTable, DiscreteTable) {
    let (first, second) = (codedTable(left, sizes: sizes), codedTable(right, sizes: sizes))
    let domain = Domain(fittedOn: first)
    return (domain.discrete(first), domain.discrete(second))
  }

  @Test("a worked example has the distances of the definition")
  func worked() {
    let tables = pair(
      [[0, 0, 1, 1], [0, 1, 1, 1]], [[0, 0, 1, 1], [0, 0, 1, 0]], sizes: [2, 2])
    #expect(marginalDistances(tables.0, tables.1, sets: [[0], [1], [0, 1]]) == [0, 0.5, 0.5])
  }

  /// Half the sum over all combinations that occur, counted in a dictionary.
  private func slow(_ first: DiscreteTable, _ second: DiscreteTable, _ columns: [Int]) -> Double {
    func shares(_ table: DiscreteTable) -> [[Int32]: Double] {
      let cells = (0..<table.count).map { record in columns.map { table.codes[$0][record] } }
      return Dictionary(grouping: cells) { $0 }.mapValues { Double($0.count) / Double(table.count) }
    }
    let (left, right) = (shares(first), shares(second))
    return Set(left.keys).union(right.keys).reduce(0) { sum, cell in
      sum + abs((left[cell] ?? 0) - (right[cell] ?? 0)) / 2
    }
  }

  @Test(
    "one, two and three columns agree with counting in a dictionary, with few cells and with many",
    arguments: [[3, 2, 5, 2], [300, 2, 200, 40], [70_000, 3, 70_000, 2]])
  func definition(sizes: [Int]) {
    var generator = SeededGenerator(seed: 1, label: "marginals")
    func draw(_ count: Int) -> [[Int32]] {
      sizes.map { size in
        (0..<count).map { _ in
          generator.bernoulli(0.1) ? -1 : Int32(generator.integer(below: min(size, 60)))
        }
      }
    }
    let tables = pair(draw(90), draw(57), sizes: sizes)
    let sets = [[0], [3], [0, 1], [2, 3], [0, 2], [0, 1, 2], [0, 2, 3], [1, 2, 4]]
    let distances = marginalDistances(tables.0, tables.1, sets: sets)
    for (set, distance) in zip(sets, distances) {
      #expect(abs(distance - slow(tables.0, tables.1, set)) < 1e-12, "\(set)")
    }
  }

  @Test("a copy is at distance 0, tables without a common level at distance 1, exactly")
  func extremes() {
    let tables = pair(
      [[0, 1, 1], [0, 0, 1]], [[2, 3, 2, 3, 2], [0, 0, 1, 1, 1]], sizes: [4, 2])
    #expect(
      marginalDistances(tables.0, tables.0, sets: [[0], [1], [0, 1], [0, 1, 2]]) == [0, 0, 0, 0])
    #expect(marginalDistances(tables.0, tables.1, sets: [[0], [0, 1], [0, 1, 2]]) == [1, 1, 1])
  }

  @Test("independent columns against equal ones have the closed form's distance")
  func independence() {
    // Uniform levels 0...4: equal pairs have 5 cells of 1/5, independent ones 25 cells of 1/25.
    let equal = (0..<25).map { Int32($0 % 5) }
    let tables = pair([equal, equal], [equal, (0..<25).map { Int32($0 / 5) }], sizes: [5, 5])
    let distance = marginalDistances(tables.0, tables.1, sets: [[0, 1]])[0]
    #expect(abs(distance - (1 - 1.0 / 5)) < 1e-15)
  }

  @Test("the workload error is the mean over pairs whose marginals are small enough")
  func workload() throws {
    let tables = pair(
      [[0, 0, 1, 1], [0, 1, 1, 1]], [[0, 0, 1, 1], [0, 0, 1, 0]], sizes: [2, 2])
    // Pairs (0, 1), (0, label), (1, label) have 9, 6 and 6 cells with missing.
    let all = try #require(workloadError(real: tables.0, release: tables.1))
    #expect(abs(all - (0.5 + 0 + 0.5) / 3) < 1e-15)
    let small = try #require(workloadError(real: tables.0, release: tables.1, cellLimit: 8))
    #expect(abs(small - 0.25) < 1e-15)
    #expect(workloadError(real: tables.0, release: tables.1, cellLimit: 5) == nil)
  }

  @Test(
    "the heat map holds single columns on the diagonal and pairs beside it, the worst pair the worst value"
  )
  func matrix() throws {
    let evidence = try UtilityEvidence(
      real: sampleTable(300, seed: 1), release: sampleTable(200, seed: 2))
    let matrix = evidence.marginalMatrix()
    let single = marginalDistances(
      evidence.discrete[0], evidence.discrete[1], sets: [[0], [1], [2], [3], [4]])
    #expect((0..<5).map { matrix[$0, $0] } == single)
    let pairs = evidence.marginals(order: 2).release
    let values = (0..<5).flatMap { left in (left + 1..<5).compactMap { matrix[$0, left] } }
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(try #require(pairs.reading.value) - mean) < 1e-12)
    #expect(pairs.worst?.value == values.max())
  }

  @Test("fewer columns than the order is not applicable")
  func few() throws {
    let real = codedTable([[0, 1, 1]], sizes: [2])
    let figure = try UtilityEvidence(real: real, release: real).marginals(order: 3)
    #expect(figure.readings.allSatisfy { $0.reading.value == nil })
    #expect(figure.readings.allSatisfy { $0.reading.status == .notApplicable })
  }
}
