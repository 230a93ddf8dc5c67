import Settings
import Testing

/// Reads a whole text with one reader and finishes it.
func reading<Value>(
  _ yaml: String, _ read: (inout Settings) throws -> Value
) throws -> Value {
  var settings = try Settings(yaml: yaml, file: "audit.yaml")
  let value = try read(&settings)
  try settings.finish()
  return value
}

/// The message with which a text is refused.
func message(_ yaml: String, _ read: (inout Settings) throws -> Void) throws -> String {
  let error = try #require(throws: SettingsError.self) { try reading(yaml, read) }
  return error.description
}

/// A text and the message or value that it should give.
struct Sample: Sendable, CustomTestStringConvertible {
  let yaml: String
  let expected: String

  init(_ yaml: String, _ expected: String) {
    self.yaml = yaml
    self.expected = expected
  }

  var testDescription: String { yaml.debugDescription }
}

enum Optimizer: String, CaseIterable {
  case adam, momentum, sgd
}
