import Tables
import Testing

@Suite("Marks of generated records")
struct DatasetMarkingTests {
  @Test("a column says which records were generated, under a name that no feature has")
  func marked() {
    let table = Dataset(
      name: "t", features: [Feature(name: "generated", values: .numeric([1, 2, 3]))],
      label: Categories(codes: [0, 1, 0], names: ["a", "b"]), groups: [], sources: [])
    let text = table.marking(1..<3).commaSeparated(ColumnRoles(groups: [], label: "class"))
    #expect(text == "generated,generated_,class\n1,no,a\n2,yes,b\n3,yes,a\n")
  }
}
