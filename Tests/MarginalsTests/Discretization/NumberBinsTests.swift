import Marginals
import Statistics
import Testing

@Suite struct `Bins of numbers` {
  struct Case: CustomTestStringConvertible, Sendable {
    let edges: [Double]
    let isWhole: Bool
    var testDescription: String { "\(edges), \(isWhole ? "whole" : "real")" }
  }

  static let cases = [
    Case(edges: [0, 1], isWhole: true),
    Case(edges: [16, 24, 39, 60, 90], isWhole: true),
    Case(edges: [-3.5, -1, 0.25, 7], isWhole: true),
    Case(edges: [0, 1e-300, 1, 1e300], isWhole: false),
    Case(edges: [1, 1.0000000000000002, 2], isWhole: false),
  ]

  @Test(
    "A number drawn from a bin lies in that bin, and is whole where it should be", arguments: cases)
  func roundTrip(_ test: Case) throws {
    let bins = try NumberBins(edges: test.edges, isWhole: test.isWhole)
    var generator = SeededGenerator(seed: 1, label: "bins")
    for bin in 0..<bins.count {
      for _ in 0..<200 {
        let number = bins.number(ofBin: bin, using: &generator)
        #expect(bins.bin(of: number) == bin)
        #expect(number >= test.edges[bin] && number <= test.edges[bin + 1])
        #expect(!test.isWhole || number == number.rounded())
      }
    }
  }

  @Test("Numbers beyond the ends belong to the outer bins, and an edge to the bin below it")
  func ends() throws {
    let bins = try NumberBins(edges: [0, 10, 20], isWhole: false)
    #expect([-1e9, 0, 10, 10.5, 20, 1e9].map { bins.bin(of: $0) } == [0, 0, 0, 1, 1, 1])
  }

  @Test("Whole numbers are divided so that every bin holds one, and all of them are reached")
  func whole() throws {
    for (high, count) in [(1, 2), (9, 10), (73, 10), (72, 7)] {
      let bins = try NumberBins(dividing: 0...Double(high), into: count, isWhole: true)
      let sizes = Dictionary(grouping: 0...high) { bins.bin(of: Double($0)) }.mapValues(\.count)
      #expect(sizes.count == count)
      #expect((sizes.values.max() ?? 0) - (sizes.values.min() ?? 0) <= 1)
    }
  }

  @Test(
    "What cannot be bins is refused in one line",
    arguments: [[], [1], [2, 1], [0, .nan], [0, 0]])
  func refused(edges: [Double]) {
    let error = #expect(throws: MarginalsError.self) {
      try NumberBins(edges: edges, isWhole: false)
    }
    #expect(error?.description == "edges of bins must be 2 to 10001 ascending numbers")
  }

  @Test("A bin without a whole number is refused with its ends")
  func emptyBin() {
    let error = #expect(throws: MarginalsError.self) {
      try NumberBins(edges: [0, 1, 1.5], isWhole: true)
    }
    #expect(
      error?.description
        == "no whole number is above 1.0 and at most 1.5; declare fewer bins, or 'numbers: real'")
  }
}
