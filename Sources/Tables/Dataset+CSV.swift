extension Dataset {
  /// Writes the table as comma-separated text that reads back as the same values.
  ///
  /// Whole numbers have no fraction, dates are written `2024-02-29`, missing values are empty fields.
  ///
  /// - Parameter roles: Which features are dates, and what the label is called.
  /// - Returns: A header and one line for each record, the label last where one is given.
  package func commaSeparated(_ roles: ColumnRoles) -> String {
    var columns = features.map { feature in
      Self.fields(feature.values, isDate: roles.dates.contains(feature.name))
    }
    if label.isGiven { columns.append(Self.fields(.categorical(label), isDate: false)) }
    let names = features.map(\.name) + (label.isGiven ? [roles.label] : [])
    var text = names.map(Self.quoted).joined(separator: ",") + "\n"
    for row in 0..<count {
      text += columns.map { $0[row] }.joined(separator: ",") + "\n"
    }
    return text
  }

  private static func fields(_ values: Feature.Values, isDate: Bool) -> [String] {
    switch values {
    case .numeric(let numbers):
      return numbers.map { number in
        guard !number.isNaN else { return "" }
        if isDate, let day = Int(exactly: number.rounded(.down)) { return calendarDate(day) }
        return Int(exactly: number).map { "\($0)" } ?? "\(number)"
      }
    case .categorical(let categories):
      let names = categories.names.map(quoted)
      return categories.codes.map { $0 < 0 ? "" : names[Int($0)] }
    }
  }

  /// A field in quotes where it needs them.
  private static func quoted(_ field: String) -> String {
    let special: Set<Character> = [",", "\"", "\n", "\r", "\r\n"]
    guard field.contains(where: special.contains) || field.first == " " || field.last == " " else {
      return field
    }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

/// The date of a day since 1970-01-01 in the Gregorian calendar, such as `2024-02-29`; the inverse of `dayNumber`.
///
/// - Parameter day: From year 0 to year 9999.
/// - Returns: The date as ISO 8601 writes it.
package func calendarDate(_ day: Int) -> String {
  // Days in whole cycles of 400 years that begin in March, so that the leap day is the last of its year.
  let shifted = day + 719_468
  let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let dayOfCycle = shifted - cycle * 146_097
  let yearOfCycle =
    (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
  let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
  let marchMonth = (5 * dayOfYear + 2) / 153
  let dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1
  let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
  func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
  return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
}
