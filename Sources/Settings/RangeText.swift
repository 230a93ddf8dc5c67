/// The range of an integer in words; `nil` when every integer is allowed.
func rangeText(_ range: ClosedRange<Int>) -> String? {
  switch (range.lowerBound == .min, range.upperBound == .max) {
  case (true, true): nil
  case (true, false): "of \(range.upperBound) or less"
  case (false, true): "of \(range.lowerBound) or more"
  case (false, false): "from \(range.lowerBound) to \(range.upperBound)"
  }
}

/// The range of a number in words; `nil` when every finite number is allowed.
func rangeText(_ range: ClosedRange<Double>) -> String? {
  let (low, high) = (range.lowerBound, range.upperBound)
  let hasLow = low > -Double.greatestFiniteMagnitude
  let hasHigh = high < Double.greatestFiniteMagnitude
  return switch (hasLow, hasHigh) {
  case (false, false): nil
  case (false, true): "of \(numberText(high)) or less"
  case (true, false): "of \(numberText(low)) or more"
  case (true, true): "from \(numberText(low)) to \(numberText(high))"
  }
}

/// How many items a list may hold: `3`, `2 to 5` or `1 or more`.
func countText(_ count: ClosedRange<Int>) -> String {
  if count.upperBound == .max { return "\(count.lowerBound) or more" }
  if count.lowerBound == count.upperBound { return "\(count.lowerBound)" }
  return "\(count.lowerBound) to \(count.upperBound)"
}

/// The shortest text that reads back as the number, without a trailing `.0`.
func numberText(_ number: Double) -> String {
  let text = number.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
