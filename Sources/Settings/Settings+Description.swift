extension Settings {
  /// Describes the keys that a reader accepts, by running it on an empty mapping.
  ///
  /// Required keys return a harmless value in their range there: the lower bound, the first
  /// choice, an empty text, a list of such. Entries and sections return none, so that what is read
  /// inside them is not described; what is read inside a `section(_:_:)` is.
  ///
  /// - Parameter read: The reader, such as the initialiser of a part.
  /// - Returns: A description of each key, in the order of the calls.
  /// - Throws: What the reader throws.
  public static func describe(
    _ read: (inout Settings) throws -> Void
  ) rethrows -> [SettingDescription] {
    let log = DescriptionLog()
    var settings = Settings(pairs: [], file: "settings", line: 1, path: [], log: log)
    try read(&settings)
    return log.descriptions
  }

  /// Whether a reader is being described, so that nothing is written and what is required is a placeholder.
  public var isDescription: Bool { log != nil }
}
