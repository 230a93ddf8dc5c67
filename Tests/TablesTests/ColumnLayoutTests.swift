import Foundation
import Tables
import Testing

struct HeaderCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let header: String

  init(_ message: String, _ header: String) {
    testDescription = message
    self.header = header
  }
}

private let schema = Schema(
  numeric: ["age"], categorical: ["job", "city"], ignored: ["id"], label: "income")

private let headerCases = [
  HeaderCase("a.csv: no column 'age'; did you mean 'agee'?", "agee,job,city,id,income"),
  HeaderCase("a.csv: no column 'income'; did you mean 'Income'?", "age,job,city,id,Income"),
  HeaderCase(
    "a.csv: no column 'city'; the columns are 'age', 'job', 'id', 'income'", "age,job,id,income"),
  HeaderCase(
    "a.csv: no column 'age'; if the file has no header, give the column names in the schema",
    "39,secret,Rome,7,high"),
  HeaderCase(
    "a.csv: the schema does not mention column 'sex'; "
      + "add it to the numeric, dates or categorical columns, or to 'ignore'",
    "age,job,city,id,sex,income"),
  HeaderCase(
    "a.csv: columns 1 and 3 have the same name; give every column its own name",
    "39,secret,39,7,high"),
  HeaderCase("a.csv: column 2 has no name; give every column a name", "age,,city,id,income"),
  HeaderCase(
    "a.csv: the name of column 2 has a line end or control character; remove it",
    "age,\"j\nob\",city,id,income"),
]

@Test("A header that does not fit is refused and never mistaken for names", arguments: headerCases)
func refusesHeader(_ headerCase: HeaderCase) throws {
  #expect(try message(headerCase.header + "\n1,2,3,4,5\n", schema) == headerCase.testDescription)
}

@Test("Column names of the schema are checked like a header, in the data set's name")
func checksColumnNames() throws {
  var named = schema
  named.columnNames = ["age", "jobb", "city", "id", "income"]
  #expect(try message("1,2,3,4,5\n", named) == "data: no column 'job'; did you mean 'jobb'?")
  named.columnNames = ["age", "age", "job", "city", "id", "income"]
  #expect(
    try message("1,2,3,4,5\n", named)
      == "data: columns 1 and 2 have the same name; give every column its own name")
}

private func secondHeader(_ header: String) throws -> String? {
  let folder = try Folder()
  let paths = [
    try folder.write("age,job,y\n1,a,u\n".utf8, as: "a.csv"),
    try folder.write("\n\(header)\n2,b,v\n".utf8, as: "b.csv"),
  ]
  do {
    _ = try readCSV(paths: paths, name: "data", schema: ageJob())
    return nil
  } catch let error as TablesError {
    return error.description
  }
}

@Test(
  "Every file has the columns of the first, in any order",
  arguments: [
    ("age,job,y", nil),
    ("age,y,job", nil),
    (
      "age,job",
      "b.csv:2: column 'y' of a.csv is not here; give all files the same columns, or ignore it"
    ),
    (
      "age,job,y,z",
      "b.csv:2: column 4 of the header is not in a.csv; give all files the same columns, or ignore it"
    ),
    ("age,job,job", "b.csv:2: columns 2 and 3 have the same name; give every column its own name"),
  ])
func comparesHeaders(_ header: String, _ expected: String?) throws {
  #expect(try secondHeader(header) == expected)
}

@Test("Values follow their column's name, and columns that are not used may be in any file or none")
func followsNames() throws {
  let folder = try Folder()
  let paths = [
    try folder.write("age,id,job,y\n1,x,a,u\n".utf8, as: "a.csv"),
    try folder.write("y,job,note,age\nv,b,w,2\n".utf8, as: "b.csv"),
  ]
  let schema = Schema(numeric: ["age"], categorical: ["job"], ignored: ["id", "note"], label: "y")
  let dataset = try readCSV(paths: paths, name: "data", schema: schema)
  guard case .numeric(let ages) = dataset.features[0].values,
    case .categorical(let jobs) = dataset.features[1].values
  else { return #expect(Bool(false), "the features are of other kinds") }
  #expect(ages == [1, 2])
  #expect(jobs.codes.map { jobs.names[Int($0)] } == ["a", "b"])
  #expect(dataset.label.codes.map { dataset.label.names[Int($0)] } == ["u", "v"])
}

@Test("Without a label every record has the class 'not given'")
func noLabel() throws {
  let folder = try Folder()
  let path = try folder.write("age\n1\n2\n".utf8, as: "a.csv")
  let dataset = try readCSV(
    paths: [path], name: "data", schema: Schema(numeric: ["age"], label: nil))
  #expect(dataset.label == Categories(codes: [0, 0], names: ["not given"]))
}
