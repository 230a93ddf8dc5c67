import Foundation

/// What a network is given of noisy images and what its answer stands for: Karras and others 2022 (EDM), table 1.
///
/// D(x; s) = skip x + out F(in x; noise), so that the network sees and gives numbers of about unit size at every noise level s.
package struct EDMPreconditioning: Equatable, Sendable {
  /// The standard deviation of the data.
  package let deviation: Double

  /// Preconditions for data of a standard deviation above 0.
  package init(deviation: Double = 0.5) {
    precondition(deviation > 0, "data of the deviation \(deviation)")
    self.deviation = deviation
  }

  private func total(_ level: Double) -> Double { level * level + deviation * deviation }

  /// The share of the noisy image that is passed by the network.
  package func skip(_ level: Double) -> Double { deviation * deviation / total(level) }

  /// The factor on the network's answer.
  package func out(_ level: Double) -> Double { level * deviation / total(level).squareRoot() }

  /// The factor on the noisy image that the network is given.
  package func input(_ level: Double) -> Double { 1 / total(level).squareRoot() }

  /// What the network is told of the level.
  package func noise(_ level: Double) -> Double { log(level) / 4 }

  /// The factor on the squared error, under which the network's own error counts alike at every level.
  package func weight(_ level: Double) -> Double {
    total(level) / (level * deviation * level * deviation)
  }
}
