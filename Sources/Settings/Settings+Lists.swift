extension Settings {
  /// Reads a list of whole numbers.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - range: The allowed values of an item.
  ///   - count: How many items are allowed.
  ///   - meaning: What the values are for.
  /// - Returns: The values in the order of the text.
  /// - Throws: `SettingsError` at the first item, or for the first reason, that is refused.
  public mutating func integers(
    _ key: String, default fallback: [Int]? = nil, in range: ClosedRange<Int>,
    count: ClosedRange<Int> = 1...Int.max, _ meaning: String
  ) throws(SettingsError) -> [Int] {
    try value(key, .list(of: .integer(in: range), count: count), default: fallback, meaning)
  }

  /// Reads a list of finite numbers.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - range: The allowed values of an item; an infinite bound stands for none.
  ///   - count: How many items are allowed.
  ///   - meaning: What the values are for.
  /// - Returns: The values in the order of the text.
  /// - Throws: `SettingsError` at the first item, or for the first reason, that is refused.
  public mutating func numbers(
    _ key: String, default fallback: [Double]? = nil, in range: ClosedRange<Double>,
    count: ClosedRange<Int> = 1...Int.max, _ meaning: String
  ) throws(SettingsError) -> [Double] {
    try value(key, .list(of: .number(in: range), count: count), default: fallback, meaning)
  }

  /// Reads a list of texts.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - count: How many items are allowed.
  ///   - meaning: What the values are for.
  /// - Returns: The values in the order of the text.
  /// - Throws: `SettingsError` at the first item, or for the first reason, that is refused.
  public mutating func texts(
    _ key: String, default fallback: [String]? = nil, count: ClosedRange<Int> = 1...Int.max,
    _ meaning: String
  ) throws(SettingsError) -> [String] {
    try value(key, .list(of: .text, count: count), default: fallback, meaning)
  }

  /// Reads a list of texts, or one text that stands for a list of itself.
  ///
  /// - Parameters:
  ///   - key: The key, which is required.
  ///   - count: How many items are allowed.
  ///   - meaning: What the values are for.
  /// - Returns: The values in the order of the text.
  /// - Throws: `SettingsError` at the first item, or for the first reason, that is refused.
  public mutating func textOrTexts(
    _ key: String, count: ClosedRange<Int> = 1...Int.max, _ meaning: String
  ) throws(SettingsError) -> [String] {
    try value(key, .oneOrList(of: .text, count: count), default: nil, meaning)
  }
}
