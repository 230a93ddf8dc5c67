import Statistics

/// The design in which forgotten and never-seen records differ by nothing but a coin.
///
/// Each candidate record is, by a fair coin, trained and then forgotten, or never seen; the next run swaps the two halves, so that of
/// an even number of runs each record was forgotten in exactly half. A model retrained without the candidates cannot know the coins, so that every attack on it has an area of one half in expectation: an evaluation
/// in which it has not is broken.
package enum ExchangeableHalves {
  /// Draws the coins of one run.
  ///
  /// - Parameters:
  ///   - count: The number of candidates, at least 2.
  ///   - run: The run's number from 0.
  ///   - seed: The seed of everything random.
  /// - Returns: For each candidate whether it is trained and forgotten, both kinds being there.
  package static func coins(_ count: Int, run: Int, seed: UInt64) -> [Bool] {
    precondition(count >= 2, "\(count) candidates cannot be halved")
    var generator = SeededGenerator(seed: seed, label: "unlearning/coins \(run / 2)")
    while true {
      let coins = (0..<count).map { _ in generator.bernoulli(0.5) }
      if Set(coins).count == 2 { return run.isMultiple(of: 2) ? coins : coins.map { !$0 } }
    }
  }
}
