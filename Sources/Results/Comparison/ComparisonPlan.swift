import Auditing
import Statistics

/// How p-values are adjusted for the number of tests.
package enum Correction: String, CaseIterable, Sendable {
  /// Any false finding is as rare as one test's.
  case holm
  /// The expected share of false findings is bounded.
  case benjaminiHochberg = "benjamini-hochberg"

  /// Adjusts p-values.
  ///
  /// - Parameter pValues: From 0 to 1, in any order.
  /// - Returns: The adjusted p-values in the order of the input.
  func adjust(_ pValues: [Double]) -> [Double] {
    switch self {
    case .holm: Statistics.holm(pValues)
    case .benjaminiHochberg: Statistics.benjaminiHochberg(pValues)
    }
  }
}

/// A measurement that was declared to be tested before anybody saw it, at one stage or at every one that has it.
package struct DeclaredMeasurement: Hashable, Sendable, CustomStringConvertible {
  /// The attack's label; nil for a metric of the model itself.
  package let attack: String?
  /// The metric with its parameter.
  package let metric: String
  /// The group of records, or `all`.
  package let group: String
  /// The stage; nil for all.
  package let stage: String?

  /// Creates a declaration.
  package init(
    attack: String?, metric: String, group: String = Measurement.all, stage: String? = nil
  ) {
    self.attack = attack
    self.metric = metric
    self.group = group
    self.stage = stage
  }

  /// Declares one measurement of a run.
  init(_ key: MeasurementKey) {
    self.init(attack: key.attack, metric: key.metric, group: key.group, stage: key.stage)
  }

  /// Reads `attack:metric` or `attack:metric:group`, where `-` stands for the model itself.
  ///
  /// Metrics have colons of their own: the last part is a group where it is `all` or holds a `=` and no `<=`.
  ///
  /// It is nil where the text has another form.
  ///
  /// - Parameter text: The text.
  package init?(_ text: String) {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let attack = parts.removeFirst()
    var group = Measurement.all
    if parts.count > 1, let last = parts.last, Self.isGroup(last) { group = parts.removeLast() }
    self.init(
      attack: attack == "-" ? nil : attack, metric: parts.joined(separator: ":"), group: group)
  }

  private static func isGroup(_ text: String) -> Bool {
    guard text != Measurement.all else { return true }
    guard let equals = text.firstIndex(of: "=") else { return false }
    // `tpr@fpr<=0.01` and `tpr-minus:m-loss@fpr<=0.01` are metrics.
    return !text[..<equals].contains("@")
  }

  func matches(_ key: MeasurementKey) -> Bool {
    key.attack == attack && key.metric == metric && key.group == group
      && (stage ?? key.stage) == key.stage
  }

  /// The text that it is read from.
  package var description: String {
    let own = "\(attack ?? "-"):\(metric)"
    return group == Measurement.all ? own : "\(own):\(group)"
  }
}

/// What two runs are compared by.
package struct ComparisonPlan: Equatable, Sendable {
  /// What is tested; nil for the suites' primary attacks by area and by share found at a low rate.
  package var declared: [DeclaredMeasurement]?
  /// The error probability of the tests together.
  package var level: Double
  /// How p-values are adjusted.
  package var correction: Correction
  /// Whether runs on other data are compared, as independent ones.
  package var allowsOtherData: Bool
  /// The names of inputs that are audited themselves, such as a release or scores, and so may differ.
  package var changing: [String]
  /// The seed of the bootstrap.
  package var seed: UInt64
  /// The threads of the bootstrap.
  package var threads: Int

  /// Creates a plan.
  package init(
    declared: [DeclaredMeasurement]? = nil, level: Double = 0.05, correction: Correction = .holm,
    allowsOtherData: Bool = false, changing: [String] = [], seed: UInt64 = 1, threads: Int = 1
  ) {
    self.declared = declared
    self.level = level
    self.correction = correction
    self.allowsOtherData = allowsOtherData
    self.changing = changing
    self.seed = seed
    self.threads = threads
  }

  /// The replicates of a bootstrap: enough that the least p-value is far below a corrected level.
  func replicates(tests: Int) -> Int { max(2000, 400 * tests) }
}
