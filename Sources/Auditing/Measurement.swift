public import Statistics

/// Whether a measurement has a value, and why not.
public enum MeasurementStatus: String, CaseIterable, Sendable {
  /// The value was measured.
  case ok
  /// The sample is too small for the quantity: no value could be told from zero.
  case notResolvable
  /// Nothing that the metric needs was there: no member or no non-member, or no model.
  case notApplicable
  /// No threshold could be fitted away from the evaluation data.
  case notCalibrated
}

/// One metric's value on one piece of evidence, not yet said of what.
public struct Reading: Equatable, Sendable {
  /// The metric with its parameter, such as `tpr@fpr<=0.001`.
  public let metric: String
  /// The value as a fraction; nil where undefined.
  public let value: Double?
  /// The interval; nil where none is valid.
  public let interval: Interval?
  /// The number of records that the value rests on.
  public let count: Int
  /// Whether there is a value, and why not.
  public let status: MeasurementStatus
  /// The exact convention: rule, interval method, threshold.
  public let convention: String

  /// Creates a reading.
  ///
  /// - Parameters:
  ///   - metric: The metric with its parameter.
  ///   - value: The value as a fraction.
  ///   - interval: The interval.
  ///   - count: The number of records that the value rests on.
  ///   - status: Whether there is a value, and why not.
  ///   - convention: The exact convention.
  public init(
    _ metric: String, value: Double?, interval: Interval? = nil, count: Int,
    status: MeasurementStatus = .ok, convention: String
  ) {
    self.metric = metric
    self.value = value
    self.interval = interval
    self.count = count
    self.status = status
    self.convention = convention
  }
}

/// One metric's value with everything that says of what it is the value.
public struct Measurement: Equatable, Sendable {
  /// The group of all records.
  public static let all = "all"
  /// The target that stands for the mean over all targets.
  public static let mean = "mean"

  /// The number of the target from 1, or `mean`.
  public let target: String
  /// The stage after which was measured, such as `1 train`.
  public let stage: String
  /// The attack's label in its suite; nil for a metric of the model itself.
  public let attack: String?
  /// The group of records, such as `sex=female`, or `all`.
  public let group: String
  /// The value.
  public let reading: Reading

  /// Creates a measurement.
  ///
  /// - Parameters:
  ///   - target: The number of the target from 1, or `mean`.
  ///   - stage: The stage after which was measured.
  ///   - attack: The attack's label in its suite.
  ///   - group: The group of records.
  ///   - reading: The value.
  public init(
    target: String, stage: String, attack: String?, group: String = Measurement.all,
    reading: Reading
  ) {
    self.target = target
    self.stage = stage
    self.attack = attack
    self.group = group
    self.reading = reading
  }
}
