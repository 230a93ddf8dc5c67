public import Tensors

/// Records with a membership that can only be used by cross-fitting.
///
/// No interface gives an attack the membership of a record that it is to score.
public struct LabelledRecords: Sendable {
  /// Records x columns: scaled features and the one-hot label.
  public let features: Tensor<Float>
  /// A content hash of each record, equal for equal records.
  public let keys: [UInt64]
  private let isMember: [Bool]

  /// Creates labelled records.
  ///
  /// - Parameters:
  ///   - features: Records x columns, finite.
  ///   - keys: A content hash of each record.
  ///   - isMember: The membership of each record.
  public init(features: Tensor<Float>, keys: [UInt64], isMember: [Bool]) {
    precondition(
      features.rowCount == keys.count && keys.count == isMember.count,
      "\(features.rowCount) records, \(keys.count) keys, \(isMember.count) memberships")
    self.features = features
    self.keys = keys
    self.isMember = isMember
  }

  /// Scores every record by a scorer that was fitted without it.
  ///
  /// Records fall into folds by their content hash, and each fold's training records come in the order of
  /// their hashes, so that neither the order of records nor a duplicate across folds changes a score.
  ///
  /// - Parameters:
  ///   - folds: The number of folds, at least 2.
  ///   - fit: Fits on the positions and membership of the other folds' records and scores the positions
  ///     of this fold's.
  /// - Returns: One score for each record.
  /// - Throws: What `fit` throws.
  public func crossFitted(
    folds: Int,
    _ fit: (_ training: [Int], _ isMember: [Bool], _ scored: [Int]) throws -> [Double]
  ) throws -> [Double] {
    precondition(folds >= 2, "\(folds) folds")
    let fitOrder = keys.indices.sorted {
      (keys[$0], isMember[$0] ? 1 : 0) < (keys[$1], isMember[$1] ? 1 : 0)
    }
    // The order of the records that are scored must not tell their membership, not even of duplicates.
    let scoreOrder = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var scores = Array(repeating: 0.0, count: keys.count)
    for fold in 0..<folds {
      let scored = scoreOrder.filter { keys[$0] % UInt64(folds) == UInt64(fold) }
      let training = fitOrder.filter { keys[$0] % UInt64(folds) != UInt64(fold) }
      guard !scored.isEmpty else { continue }
      let values = try fit(training, training.map { isMember[$0] }, scored)
      precondition(values.count == scored.count, "\(values.count) scores for \(scored.count)")
      for (position, value) in zip(scored, values) { scores[position] = value }
    }
    return scores
  }
}
