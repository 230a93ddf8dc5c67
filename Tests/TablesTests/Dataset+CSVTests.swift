import Tables
import Testing

@Suite struct `Tables as text` {
  @Test("What is written reads back as the same values: dates, quotes, missing and whole numbers")
  func roundTrip() throws {
    let schema = Schema(
      numeric: ["size"], dates: ["day"], categorical: ["name, full"], label: "y")
    let text = """
      size,day,"name, full",y
      1,2024-02-29,"a ""b"", c",no
      -2.5,1969-12-31,,yes
      ,,plain,no

      """
    let table = try read(text, schema)
    let roles = ColumnRoles(groups: [], dates: ["day"], label: "y")
    #expect(table.commaSeparated(roles) == text)
    let again = try read(table.commaSeparated(roles), schema)
    #expect((0..<3).map(again.rowKey) == (0..<3).map(table.rowKey))
  }

  @Test("Every day has the date that is read back as that day")
  func dates() {
    for day in stride(from: -719_528, through: 2_932_896, by: 97) {
      let text = Array(calendarDate(day).utf8)
      #expect(dayNumber(text.span) == Double(day))
    }
    #expect(calendarDate(0) == "1970-01-01" && calendarDate(19_782) == "2024-02-29")
  }
}
