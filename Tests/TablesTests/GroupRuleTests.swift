import Tables
import Testing

private let text = "age,job,y\n61,b,u\n25,a,v\n,,u\n60,c,v\n25.5,a,u\n"

private func levels(_ rule: GroupRule.Rule, of column: String) throws -> [String] {
  let schema = ageJob(groups: [GroupRule(name: "g", column: column, rule: rule)])
  let group = try #require(try read(text, schema).groups.first)
  #expect(group.name == "g")
  return (0..<5).map { level($0, group.categories) }
}

@Test("A cut belongs to the interval below it")
func cutsNumbers() throws {
  #expect(try levels(.cuts([25]), of: "age") == [">25", "<=25", "missing", ">25", ">25"])
  #expect(
    try levels(.cuts([25, 60]), of: "age") == [">60", "<=25", "missing", "(25,60]", "(25,60]"])
  #expect(
    try levels(.cuts([-1.5, 25.25, 100]), of: "age")
      == ["(25.25,100]", "(-1.5,25.25]", "missing", "(25.25,100]", "(25.25,100]"])
}

@Test("Intervals are in the order of numbers, with those that have no records")
func ordersIntervals() throws {
  let schema = ageJob(groups: [GroupRule(name: "g", column: "age", rule: .cuts([5, 10, 100]))])
  let names = try read(text, schema).groups.first?.categories.names
  #expect(names == ["<=5", "(5,10]", "(10,100]", ">100", "missing"])
}

@Test("Listed values that share a level are one group")
func mapsValues() throws {
  let rule = GroupRule.Rule.values(["a": "west", "b": "east", "c": "west", "d": "south"])
  #expect(try levels(rule, of: "job") == ["east", "west", "missing", "west", "west"])
  let schema = ageJob(groups: [GroupRule(name: "g", column: "job", rule: rule)])
  #expect(try read(text, schema).groups.first?.categories.names == ["east", "missing", "west"])
}

@Test("Each value is a level, also of a numeric column and of the label")
func takesEachValue() throws {
  #expect(try levels(.eachValue, of: "job") == ["b", "a", "missing", "c", "a"])
  #expect(try levels(.eachValue, of: "age") == ["61", "25", "missing", "60", "25.5"])
  #expect(try levels(.eachValue, of: "y") == ["u", "v", "u", "v", "u"])
}

@Test("A group of an ignored column makes it no feature")
func groupsIgnoredColumn() throws {
  let schema = Schema(
    categorical: ["job"], ignored: ["age"], label: "y",
    groups: [
      GroupRule(name: "young", column: "age", rule: .cuts([25])),
      GroupRule(name: "exact", column: "age"),
    ])
  let data = try read(text, schema)
  #expect(data.features.map(\.name) == ["job"])
  #expect(data.groups.map(\.name) == ["young", "exact"])
  #expect(data.groups.map { level(1, $0.categories) } == ["<=25", "25"])
}
