import Statistics

/// How replicates are drawn: how many, from which stream, and on how many threads.
package struct Replicates: Equatable, Sendable {
  /// The number of replicates that share a stream of random numbers.
  static let blockSize = 100

  /// The number of replicates, at least 1.
  package let count: Int
  /// The seed of the run.
  package let seed: UInt64
  /// What the replicates are for; it should be unique within a run.
  package let label: String
  /// The most blocks in work at a time, at least 1; the numbers do not depend on it.
  package let width: Int

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - count: The number of replicates, at least 1.
  ///   - seed: The seed of the run.
  ///   - label: What the replicates are for.
  ///   - width: The most blocks in work at a time, at least 1.
  package init(count: Int = 10_000, seed: UInt64, label: String, width: Int) {
    precondition(count >= 1 && width >= 1, "\(count) replicates \(width) at a time")
    (self.count, self.seed, self.label, self.width) = (count, seed, label, width)
  }

  /// Draws all blocks and returns their results in order.
  ///
  /// - Parameter body: Given a block's number of replicates and generator, draws them.
  /// - Returns: The results of the blocks, the same for every width.
  func blocks<Result: Sendable>(
    _ body: @escaping @Sendable (Int, inout Xoshiro256PlusPlus) -> Result
  ) async -> [Result] {
    let total = (count + Self.blockSize - 1) / Self.blockSize
    return await withTaskGroup(of: [(Int, Result)].self) { group in
      for first in 0..<min(width, total) {
        group.addTask {
          stride(from: first, to: total, by: width).map { block in
            var generator = Xoshiro256PlusPlus(
              from: SeededGenerator(seed: seed, label: "\(label) block \(block)"))
            let size = min(Self.blockSize, count - block * Self.blockSize)
            return (block, body(size, &generator))
          }
        }
      }
      let found = await group.reduce(into: []) { $0 += $1 }
      return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Draws all blocks one after the other, from the streams that `blocks` takes.
  ///
  /// - Parameter body: Given a block's number of replicates and generator, draws them.
  func inOrder(_ body: (Int, inout Xoshiro256PlusPlus) -> Void) {
    for block in 0..<(count + Self.blockSize - 1) / Self.blockSize {
      var generator = Xoshiro256PlusPlus(
        from: SeededGenerator(seed: seed, label: "\(label) block \(block)"))
      body(min(Self.blockSize, count - block * Self.blockSize), &generator)
    }
  }

  /// The same plan with streams of its own for one more use.
  func labelled(_ use: String) -> Replicates {
    Replicates(count: count, seed: seed, label: "\(label)/\(use)", width: width)
  }
}
