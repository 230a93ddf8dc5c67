import Tables
import Testing

@Suite("Alignment of data sets")
struct DatasetAlignmentTests {
  private func table(_ text: String, _ schema: Schema = ageJob()) throws -> Dataset {
    let folder = try Folder()
    return try readCSV(
      paths: [try folder.write(Array(text.utf8), as: "b.csv")], name: "release", schema: schema,
      comparedWith: "data")
  }

  @Test("levels keep the reference's codes, and unseen ones get the same new codes in all tables")
  func codes() throws {
    let real = try read("age,job,y\n1,cook,no\n2,smith,yes\n")
    let release = try table("y,age,job\nyes,3,smith\nmaybe,4,nurse\nno,5,\n")
    let holdOut = try table("age,job,y\n6,baker,no\n7,smith,no\n")
    let aligned = try Dataset.aligned(real, [release, holdOut])
    #expect(
      aligned.map { $0.features.map(\.name) } == [
        ["age", "job"], ["age", "job"], ["age", "job"],
      ])
    let jobs = aligned.map { table -> Categories in
      guard case .categorical(let jobs) = table.features[1].values else {
        return Categories(codes: [], names: [])
      }
      return jobs
    }
    #expect(jobs[0].names == ["cook", "smith", "baker", "nurse"])
    #expect(jobs.allSatisfy { $0.names == jobs[0].names })
    #expect(jobs.map(\.codes) == [[0, 1], [1, 3, -1], [2, 1]])
    #expect(aligned.map(\.label.names) == Array(repeating: ["no", "yes", "maybe"], count: 3))
    #expect(aligned[1].label.codes == [1, 2, 0])
    #expect(rows(aligned[1]) == ["3.0|smith|yes", "4.0|nurse|maybe", "5.0|-|no"])
  }

  @Test("names that are equal as text but not in their bytes stay apart")
  func bytes() throws {
    let real = try read("age,job,y\n1,caf\u{e9},no\n2,x,yes\n")
    let release = try table("age,job,y\n1,cafe\u{301},no\n2,x,yes\n")
    guard case .categorical(let jobs) = try Dataset.aligned(real, [release])[1].features[1].values
    else {
      Issue.record("job is not categorical")
      return
    }
    #expect(jobs.names.count == 3 && jobs.codes == [2, 1])
  }

  @Test("groups of one name share their codes; a group that only one table has stays")
  func groups() throws {
    let schema = ageJob(groups: [GroupRule(name: "job", column: "job")])
    let real = try read("age,job,y\n1,b,no\n2,c,yes\n", schema)
    let release = try table("age,job,y\n1,a,no\n2,c,yes\n", schema)
    let aligned = try Dataset.aligned(real, [release])
    #expect(aligned[1].groups[0].categories == Categories(codes: [2, 1], names: ["b", "c", "a"]))
    let alone = try table("age,job,y\n1,a,no\n2,c,yes\n")
    #expect(try Dataset.aligned(real, [alone])[0].groups.map(\.name) == ["job"])
  }

  @Test("a column of another kind is named")
  func kinds() throws {
    let real = try read("age,job,y\n1,b,no\n2,c,yes\n")
    let other = Schema(categorical: ["age", "job"], label: "y")
    let release = try table("age,job,y\n1,b,no\n2,c,yes\n", other)
    let error = #expect(throws: TablesError.self) { try Dataset.aligned(real, [release]) }
    #expect(
      error?.description
        == "release: has another kind of values than data in 'age' (numeric); "
        + "read both tables with one schema")
    let fewer = try table("age,y\n1,no\n2,yes\n", Schema(numeric: ["age"], label: "y"))
    let absent = #expect(throws: TablesError.self) { try Dataset.aligned(real, [fewer]) }
    #expect(absent?.description.hasPrefix("release: has no column 'job', which data has") ?? false)
  }

  @Test("a compared table may lack ignored columns, have one class and columns without a value")
  func compared() throws {
    let schema = Schema(
      numeric: ["age"], categorical: ["job"], ignored: ["id"], label: "y",
      groups: [GroupRule(name: "id", column: "id")])
    let release = try table("job,y,age\n,no,\n,no,\n", schema)
    #expect(release.count == 2 && release.groups.isEmpty && release.label.names == ["no"])
    let error = #expect(throws: TablesError.self) { try table("age,jb,y\n1,a,no\n", schema) }
    #expect(
      error?.description
        == "b.csv: has no column 'job', which data has and has column 'jb', which data lacks; "
        + "is 'jb' meant as 'job'?")
  }
}
