import Foundation
import Tables
import Testing

@Suite("Calendar date")
struct CalendarDateTests {
  private func days(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return dayNumber(bytes.span)
  }

  @Test(
    "dates are days since 1970-01-01, times of day fractions",
    arguments: [
      ("1970-01-01", 0), ("1970-01-02", 1), ("1969-12-31", -1), ("2000-02-29", 11_016),
      ("2000-03-01", 11_017), ("2024-02-29", 19_782), ("1900-03-01", -25_508),
      ("0000-01-01", -719_528), ("9999-12-31", 2_932_896), ("1970-01-01T12:00", 0.5),
      ("1970-01-01 06:00:00", 0.25), ("1970-01-01T00:00:00.5Z", 0.5 / 86_400),
      ("1970-01-02T00:00+06:00", 0.75), ("1970-01-01T18:00-06:00", 1),
    ] as [(String, Double)])
  func values(text: String, expected: Double) throws {
    #expect(abs(try #require(days(text)) - expected) < 1e-12)
  }

  @Test("every day from 1899 to 2101 follows the one before")
  func consecutive() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for day in stride(from: -25_932, to: 48_000, by: 1) {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      let text = String(
        format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
      guard days(text) != Double(day) else { continue }
      Issue.record("\(text) is not day \(day)")
      return
    }
  }

  @Test(
    "what is no date of the calendar is refused",
    arguments: [
      "", "2024", "2024-1-1", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-01-00",
      "2024-04-31", "2024-01-01x", "2024-01-01T", "2024-01-01T24:00", "2024-01-01T10:60",
      "2024-01-01T10:00:61", "2024-01-01T10:00:00.", "2024-01-01T10:00+6", "01.02.2024",
      "2024/01/01", "20240101",
    ])
  func refused(text: String) {
    #expect(days(text) == nil)
  }

  @Test("a date column is read as numbers, and a field that is no date is told with its line")
  func column() throws {
    let schema = Schema(dates: ["born"], categorical: ["job"], label: "y", missing: ["?"])
    let data = try read("born,job,y\n1970-01-03,a,1\n?,b,0\n", schema)
    #expect(rows(data) == ["2.0|a|1", "-|b|0"])
    #expect(
      try message("born,job,y\n1970-01-03,a,1\nsoon,b,0\n", schema)
        == "a.csv:3: column 'born' is a date but this field is not one such as 2024-02-29; "
        + "declare the column categorical or list the value under 'missing'")
  }
}
