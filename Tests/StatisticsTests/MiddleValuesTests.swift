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
        #expect(middles(values).median == median(values.map(Double.init)))
      }
    }
    #expect(middles([3, .infinity, -.infinity]).median == 3)
    #expect(middles([0, 0, 0, 0]).median == 0)
  }

  @Test("Without any one value they equal the medians of the sorted others")
  func without() {
    var generator = SeededGenerator(seed: 8, label: "medians without one")
    for count in 2...40 {
      let plain = (0..<count).map { _ in Float(generator.normal()) }
      for values in [plain, plain.map { ($0 * 2).rounded() }] {
        let middles = middles(values)
        for place in values.indices {
          var others = values.map(Double.init)
          others.remove(at: place)
          #expect(middles.median(without: values[place]) == median(others))
        }
      }
    }
    #expect(middles([4]).median(without: 4).isNaN && middles([]).median.isNaN)
  }

  private func middles(_ values: [Float]) -> MiddleValues {
    var values = values
    var span = values.mutableSpan
    return MiddleValues(&span)
  }
}
