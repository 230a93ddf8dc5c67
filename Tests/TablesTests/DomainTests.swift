import Tables
import Testing

@Suite("Domain")
struct DomainTests {
  private func dataset(_ numbers: [Double], _ jobs: [String], names: [String]) -> Dataset {
    let codes = jobs.map { job in Int32(names.firstIndex(of: job) ?? -1) }
    return Dataset(
      name: "t",
      features: [
        Feature(name: "age", values: .numeric(numbers)),
        Feature(name: "job", values: .categorical(Categories(codes: codes, names: names))),
      ], label: Categories(codes: jobs.map { _ in 0 }, names: ["no"]), groups: [], sources: [])
  }

  @Test(
    "numbers go to bins of the fitted table, categories to their codes, missing to the last level")
  func codes() {
    let names = ["a", "b", "unseen"]
    let real = dataset([1, 2, 2, 3, .nan], ["a", "b", "a", "b", ""], names: names)
    let release = dataset([0, 2.5, 9, .nan, 1], ["unseen", "a", "", "b", "a"], names: names)
    let domain = Domain(fittedOn: real, bins: 3)
    #expect(domain.columns.map(\.name) == ["age", "job", "label"])
    #expect(domain.columns.map(\.size) == [4, 4, 2])
    #expect(domain.discrete(real).codes == [[0, 1, 1, 2, 3], [0, 1, 0, 1, 3], [0, 0, 0, 0, 0]])
    #expect(
      domain.discrete(release).codes == [[0, 2, 2, 3, 0], [2, 0, 3, 1, 0], [0, 0, 0, 0, 0]])
    #expect(domain.columns[0].title(ofLevel: 1) == "above 1.0, to 2.0")
    #expect(domain.columns[1].title(ofLevel: 2) == "unseen")
    #expect(domain.columns[1].title(ofLevel: 3) == "missing")
  }

  @Test("more values than bins are cut at quantiles, and a column without numbers has one level")
  func bins() {
    let real = dataset(
      (0..<100).map { Double($0) }, Array(repeating: "a", count: 100), names: ["a"])
    let domain = Domain(fittedOn: real, bins: 4)
    #expect(domain.columns[0].size == 5)
    let counts = Dictionary(grouping: domain.discrete(real).codes[0]) { $0 }.mapValues(\.count)
    #expect(counts == [0: 25, 1: 25, 2: 25, 3: 25])
    #expect(domain.columns[0].title(ofLevel: 1) == "above 24.0, to 49.0")
    #expect(domain.columns[0].title(ofLevel: 0) == "0.0 to 24.0")
    let empty = dataset([.nan, .nan], ["a", "a"], names: ["a"])
    let none = Domain(fittedOn: empty)
    #expect(none.columns[0].size == 1)
    #expect(none.discrete(dataset([1, 2], ["a", "a"], names: ["a"])).codes[0] == [0, 0])
  }

  @Test("a selection of records has their codes")
  func selecting() {
    let real = dataset([1, 2, 3], ["a", "b", "a"], names: ["a", "b"])
    let table = Domain(fittedOn: real).discrete(real).selecting(rows: [2, 0, 2])
    #expect(table.count == 3 && table.codes == [[2, 0, 2], [0, 0, 0], [0, 0, 0]])
  }
}
