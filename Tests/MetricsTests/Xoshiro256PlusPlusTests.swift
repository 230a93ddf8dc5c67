import Metrics
import Statistics
import Testing

@Suite struct `The generator xoshiro256++` {
  @Test("From the state 1, 2, 3, 4 come the numbers of the authors' code")
  func reference() {
    var generator = Xoshiro256PlusPlus(state: 1, 2, 3, 4)
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
      9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
      12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("Streams of one label agree and those of two differ")
  func labels() {
    func first(_ label: String) -> UInt64 {
      var generator = Xoshiro256PlusPlus(from: SeededGenerator(seed: 7, label: label))
      return generator.next()
    }
    #expect(first("a") == first("a"))
    #expect(first("a") != first("b"))
  }

  @Test("Numbers below a bound are equally likely", arguments: [1, 2, 3, 7, 100] as [UInt32])
  func uniform(bound: UInt32) {
    var generator = Xoshiro256PlusPlus(from: SeededGenerator(seed: 7, label: "uniform"))
    var counts = Array(repeating: 0, count: Int(bound))
    for _ in 0..<100_000 { counts[Int(generator.integer(below: bound))] += 1 }
    let expected = 100_000 / Double(bound)
    let statistic = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    guard bound > 1 else { return }
    // A right generator fails at one in a million seeds.
    let tail = ChiSquared(degreesOfFreedom: Double(bound - 1)).upperTail(statistic / expected)
    #expect(tail > 1e-6)
  }
}
