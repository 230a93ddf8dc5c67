import Auditing
import Foundation
import Results
import Statistics

/// The measurements of a run as machines read them; keys and spellings are a promise.
struct MeasurementsJSON: Encodable {
  /// Raised when a key changes its meaning or goes away.
  static let formatVersion = 1

  let formatVersion = MeasurementsJSON.formatVersion
  let measurements: [Row]

  init(_ run: Run) {
    measurements = run.measurements.map(Row.init)
  }

  /// The JSON text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// One measurement; what is undefined is null, never left out.
  struct Row: Encodable {
    let measurement: Auditing.Measurement

    init(_ measurement: Auditing.Measurement) {
      self.measurement = measurement
    }

    private enum Key: String, CodingKey {
      case target, stage, attack, metric, group, value, low, high, level, n, status, convention
    }

    func encode(to encoder: any Encoder) throws {
      let reading = measurement.reading
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(measurement.target, forKey: .target)
      try container.encode(measurement.stage, forKey: .stage)
      try container.encode(measurement.attack, forKey: .attack)
      try container.encode(reading.metric, forKey: .metric)
      try container.encode(measurement.group, forKey: .group)
      try container.encode(reading.value, forKey: .value)
      try container.encode(reading.interval?.low, forKey: .low)
      try container.encode(reading.interval?.high, forKey: .high)
      try container.encode(reading.interval?.level, forKey: .level)
      try container.encode(reading.count, forKey: .n)
      try container.encode(reading.status.rawValue, forKey: .status)
      try container.encode(reading.convention, forKey: .convention)
    }
  }
}
