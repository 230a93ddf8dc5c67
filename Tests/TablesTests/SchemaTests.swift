import Tables
import Testing

struct SchemaCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let schema: Schema

  init(_ message: String, _ schema: Schema) {
    testDescription = message
    self.schema = schema
  }
}

private func grouped(_ groups: GroupRule...) -> Schema {
  Schema(numeric: ["age"], categorical: ["sex"], label: "y", groups: groups)
}

private func cut(_ cuts: [Double]) -> Schema {
  grouped(GroupRule(name: "g", column: "age", rule: .cuts(cuts)))
}

private let twice =
  "is mentioned twice; keep it in one of numeric, dates, categorical, ignored, label"
private let badCuts =
  "data: the cuts of group 'g' are not increasing numbers; list one or more in increasing order"
private let badMark =
  "use an ASCII byte other than the delimiter, a quote or a line end"

private let schemaCases = [
  SchemaCase("data: column 'a' \(twice)", Schema(numeric: ["a"], categorical: ["a"], label: "y")),
  SchemaCase("data: column 'a' \(twice)", Schema(numeric: ["a", "a"], label: "y")),
  SchemaCase("data: column 'y' \(twice)", Schema(numeric: ["a"], ignored: ["y"], label: "y")),
  SchemaCase(
    "data: no features; name at least one numeric, date or categorical column",
    Schema(ignored: ["a"], label: "y")),
  SchemaCase(
    "data: the delimiter is byte 34; use an ASCII byte other than a quote or a line end",
    Schema(numeric: ["a"], label: "y", delimiter: UInt8(ascii: "\""))),
  SchemaCase(
    "data: the delimiter is byte 200; use an ASCII byte other than a quote or a line end",
    Schema(numeric: ["a"], label: "y", delimiter: 200)),
  SchemaCase(
    "data: the comment mark is byte 44; \(badMark)",
    Schema(numeric: ["a"], label: "y", comment: UInt8(ascii: ","))),
  SchemaCase(
    "data: two groups are named 'g'; give every group its own name",
    grouped(GroupRule(name: "g", column: "sex"), GroupRule(name: "g", column: "age"))),
  SchemaCase(
    "data: group 'g' uses column 'sexx', which the schema does not mention; did you mean 'sex'?",
    grouped(GroupRule(name: "g", column: "sexx"))),
  SchemaCase(
    "data: group 'g' uses column 'race', which the schema does not mention; "
      + "add the column to the numeric, dates or categorical columns, or to 'ignore'",
    grouped(GroupRule(name: "g", column: "race"))),
  SchemaCase(badCuts, cut([])),
  SchemaCase(badCuts, cut([2, 1])),
  SchemaCase(badCuts, cut([1, 1])),
  SchemaCase(badCuts, cut([.nan])),
  SchemaCase(badCuts, cut([.infinity])),
]

@Test("A schema that contradicts itself is refused before any file", arguments: schemaCases)
func refusesSchema(_ schemaCase: SchemaCase) {
  let error = #expect(throws: TablesError.self) { try schemaCase.schema.validate(for: "data") }
  #expect(error?.description == schemaCase.testDescription)
}

@Test("A schema is a comma-separated table with a header unless it says otherwise")
func hasDefaults() throws {
  let schema = Schema(numeric: ["a"], label: "y")
  #expect(schema.columnNames == nil)
  #expect(schema.delimiter == UInt8(ascii: ","))
  #expect(schema.comment == nil)
  try schema.validate(for: "data")
}
