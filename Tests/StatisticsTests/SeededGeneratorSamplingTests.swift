import Statistics
import Testing

/// Every test of frequencies here fails by chance once in a million seeds; the seeds are fixed.
@Suite struct `Sampling` {
  static let errorProbability = 1e-6

  private func generator(_ label: String = "sampling") -> SeededGenerator {
    SeededGenerator(seed: 42, label: label)
  }

  /// The p-value of the chi-squared test that all categories are equally likely.
  private func pValue(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let statistic = counts.reduce(0.0) { sum, count in
      sum + (Double(count) - expected) * (Double(count) - expected) / expected
    }
    return ChiSquared(degreesOfFreedom: Double(counts.count - 1)).upperTail(statistic)
  }

  @Test("The first samples of a labelled stream never change")
  func goldens() {
    var uniforms = generator()
    #expect(
      (0..<3).map { _ in uniforms.uniform() } == [
        0.2869762186236444, 0.7271913157677655, 0.7493784124060673,
      ])
    var integers = generator()
    #expect((0..<8).map { _ in integers.integer(below: 10) } == [2, 7, 7, 7, 8, 0, 7, 3])
    var normals = generator()
    let expected = [-0.11746819351590446, -0.4786371852576917, 2.0596249060355785]
    #expect(expected.allSatisfy { agrees(normals.normal(), $0) })
    var orders = generator()
    #expect(orders.permutation(8) == [7, 1, 0, 6, 3, 4, 5, 2])
    var subsets = generator()
    #expect(subsets.choose(5, of: 20) == [4, 12, 13, 17, 18])
    var coins = generator()
    #expect(
      (0..<6).map { _ in coins.bernoulli(0.3) } == [true, false, false, false, false, true])
  }

  @Test("Uniform numbers fill 100 cells of [0, 1) evenly")
  func uniform() {
    var generator = generator()
    var counts = [Int](repeating: 0, count: 100)
    for _ in 0..<100_000 { counts[Int(generator.uniform() * 100)] += 1 }
    #expect(pValue(counts) > Self.errorProbability)
  }

  @Test("Whole numbers below a bound are equally likely", arguments: [1, 2, 6, 10, 97])
  func integers(bound: Int) {
    var generator = generator()
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<50_000 { counts[generator.integer(below: bound)] += 1 }
    #expect(bound == 1 || pValue(counts) > Self.errorProbability)
  }

  @Test("Whole numbers below 3 * 2^61 have evenly spread remainders by 3")
  func hugeBound() {
    // Without rejection the remainders 0, 1 and 2 come with probabilities 3/8, 3/8 and 2/8.
    var generator = generator()
    var counts = [0, 0, 0]
    for _ in 0..<10_000 { counts[generator.integer(below: 3 << 61) % 3] += 1 }
    #expect(pValue(counts) > Self.errorProbability)
  }

  @Test("Normal numbers fill 100 cells of equal probability evenly, and do not depend on the last")
  func normal() {
    var generator = generator()
    var counts = [Int](repeating: 0, count: 100)
    var successions = [Int](repeating: 0, count: 16)
    var last = 0
    for _ in 0..<100_000 {
      let probability = Normal.standard.cumulative(generator.normal())
      counts[min(99, Int(probability * 100))] += 1
      let quarter = min(3, Int(probability * 4))
      successions[last * 4 + quarter] += 1
      last = quarter
    }
    #expect(pValue(counts) > Self.errorProbability)
    #expect(pValue(successions) > Self.errorProbability)
  }

  @Test("A coin falls with its probability", arguments: [0, 0.003, 0.5, 0.9, 1])
  func bernoulli(probability: Double) {
    var generator = generator()
    let trials = 20_000
    let successes = (0..<trials).count { _ in generator.bernoulli(probability) }
    let binomial = Binomial(trials: trials, probability: probability)
    #expect(binomial.cumulative(successes) > Self.errorProbability / 2)
    #expect(binomial.upperTail(atLeast: successes) > Self.errorProbability / 2)
  }

  @Test("A permutation holds each number once", arguments: [0, 1, 2, 10, 1000])
  func permutation(count: Int) {
    var generator = generator()
    #expect(generator.permutation(count).sorted() == Array(0..<count))
  }

  @Test("The 24 orders of four numbers are equally likely")
  func orders() {
    var generator = generator()
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[generator.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(pValue(Array(counts.values)) > Self.errorProbability)
  }

  @Test(
    "a shuffle takes the outputs of the stream one by one, wherever it starts, and leaves it after the last",
    arguments: [0, 1, 2, 3, 15, 16, 17], [0, 1, 2, 9, 40, 1000])
  func shufflesAlongTheStream(taken: Int, count: Int) {
    var generator = SeededGenerator(seed: 3, label: "shuffle")
    for _ in 0..<taken { _ = generator.next() }
    var slow = generator
    var values = Array(0..<count)
    generator.shuffle(&values)
    var expected = Array(0..<count)
    for last in expected.indices.dropFirst().reversed() {
      expected.swapAt(last, slow.integer(below: last + 1))
    }
    #expect(values == expected)
    #expect(generator.next() == slow.next())
    #expect(generator.next() == slow.next())
  }

  @Test("Shuffling keeps the values, repeated ones included")
  func shuffle() {
    var generator = generator()
    var values = [5, 5, -1, 7, 7, 7]
    generator.shuffle(&values)
    #expect(values.sorted() == [-1, 5, 5, 7, 7, 7])
  }

  @Test("The 10 pairs of five numbers are equally likely and ascending")
  func subsets() {
    var generator = generator()
    var counts: [[Int]: Int] = [:]
    for _ in 0..<10_000 { counts[generator.choose(2, of: 5), default: 0] += 1 }
    #expect(counts.count == 10)
    #expect(counts.keys.allSatisfy { $0.count == 2 && $0[0] < $0[1] && $0[0] >= 0 && $0[1] < 5 })
    #expect(pValue(Array(counts.values)) > Self.errorProbability)
  }

  @Test("Choosing none or all leaves no doubt")
  func wholeSubset() {
    var generator = generator()
    #expect(generator.choose(0, of: 4) == [])
    #expect(generator.choose(4, of: 4) == [0, 1, 2, 3])
    #expect(generator.choose(0, of: 0) == [])
  }

  @Test("A bound of zero and a subset larger than the set end the process")
  func domain() async {
    await #expect(processExitsWith: .failure) {
      var generator = SeededGenerator(seed: 0, label: "domain")
      _ = generator.integer(below: 0)
    }
    await #expect(processExitsWith: .failure) {
      var generator = SeededGenerator(seed: 0, label: "domain")
      _ = generator.choose(3, of: 2)
    }
  }
}
