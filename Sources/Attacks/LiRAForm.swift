import Auditing
import Tensors

/// What tells one form of the likelihood-ratio attack, or of its authors' code, from another; each form has its own name.
package protocol LiRAForm: Sendable {
  /// The name in suites and results.
  static var name: String { get }
  /// True where models that saw the record are compared with models that did not; false for the latter alone.
  static var isOnline: Bool { get }
  /// Where the centres are put.
  static var center: Center { get }
  /// Over what the variances are estimated.
  static var variance: VarianceEstimate { get }
}

extension LiRAForm {
  /// What the attacker sees and has.
  static var threatModel: ThreatModel {
    ThreatModel(
      access: Access.labelProbability,
      knowledge: isOnline ? Knowledge.modelsOnBothSides : Knowledge.modelsWithout)
  }

  /// The signals that the form needs.
  static var requirements: Set<SignalRequirement> {
    let signals: Set<SignalRequirement> = [
      .target(.scaledConfidence), .references(.scaledConfidence),
    ]
    return isOnline ? signals.union([.referenceMembers]) : signals
  }

  /// What references say of a record's scaled confidence, on both sides where the form is online.
  static func distributions(_ outputs: Outputs) throws -> ReferenceDistributions {
    try ReferenceDistributions(
      fittedTo: outputs, center: center, variance: variance, onBothSides: isOnline)
  }
}

/// Adds up a term over the queries of each record.
///
/// - Parameters:
///   - values: Records x queries.
///   - term: Gives the term of a place in the values and of the value there.
/// - Returns: One sum for each record.
func querySums(of values: Tensor<Double>, _ term: (Int, Double) -> Double) -> [Double] {
  let queries = values.rowLength
  return stride(from: 0, to: values.scalars.count, by: queries).map { start in
    (start..<start + queries).reduce(0) { $0 + term($1, values.scalars[$1]) }
  }
}

/// Averages a term over the queries of each record.
///
/// - Parameters:
///   - values: Records x queries.
///   - term: Gives the term of a place in the values and of the value there.
/// - Returns: One mean for each record.
func queryMeans(of values: Tensor<Double>, _ term: (Int, Double) -> Double) -> [Double] {
  querySums(of: values, term).map { $0 / Double(values.rowLength) }
}
