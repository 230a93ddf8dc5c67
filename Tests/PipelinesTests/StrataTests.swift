import Pipelines
import Statistics
import Tables
import Testing

@Suite("Strata")
struct StrataTests {
  @Test("each beginning of an order holds every stratum in its proportion, to less than one record")
  func proportions() throws {
    let dataset = SmallDataset.make(count: 200)
    let strata = try Strata(["label"], of: dataset)
    var generator = SeededGenerator(seed: 1, label: "strata")
    let order = strata.order(Array(0..<200), using: &generator)
    #expect(order.sorted() == Array(0..<200))
    let share = Double(dataset.label.codes.count { $0 == 1 }) / 200
    for length in [1, 10, 77, 150, 199] {
      let found = order.prefix(length).count { dataset.label.codes[$0] == 1 }
      #expect(abs(Double(found) - share * Double(length)) < 2)
    }
  }

  @Test("orders differ from seed to seed, and within a stratum every record may come first")
  func random() throws {
    let strata = try Strata(["label", "sex"], of: SmallDataset.make(count: 40))
    let firsts = Set(
      (0..<200).map { seed in
        var generator = SeededGenerator(seed: UInt64(seed), label: "strata")
        return strata.order(Array(0..<40), using: &generator)[0]
      })
    // A record stays out of 200 firsts with probability below 0.99 ^ 200 = 0.13 each; 20 of 40 do with less than 1e-6.
    #expect(firsts.count > 20)
  }

  @Test("a name that is neither the label nor a group is refused with those that are")
  func unknown() {
    let error = #expect(throws: PipelinesError.self) {
      try Strata(["gender"], of: SmallDataset.make(count: 20))
    }
    #expect(error?.description == "'stratify' names 'gender', which is none of label, sex")
  }
}
