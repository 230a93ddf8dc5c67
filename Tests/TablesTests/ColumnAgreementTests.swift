import Tables
import Testing

@Suite("Column agreement")
struct ColumnAgreementTests {
  @Test(
    "all columns that differ are named in one line",
    arguments: [
      (["b", "a"], nil),
      (
        ["a"],
        "has no column 'b', which members has; give both tables the same columns, in any order"
      ),
      (
        ["a", "b", "c", "d"],
        "has columns 'c', 'd', which members lacks; give both tables the same columns, in any order"
      ),
      (
        ["a", "income"],
        "has no column 'b', which members has and has column 'income', which members lacks; "
          + "give both tables the same columns, in any order"
      ),
    ] as [([String], String?)])
  func lines(names: [String], expected: String?) {
    #expect(ColumnAgreement(names, with: ["a", "b"]).problem(reference: "members") == expected)
  }

  @Test("a name that is nearly right is asked about, and long lists are cut")
  func hints() throws {
    let near = ColumnAgreement(["age", "incme"], with: ["age", "income"])
    #expect(try #require(near.problem(reference: "m")).hasSuffix("is 'incme' meant as 'income'?"))
    let many = ColumnAgreement([], with: (0..<12).map { "c\($0)" })
    #expect(try #require(many.problem(reference: "m")).contains("'c9' and 2 more, which m has"))
  }
}
