import Tables
import Testing

private let schema = ageJob(groups: [GroupRule(name: "g", column: "job")])

@Test("A selection keeps order, repetitions, level codes and sources")
func selects() throws {
  let data = try read("age,job,y\n1,b,u\n2,a,v\n3,,u\n", schema)
  let selection = data.selecting(rows: [2, 0, 0])
  #expect(selection.count == 3)
  #expect(rows(selection) == ["3.0|-|u", "1.0|b|u", "1.0|b|u"])
  #expect(selection.label.names == ["u", "v"])
  #expect(selection.groups.first?.categories.codes == [2, 1, 1])
  #expect(selection.groups.first?.categories.names == ["a", "b", "missing"])
  #expect(selection.sources == data.sources)
  #expect(selection.name == data.name)
  #expect(data.selecting(rows: []).count == 0)
}

@Test("Records have equal keys exactly where features and label are equal")
func keysFollowContent() throws {
  let records = [
    "1,b,u", "2,a,v", "1.0,b,u", "1,b,v", "1,a,u", ",b,u", "1,,u", ",b,u", "0,b,u", "-0,b,u",
    "1,bu,u",
  ]
  let data = try read("age,job,y\n" + records.joined(separator: "\n"))
  let keys = (0..<data.count).map(data.rowKey)
  #expect(keys[0] == keys[2])
  #expect(keys[5] == keys[7])
  #expect(keys[8] == keys[9])
  #expect(Set(keys).count == records.count - 3)
}

@Test("A key depends on level names and not on their codes or on groups")
func keysIgnoreCodes() throws {
  let few = try read("age,job,y\n1,b,u\n2,c,v\n")
  let many = try read("age,job,y\n0,a,t\n1,b,u\n2,c,v\n", schema)
  #expect(few.rowKey(0) == many.rowKey(1))
  #expect(few.rowKey(1) == many.rowKey(2))
  #expect(few.selecting(rows: [1]).rowKey(0) == few.rowKey(1))
}

@Test("A key is FNV-1a over the number's bits and the names, each ended by 0xFF")
func keysAreFNV() throws {
  let data = try read("age,job,y\n1,a,u\n,,v\n")
  let one = [UInt8](repeating: 0, count: 6) + [0xF0, 0x3F]
  #expect(data.rowKey(0) == fnv(one + [0x61, 0xFF, 0x75, 0xFF]))
  let missing = [UInt8](repeating: 0, count: 6) + [0xF8, 0x7F]
  #expect(data.rowKey(1) == fnv(missing + [0xFE, 0x76, 0xFF]))
}

private func fnv(_ bytes: [UInt8]) -> UInt64 {
  bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
}
