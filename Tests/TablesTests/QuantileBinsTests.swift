import Tables
import Testing

@Suite("Quantile bins")
struct QuantileBinsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let numbers: [Double]
    let count: Int
    let lowest: Double
    let ends: [Double]

    var testDescription: String { "\(count) bins of \(numbers)" }
  }

  @Test(
    "bins end at values that occur, and equal ends merge",
    arguments: [
      Case(numbers: [4, 1, 3, 2], count: 2, lowest: 1, ends: [2, 4]),
      Case(numbers: [4, 1, 3, 2], count: 4, lowest: 1, ends: [1, 2, 3, 4]),
      Case(numbers: [4, 1, 3, 2], count: 3, lowest: 1, ends: [2, 3, 4]),
      Case(numbers: [4, 1, 3, 2], count: 1000, lowest: 1, ends: [1, 2, 3, 4]),
      Case(numbers: [0, 0, 0, 0, 0, 0, 5, 9], count: 4, lowest: 0, ends: [0, 9]),
      Case(numbers: [7, 7, 7], count: 10, lowest: 7, ends: [7]),
      Case(numbers: [.nan, 2, .nan, 1], count: 2, lowest: 1, ends: [1, 2]),
      Case(numbers: [-1e300, 1e300], count: 2, lowest: -1e300, ends: [-1e300, 1e300]),
    ])
  func ends(_ sample: Case) throws {
    let bins = try #require(QuantileBins(sample.numbers, count: sample.count))
    #expect(bins.lowest == sample.lowest && bins.upperEnds == sample.ends)
    for number in sample.numbers where !number.isNaN {
      let bin = bins.bin(of: number)
      let ends = bins.ends(ofBin: bin)
      #expect(number <= ends.upper && (bin == 0 ? number >= ends.lower : number > ends.lower))
    }
    let used = Set(sample.numbers.filter { !$0.isNaN }.map(bins.bin))
    #expect(used == Set(0..<bins.count), "an empty bin")
  }

  @Test("numbers beyond both ends belong to the outer bins")
  func beyond() throws {
    let bins = try #require(QuantileBins([1, 2, 3, 4], count: 2))
    #expect([-9, 1, 2, 2.5, 99].map(bins.bin) == [0, 0, 0, 1, 1])
  }

  @Test("values that are all missing have no bins, and the sign of zero does not matter")
  func edges() {
    #expect(QuantileBins([.nan, .nan], count: 2) == nil)
    #expect(QuantileBins([-0.0, 1], count: 2)?.lowest.sign == .plus)
  }

  @Test("bins of different values hold equally many records, give or take one")
  func shares() throws {
    let numbers = (0..<1003).map { Double(($0 * 7919) % 1003) }
    let bins = try #require(QuantileBins(numbers, count: 10))
    let counts = Dictionary(grouping: numbers, by: bins.bin).mapValues(\.count)
    #expect(Set(counts.values) == [100, 101])
  }
}

@Suite("Quantile bins of few values")
struct FewValuesTests {
  @Test("as many values as bins have one bin each, more are cut at quantiles")
  func few() {
    let numbers = [3.0, 1, 1, 1, 1, 1, 1, 1, 2, .nan]
    #expect(QuantileBins(numbers, atMost: 3)?.upperEnds == [1, 2, 3])
    #expect(
      QuantileBins(numbers, atMost: 2)?.upperEnds == QuantileBins(numbers, count: 2)?.upperEnds)
    #expect(QuantileBins([.nan], atMost: 3) == nil)
    #expect(QuantileBins([-0.0, 0], atMost: 3)?.upperEnds.map(\.sign) == [.plus])
  }
}
