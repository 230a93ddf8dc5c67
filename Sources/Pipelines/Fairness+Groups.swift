import Auditing
import Metrics
import Tables

extension Fairness {
  /// The rates of all records and the gaps between groups, then the rates of each level of each attribute.
  ///
  /// - Parameters:
  ///   - predictions: What a model predicted for the records; the classes must be known.
  ///   - place: Which records, and by which model.
  /// - Returns: Readings with what they are of: `Measurement.all`, or `attribute=level`.
  /// - Throws: `MetricsError` where levels, classes or probabilities are none.
  func readingsByGroup(
    of predictions: Predictions, on place: String
  ) throws -> [(group: String, reading: Reading)] {
    let whole = try readings(of: predictions, on: place).map { (Measurement.all, $0) }
    let ofLevels = try predictions.attributes.flatMap { attribute in
      try attribute.group.categories.names.enumerated().flatMap { code, level in
        let name = "\(attribute.group.name)=\(level)"
        let own = predictions.isCorrect.indices.filter {
          attribute.group.categories.codes[$0] == Int32(code)
        }
        return try readings(
          of: predictions.selecting(own, attributes: [], use: name), on: place
        ).map { (name, $0) }
      }
    }
    return whole + ofLevels
  }
}
