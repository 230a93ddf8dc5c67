import Statistics
import Tables
import Tensors
import Testing

@Suite struct `Records that come from no file` {
  private func small() -> Dataset {
    Dataset(
      name: "small",
      features: [
        Feature(name: "x", values: .numeric([1, 2, 3, 6])),
        Feature(
          name: "kind", values: .categorical(Categories(codes: [0, 1, 1, 0], names: ["a", "b"]))),
      ],
      label: Categories(codes: [0, 1, 0, 1], names: ["no", "yes"]),
      groups: [
        Group(name: "sex", categories: Categories(codes: [0, 0, 1, 1], names: ["f", "m"]))
      ],
      sources: [])
  }

  @Test("They stand after the others, whose content stays")
  func appended() {
    let dataset = small()
    var made = dataset.record(2)
    made.label = 1
    let longer = dataset.appending([made, dataset.record(0)])
    #expect(longer.count == 6)
    #expect((0..<4).map(longer.rowKey) == (0..<4).map(dataset.rowKey))
    #expect(longer.rowKey(5) == dataset.rowKey(0) && longer.rowKey(4) != dataset.rowKey(2))
    #expect(longer.record(4) == made && longer.label.names == dataset.label.names)
  }

  @Test(
    "The encoding of the others is theirs alone, however far out those after them are",
    arguments: [NumericEncoding.standard, .quantiles(bins: 3)])
  func encoding(numbers: NumericEncoding) throws {
    let dataset = small()
    let far = Dataset.MadeRecord(values: [.number(1e6), .level(1)], label: 0, groups: [0])
    let before = try Records(dataset, numbers: numbers)
    let after = try Records(
      dataset.appending([far]), numbers: numbers, fittedOn: dataset.count)
    #expect(after.columns == before.columns && after.fittedCount == 4)
    #expect(
      Array(after.features.scalars.prefix(before.features.scalars.count))
        == before.features.scalars)
  }

  @Test("A record of the mean is encoded as 0")
  func mean() throws {
    let dataset = small()
    let blank = Dataset.MadeRecord(values: [.number(3), .level(0)], label: 0, groups: [0])
    let records = try Records(dataset.appending([blank]), fittedOn: dataset.count)
    #expect(Array(records.features.row(4)) == [0, 1, 0])
  }

  @Test("Versions of the others do not change by them, and they keep their own values")
  func resampling() throws {
    let dataset = small()
    let far = Dataset.MadeRecord(values: [.number(50), .level(1)], label: 0, groups: [0])
    var (first, second) = (
      SeededGenerator(seed: 1, label: "r"), SeededGenerator(seed: 1, label: "r")
    )
    let before = try Records(dataset).resampled(bins: 2, swap: 0.5, using: &first)
    let longer = try Records(dataset.appending([far]), fittedOn: dataset.count)
    let after = longer.resampled(bins: 2, swap: 0.5, using: &second)
    #expect(Array(after.features.scalars.prefix(12)) == before.features.scalars)
    #expect(after.features.row(4) == longer.features.row(4))
  }
}
