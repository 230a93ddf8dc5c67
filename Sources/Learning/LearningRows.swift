/// Rows to learn from that can be read several times, block by block, so that no more than a block need be held.
package protocol LearningRows {
  /// The number of features of a row.
  var width: Int { get }

  /// Reads all rows, in the same order in each pass.
  ///
  /// - Parameter body: Told the features of some rows, row after row, and their targets.
  /// - Throws: What reading a row or the body throws.
  func forEachBlock(_ body: (_ features: [Double], _ targets: [Bool]) throws -> Void) throws
}

/// The rows of a block: enough for fast products, few enough to be held in a processor's cache.
package let learningBlock = 1024
