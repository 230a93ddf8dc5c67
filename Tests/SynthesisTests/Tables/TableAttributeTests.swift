import SampleTables
import Synthesis
import Tables
import Testing

@Suite("Attributes of tables")
struct TableAttributeTests {
  private static let data: Dataset = {
    let plain = table(
      "people", numbers: ["age": [20, 30, 40, 50]],
      levels: ["city": ([0, 1, -1, 0], ["n", "s"]), "sex": ([0, 1, 1, 0], ["f", "m"])],
      label: ([0, 1, 0, 1], ["no", "yes"]))
    return plain.grouped(by: rules)
  }()

  private static let rules = [
    GroupRule(name: "sex", column: "sex"),
    GroupRule(name: "age", column: "age", rule: .cuts([35])),
  ]

  @Test("the classes are an attribute of their own column")
  func label() throws {
    let found = try TableAttribute("label", of: Self.data)
    #expect(
      found.levels == ["no", "yes"] && found.codes == [0, 1, 0, 1] && found.column == .label)
  }

  @Test("a group that says what a column says is that column, one by cuts is none")
  func groups() throws {
    let sex = try TableAttribute("sex", of: Self.data, rules: Self.rules)
    #expect(sex.levels == ["f", "m"] && sex.column == .feature(2))
    let age = try TableAttribute("age", of: Self.data, rules: Self.rules)
    #expect(try TableAttribute("sex", of: Self.data).column == nil)
    #expect(age.levels == ["<=35", ">35"] && age.codes == [0, 0, 1, 1] && age.column == nil)
  }

  @Test("a categorical feature is an attribute, with a level for missing values")
  func feature() throws {
    let city = try TableAttribute("city", of: Self.data)
    #expect(city.levels == ["n", "s", "missing"] && city.codes == [0, 1, 2, 0])
    #expect(city.column == .feature(1))
  }

  @Test("what is no attribute, or has one level, is refused in one line")
  func refused() {
    #expect { try TableAttribute("height", of: Self.data) } throws: {
      "\($0)".hasPrefix("there is no attribute 'height'; the groups are sex, age, label")
    }
    let flat = table(
      "flat", numbers: ["x": [1, 2]], levels: ["y": ([0, 0], ["only"])],
      label: ([0, 1], ["no", "yes"]))
    #expect { try TableAttribute("y", of: flat) } throws: {
      "\($0)" == "attribute 'y' has one level only, so it has no bias"
    }
  }
}
