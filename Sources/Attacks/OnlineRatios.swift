import Auditing
import Foundation

/// The logarithm of p(x | target) / p(x) with p(x) the middle of the mean probabilities in and out.
///
/// - Parameters:
///   - outputs: Of the records.
///   - allowsUnseen: True where a record that no model saw has p(x) = pOut(x).
/// - Returns: One logarithm for each record.
/// - Throws: `AuditingError` where a record lacks models on a side that it needs.
func onlineLogRatios(_ outputs: Outputs, allowsUnseen: Bool) throws -> [Double] {
  let bank = try outputs.bank(.loss)
  let losses = try outputs.firstQuery(.loss)
  let references = try ReferenceProbabilities(
    bank, requiring: allowsUnseen ? [.out] : [.out, .into])
  let (out, into) = (references.logOut, references.logInto)
  return losses.indices.map { record in
    guard into[record].isFinite else { return -losses[record] - out[record] }
    // log((exp(in) + exp(out)) / 2) with the greater taken out.
    let (least, greatest) = (min(into[record], out[record]), max(into[record], out[record]))
    return -losses[record] - greatest - log1p(exp(least - greatest)) + log(2)
  }
}
