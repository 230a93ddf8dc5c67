import Statistics
import Testing

@Suite struct `Medians by selection` {
  @Test("They equal the medians of sorted values, whatever the order, ties and infinities")
  func sorted() {
    var generator = SeededGenerator(seed: 8, label: "medians")
    for count in 1...70 {
      let plain = (0..<count).map { _ in Float(generator.normal()) }
      let tied = plain.map { ($0 * 2).rounded() }
      let orders = [plain, plain.sorted(), plain.sorted(by: >), tied, tied.map { abs($0) }]
      for values in orders {
        #expect(selected(values) == median(values.map(Double.init)))
      }
    }
    #expect(selected([3, .infinity, -.infinity]) == 3)
    #expect(selected([0, 0, 0, 0]) == 0)
  }

  private func selected(_ values: [Float]) -> Double {
    var values = values
    var span = values.mutableSpan
    return selectedMedian(&span)
  }
}
