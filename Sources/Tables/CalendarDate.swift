/// Reads a date such as `2024-02-29` as days since 1970-01-01, with the time of day as a fraction where one follows.
///
/// The forms are those of ISO 8601 that tables use: `YYYY-MM-DD`, then optionally `T` or a space, `HH:MM`, `:SS` and a
/// decimal fraction of the second, and `Z` or an offset `+HH:MM` or `-HH:MM`, which is taken off. Days are those of the Gregorian
/// calendar, also before it was in use. A leap second counts as the first of the next minute.
///
/// - Returns: The days, or nil where the text is no such date.
package func dayNumber(_ text: Span<UInt8>) -> Double? {
  var scan = DateScan()
  guard let year = scan.digits(4, text), scan.take("-", text), let month = scan.digits(2, text),
    scan.take("-", text), let day = scan.digits(2, text),
    (1...12).contains(month), day >= 1, day <= dayCount(ofMonth: month, year: year)
  else { return nil }
  let days = Double(daysSince1970(year: year, month: month, day: day))
  guard scan.position < text.count else { return days }
  guard scan.take("T", text) || scan.take(" ", text), let seconds = scan.seconds(text) else {
    return nil
  }
  return days + seconds / 86_400
}

/// The place in a date's text.
private struct DateScan {
  var position = 0

  mutating func take(_ mark: Unicode.Scalar, _ text: Span<UInt8>) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  mutating func digits(_ count: Int, _ text: Span<UInt8>) -> Int? {
    guard position + count <= text.count else { return nil }
    var number = 0
    for _ in 0..<count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      number = 10 * number + Int(digit)
      position += 1
    }
    return number
  }

  /// The rest of the text as seconds after the day's first moment in universal time.
  mutating func seconds(_ text: Span<UInt8>) -> Double? {
    guard let hour = digits(2, text), hour < 24, take(":", text), let minute = digits(2, text),
      minute < 60
    else { return nil }
    var seconds = Double(hour * 3600 + minute * 60)
    if take(":", text) {
      guard let second = digits(2, text), second <= 60, let part = fraction(text) else {
        return nil
      }
      seconds += Double(second) + part
    }
    guard let offset = offset(text), position == text.count else { return nil }
    return seconds - offset
  }

  private mutating func fraction(_ text: Span<UInt8>) -> Double? {
    guard take(".", text) || take(",", text) else { return 0 }
    var (value, unit) = (0.0, 0.1)
    let first = position
    while let digit = digits(1, text) {
      value += Double(digit) * unit
      unit /= 10
    }
    return position > first ? value : nil
  }

  private mutating func offset(_ text: Span<UInt8>) -> Double? {
    if take("Z", text) || position == text.count { return 0 }
    let isAhead = take("+", text)
    guard isAhead || take("-", text), let hours = digits(2, text), hours < 24, take(":", text),
      let minutes = digits(2, text), minutes < 60
    else { return nil }
    let seconds = Double(hours * 3600 + minutes * 60)
    return isAhead ? seconds : -seconds
  }
}

private func dayCount(ofMonth month: Int, year: Int) -> Int {
  if month == 2 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return isLeap ? 29 : 28
  }
  return [4, 6, 9, 11].contains(month) ? 30 : 31
}

/// Days in whole cycles of 400 years, counting years from March so that the leap day is the last of its year.
private func daysSince1970(year: Int, month: Int, day: Int) -> Int {
  let marchYear = month > 2 ? year : year - 1
  let cycle = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
  let yearOfCycle = marchYear - 400 * cycle
  let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
  let dayOfCycle = 365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
  return 146_097 * cycle + dayOfCycle - 719_468
}
