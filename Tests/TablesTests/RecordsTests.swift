import Tables
import Tensors
import Testing

@Suite("Encoded records")
struct RecordsTests {
  private func dataset(_ features: [Feature]) -> Dataset {
    Dataset(
      name: "t", features: features, label: Categories(codes: [0, 1, 0], names: ["n", "y"]),
      groups: [], sources: [])
  }

  @Test("numbers are centred over the dataset, missing ones kept as NaN beside a flag")
  func numbers() throws {
    let records = try Records(
      dataset([
        Feature(name: "x", values: .numeric([1e9, .nan, 1e9 + 2])),
        Feature(name: "y", values: .numeric([4, 4, 4])),
      ]))
    #expect(records.columns.map(\.feature) == ["x", "x", "y"])
    #expect(records.columns.map(\.kind) == [.number, .missing, .number])
    #expect(Array(records.features.row(0)) == [-1, 0, 0])
    #expect(records.features.row(1).first?.isNaN == true)
    #expect(Array(records.features.row(1).dropFirst()) == [1, 0])
    #expect(Array(records.features.row(2)) == [1, 0, 0])
  }

  @Test("levels become one column each, a missing level its own")
  func levels() throws {
    let records = try Records(
      dataset([
        Feature(
          name: "c", values: .categorical(Categories(codes: [1, -1, 0], names: ["a", "b"])))
      ]))
    #expect(records.columns.map(\.kind) == [.level("a"), .level("b"), .missing])
    #expect(records.features.scalars == [0, 1, 0, 0, 0, 1, 1, 0, 0])
  }

  @Test("numbers in quantile bins become one column each, a missing number its own")
  func quantiles() throws {
    let records = try Records(
      dataset([
        Feature(name: "x", values: .numeric([5, .nan, 2])),
        Feature(name: "y", values: .numeric([4, 4, 4])),
        Feature(name: "c", values: .categorical(Categories(codes: [0, 0, 0], names: ["a"]))),
      ]), numbers: .quantiles(bins: 2))
    #expect(records.columns.map(\.feature) == ["x", "x", "x", "y", "c"])
    #expect(
      records.columns.map(\.kind) == [
        .bin(lower: 2, upper: 2), .bin(lower: 2, upper: 5), .missing, .bin(lower: 4, upper: 4),
        .level("a"),
      ])
    #expect(records.features.scalars == [0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1])
  }

  @Test("other bins are other columns, by which caches tell encodings apart")
  func columnsTell() throws {
    let data = dataset([Feature(name: "x", values: .numeric([1, 2, 3]))])
    let columns = try [.standard, .quantiles(bins: 2), .quantiles(bins: 3)].map {
      try Records(data, numbers: $0).columns
    }
    #expect(columns[0] != columns[1] && columns[1] != columns[2] && columns[0] != columns[2])
  }
}
