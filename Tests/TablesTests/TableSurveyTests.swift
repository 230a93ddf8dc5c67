import Foundation
import Tables
import Testing

@Suite("Table survey")
struct TableSurveyTests {
  private func survey(_ text: String, name: String = "t.csv") throws -> TableSurvey {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: name))
    return try TableSurvey(path: folder.appending(path: name).path)
  }

  @Test("numbers, levels, missing values and different values are told apart")
  func columns() throws {
    let survey = try survey("age,city,note\n31,north,?\n?,south,x\n1e3,north,NA\n")
    #expect(survey.hasHeader && survey.recordCount == 3 && survey.delimiter == UInt8(ascii: ","))
    #expect(survey.columns.map(\.name) == ["age", "city", "note"])
    #expect(survey.columns.map(\.isNumeric) == [true, false, false])
    #expect(survey.columns.map(\.distinctCount) == [2, 2, 1])
    #expect(survey.columns.map(\.missingCount) == [1, 0, 2])
    #expect(survey.missing == ["?", "NA"])
  }

  @Test("a column is of dates where every value is one")
  func dates() throws {
    let survey = try survey("born,when,n\n2001-02-03,2001-02-03,1\n?,soon,2\n")
    #expect(survey.columns.map(\.isDate) == [true, false, false])
    #expect(survey.columns.map(\.isNumeric) == [false, false, true])
  }

  @Test("the one text among numbers is told from levels, and read as missing where it is a mark")
  func marks() throws {
    let survey = try survey("pay,kind,note\n1,N,N\nN,Y,long text here\n2.5,N,7\nN,Y,8\n")
    #expect(survey.columns.map(\.loneText) == ["N", nil, nil])
    #expect(survey.columns.map(\.texts) == [["N"], ["N", "Y"], ["N"]])
    #expect(survey.columns[0].loneTextCount == 2 && !survey.columns[0].isNumeric)
    let read = survey.columns[0].readingAsMissing("N", isNumeric: true)
    #expect(read.isNumeric && read.distinctCount == 2 && read.missingCount == 2)
    #expect(read.loneText == nil && read.texts.isEmpty)
  }

  @Test("a first line with a number is a record")
  func headerless() throws {
    let survey = try survey("31,north\n32,south\n")
    #expect(!survey.hasHeader && survey.recordCount == 2)
    #expect(survey.columns.map(\.name) == ["column_1", "column_2"])
    #expect(survey.columns.map(\.distinctCount) == [2, 2])
  }

  @Test("the separator of the first line is found", arguments: [";", "\t", "|", ","])
  func delimiter(separator: String) throws {
    let survey = try survey("a\(separator)b\(separator)c\n1\(separator)x\(separator)y\n")
    #expect(survey.columns.count == 3 && survey.delimiter == separator.utf8.first)
  }

  @Test("a record of another length and an empty file are refused")
  func refused() throws {
    let short = #expect(throws: TablesError.self) { try survey("a,b\n1,2\n3\n") }
    #expect(short?.description == "t.csv:3: 1 fields where the first line has 2")
    #expect(throws: TablesError.self) { try survey("") }
  }
}
