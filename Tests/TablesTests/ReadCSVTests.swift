import Foundation
import Tables
import Testing

private let blockSizes = [1, 2, 3, 4, 5, 6, 7, 1 << 20]

private let adultText = """
  |1x3 Cross validator
  25, Private, 11th, <=50K.
  ?, Local-gov, HS-grad, >50K.
  44, ?, Some-college, >50K.

  """

private let adult = Schema(
  columnNames: ["age", "workclass", "education", "income"], numeric: ["age"],
  categorical: ["workclass"], ignored: ["education"], label: "income", labelSuffix: ".",
  missing: ["?"],
  groups: [
    GroupRule(name: "education", column: "education"),
    GroupRule(name: "age", column: "age", rule: .cuts([25])),
  ], comment: UInt8(ascii: "|"))

@Test("A file like UCI Adult gives the same records with blocks of any size", arguments: blockSizes)
func readsAdult(_ blockSize: Int) throws {
  let data = try read(adultText, adult, blockSize: blockSize)
  #expect(rows(data) == ["25.0|Private|<=50K", "-|Local-gov|>50K", "44.0|-|>50K"])
  #expect(data.features.map(\.name) == ["age", "workclass"])
  #expect(data.label == Categories(codes: [0, 1, 1], names: ["<=50K", ">50K"]))
  #expect(
    data.groups == [
      Group(
        name: "education",
        categories: Categories(codes: [0, 1, 2], names: ["11th", "HS-grad", "Some-college"])),
      Group(
        name: "age", categories: Categories(codes: [0, 2, 1], names: ["<=25", ">25", "missing"])),
    ])
}

@Test("Labels with and without the suffix are one class across files")
func joinsFiles() throws {
  let folder = try Folder()
  let paths = [
    try folder.write("39, Private, 12th, <=50K\n".utf8, as: "adult.data"),
    try folder.write(adultText.utf8, as: "adult.test"),
  ]
  let data = try readCSV(paths: paths, name: "adult", schema: adult)
  #expect(data.label == Categories(codes: [0, 0, 1, 1], names: ["<=50K", ">50K"]))
  #expect(data.sources.map(\.recordCount) == [1, 3])
  #expect(data.count == 4)
  #expect(data.name == "adult")
}

private let lines = ["age,job,y", "1,a,u", "2,\"b", "c\",v", "", "3,d,u"]

@Test("The way lines end changes nothing but the hash", arguments: ["\r\n", "\r"])
func lineEndsDoNotMatter(_ lineEnd: String) throws {
  let plain = try read(lines.joined(separator: "\n"))
  let other = try read(lines.joined(separator: lineEnd) + lineEnd)
  #expect(rows(other) == rows(plain))
  #expect((0..<3).map(other.rowKey) == (0..<3).map(plain.rowKey))
  #expect(rows(plain) == ["1.0|a|u", "2.0|b\nc|v", "3.0|d|u"])
}

@Test("Features are in the order of the file's columns, not of the schema")
func keepsFileOrder() throws {
  let schema = Schema(numeric: ["d", "b"], categorical: ["c", "a"], label: "y")
  let data = try read("a,b,y,c,d\nk,1,u,l,2\nm,3,v,n,4\n", schema)
  #expect(data.features.map(\.name) == ["a", "b", "c", "d"])
  #expect(rows(data) == ["k|1.0|l|2.0|u", "m|3.0|n|4.0|v"])
}

@Test("Empty and listed fields are missing, also quoted and also where they look like numbers")
func readsMissing() throws {
  let schema = ageJob(missing: ["?", "-1", "a long word for missing"])
  let text = "age,job,y\n,?,u\n-1,,v\n\"?\",\"\",u\n1,a long word for missing,v\n2,k,v\n"
  #expect(rows(try read(text, schema)) == ["-|-|u", "-|-|v", "-|-|u", "1.0|-|v", "2.0|k|v"])
}

struct RefusalCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let text: String
  let schema: Schema

  init(_ message: String, _ text: String, _ schema: Schema = ageJob()) {
    testDescription = message
    self.text = text
    self.schema = schema
  }
}

private let fieldsHint =
  "correct the line, or enclose fields that contain the delimiter in quotes"

private func grouped(_ rule: GroupRule.Rule, by column: String) -> Schema {
  ageJob(groups: [GroupRule(name: "g", column: column, rule: rule)])
}

private let refusals = [
  RefusalCase("a.csv: the file has no records; give a file with data or leave it out", ""),
  RefusalCase("a.csv: the file has no records; give a file with data or leave it out", "\n \n"),
  RefusalCase(
    "a.csv: the file has a header but no records; give a file with data or leave it out",
    "age,job,y\n"),
  RefusalCase(
    "a.csv:3: 2 fields where the table has 3 columns; \(fieldsHint)", "age,job,y\n1,a,u\n1,a"),
  RefusalCase(
    "a.csv:2: 4 fields where the table has 3 columns; \(fieldsHint)", "age,job,y\nx,1,a,u\n"),
  RefusalCase(
    "a.csv:4: column 'age' is numeric but this field is not a number; "
      + "declare the column categorical or list the value under 'missing'",
    "age,job,y\n\n1,a,u\nsecret,b,v\n"),
  RefusalCase(
    "a.csv:4: column 'age' is numeric but this field is not a number; "
      + "declare the column categorical or list the value under 'missing'",
    "age,job,y\n1,\"a\nb\",u\ninf,b,v\n"),
  RefusalCase(
    "a.csv:3: column 'y' is the label but this field is missing; "
      + "remove the record or give its label", "age,job,y\n1,a,u\n1,a,\n"),
  RefusalCase(
    "data: only one class in column 'y' of 2 records; give data with two or more",
    "age,job,y\n1,a,u\n1,a,u\n"),
  RefusalCase(
    "data: column 'age' is missing in every record; declare the column ignored",
    "age,job,y\n,a,u\n,a,v\n"),
  RefusalCase(
    "data: column 'job' is missing in every record; declare the column ignored",
    "age,job,y\n1,,u\n2,,v\n"),
  RefusalCase(
    "a.csv:3: column 'job' has a value here that group 'g' does not list; "
      + "add it to the group's values",
    "age,job,y\n1,a,u\n1,secret,v\n", grouped(.values(["a": "A"]), by: "job")),
  RefusalCase(
    "a.csv:2: column 'job' is cut into group 'g' but this field is not a number; "
      + "list the group's values instead or list the value under 'missing'",
    "age,job,y\n1,a,u\n", grouped(.cuts([1]), by: "job")),
]

@Test("A table that does not fit is refused without showing a value", arguments: refusals)
func refusesTables(_ refusal: RefusalCase) throws {
  for blockSize in blockSizes {
    let text = try message(refusal.text, refusal.schema, blockSize: blockSize)
    #expect(text == refusal.testDescription, "blocks of \(blockSize)")
  }
}

@Test("A categorical column has 65,536 levels at most, and the message fits what it is for")
func boundsLevels() throws {
  let levels = (0...65_536).map { "\($0)" }
  let fitting = levels.dropLast().map { "1,\($0),\($0.count)\n" }.joined()
  #expect(try read("age,job,y\n" + fitting).count == 65_536)

  let tooMany = levels.map { "\($0),\($0),\($0.count)\n" }.joined()
  #expect(
    try message("age,job,y\n" + tooMany)
      == "a.csv:65538: column 'job' has more than 65536 different values; "
      + "declare the column ignored or numeric")
  #expect(
    try message("job,y,age\n" + tooMany, Schema(numeric: ["job", "age"], label: "y"))
      == "a.csv:65538: column 'y' is the label but has more than 65536 different values; "
      + "name another column as the label")
  let byAge = Schema(
    numeric: ["age"], ignored: ["job"], label: "y", groups: [GroupRule(name: "g", column: "age")])
  #expect(
    try message("age,job,y\n" + tooMany, byAge)
      == "a.csv:65538: column 'age' has more than 65536 different values; "
      + "give group 'g' cuts or another column")
}

@Test("No files are an error and not an empty data set")
func needsFiles() {
  let error = #expect(throws: TablesError.self) {
    try readCSV(paths: [], name: "data", schema: ageJob())
  }
  #expect(error?.description == "data: no files; name at least one")
}
