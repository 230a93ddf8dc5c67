extension Settings {
  /// Reads a whole number.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - range: The allowed values.
  ///   - meaning: What the value is for.
  /// - Returns: The value.
  /// - Throws: `SettingsError` when it is missing, not written as an integer, or out of range.
  public mutating func integer(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int>, _ meaning: String
  ) throws(SettingsError) -> Int {
    try value(key, .integer(in: range), default: fallback, meaning)
  }

  /// Reads a finite number, which may be written as an integer.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - range: The allowed values; an infinite bound stands for none.
  ///   - meaning: What the value is for.
  /// - Returns: The value.
  /// - Throws: `SettingsError` when it is missing, not a finite number, or out of range.
  public mutating func number(
    _ key: String, default fallback: Double? = nil, in range: ClosedRange<Double>,
    _ meaning: String
  ) throws(SettingsError) -> Double {
    try value(key, .number(in: range), default: fallback, meaning)
  }

  /// Reads a finite number that may be absent, which may be written as an integer.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - range: The allowed values; an infinite bound stands for none.
  ///   - meaning: What the value is for, and what holds without one.
  /// - Returns: The value, or `nil`.
  /// - Throws: `SettingsError` when it is not a finite number or out of range.
  public mutating func optionalNumber(
    _ key: String, in range: ClosedRange<Double>, _ meaning: String
  ) throws(SettingsError) -> Double? {
    try value(key, .optionalNumber(in: range), default: .some(nil), meaning)
  }

  /// Reads `true` or `false`.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - meaning: What the value is for.
  /// - Returns: The value.
  /// - Throws: `SettingsError` when it is missing or anything else.
  public mutating func boolean(
    _ key: String, default fallback: Bool? = nil, _ meaning: String
  ) throws(SettingsError) -> Bool {
    try value(key, .boolean, default: fallback, meaning)
  }

  /// Reads a text; plain numbers and booleans are taken as they are written.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - meaning: What the value is for.
  /// - Returns: The value.
  /// - Throws: `SettingsError` when it is missing, left empty, or not a single value.
  public mutating func text(
    _ key: String, default fallback: String? = nil, _ meaning: String
  ) throws(SettingsError) -> String {
    try value(key, .text, default: fallback, meaning)
  }

  /// Reads a text that may be absent or left empty.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - meaning: What the value is for.
  /// - Returns: The value, or `nil`.
  /// - Throws: `SettingsError` when it is not a single value.
  public mutating func optionalText(
    _ key: String, _ meaning: String
  ) throws(SettingsError) -> String? {
    try value(key, .optionalText, default: .some(nil), meaning)
  }

  /// Reads the name of one case of an enumeration.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value when the key is absent; without one the key is required.
  ///   - meaning: What the value is for.
  /// - Returns: The case whose raw value is written.
  /// - Throws: `SettingsError` when it is missing or no case, naming the nearest one.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Choice? = nil, _ meaning: String
  ) throws(SettingsError) -> Choice where Choice.RawValue == String {
    try value(key, .choice, default: fallback, meaning)
  }
}
