package import Privacy
package import Settings

/// A mechanism as the command line and files of mechanisms name it.
package enum MechanismName: String, CaseIterable, Sendable {
  case gaussian
  case discreteGaussian = "discrete-gaussian"
  case discreteGaussianVector = "discrete-gaussian-vector"
  case laplace
  case discreteLaplace = "discrete-laplace"
  case exponential

  /// Whether what is released, and so its sensitivity, is one whole number.
  var isWhole: Bool { self == .discreteGaussian || self == .discreteLaplace }
}

/// A mechanism with its noise, used a number of times.
///
/// Noise is in the units of what is released: the standard deviation of normal noise, sigma of discrete
/// Gaussian noise, the scale of Laplace noise. A selection's is the b of its weights exp(score / b), which is
/// the scale of Gumbel noise on the scores, so that its epsilon is 2 sensitivities over b.
package struct MechanismUse: Hashable, Sendable {
  /// The noise over the sensitivity that accountants are asked about.
  static let ratios = 1e-3...1e6
  /// The sensitivities that are taken.
  static let sensitivities = 1e-9...1e9
  /// The greatest sensitivity of one whole number; the outcomes between neighbours are gone through.
  static let greatestWhole = 100_000.0
  /// The numbers of uses that are taken.
  static let counts = 1...1_000_000_000

  /// The mechanism.
  package let name: MechanismName
  /// The noise, in the units of what is released.
  package let noise: Double
  /// The most that what is released changes between neighbours.
  package let sensitivity: Double
  /// The chance with which each record is seen, independently; 1 where all are.
  package let sampling: Double
  /// How often the mechanism is used.
  package let count: Int

  /// Describes uses of a mechanism.
  ///
  /// - Parameters:
  ///   - name: The mechanism.
  ///   - noise: From 0.001 to a million sensitivities.
  ///   - sensitivity: From 1e-9 to 1e9; whole and up to 100000 for discrete noise on one number.
  ///   - sampling: Above 0 and up to 1.
  ///   - count: From 1 to 10^9.
  /// - Throws: `CommandError` naming the first value that is out of range.
  package init(
    _ name: MechanismName, noise: Double, sensitivity: Double = 1, sampling: Double = 1,
    count: Int = 1
  ) throws {
    (self.name, self.noise, self.sensitivity) = (name, noise, sensitivity)
    (self.sampling, self.count) = (sampling, count)
    if let problem { throw CommandError("\(name.rawValue): \(problem)") }
  }

  private var problem: String? {
    guard Self.sensitivities.contains(sensitivity) else {
      return "a sensitivity of \(sensitivity) is out of range; give one from 1e-9 to 1e9"
    }
    let isWhole = sensitivity == sensitivity.rounded() && sensitivity <= Self.greatestWhole
    guard !name.isWhole || isWhole else {
      return "a sensitivity of \(sensitivity) is not a whole number from 1 to 100000"
    }
    guard noise > 0, noise.isFinite else {
      return "noise of \(noise) is out of range; give a finite number above 0"
    }
    guard Self.ratios.contains(noise / sensitivity) else {
      return
        "noise of \(noise) is \(noise / sensitivity) times the sensitivity; give from 0.001 to a million times"
    }
    guard sampling > 0, sampling <= 1 else {
      return "a sampling chance of \(sampling) is out of range; give one above 0 and up to 1"
    }
    guard Self.counts.contains(count) else {
      return "a count of \(count) is out of range; give one from 1 to \(Self.counts.upperBound)"
    }
    return nil
  }

  /// The mechanism of one use, as accountants take it.
  package var mechanism: Mechanism { mechanism(noise: noise) }

  /// The mechanism of one use with other noise, in the units of what is released.
  func mechanism(noise: Double) -> Mechanism {
    let whole = Int(sensitivity)
    let plain: Mechanism =
      switch name {
      case .gaussian: .gaussian(noiseMultiplier: noise / sensitivity)
      case .discreteGaussian: .discreteGaussian(sigma: noise, sensitivity: whole)
      case .discreteGaussianVector:
        .discreteGaussianVector(sigma: noise, sensitivity: sensitivity)
      case .laplace: .laplace(noiseMultiplier: noise / sensitivity)
      case .discreteLaplace: .discreteLaplace(scale: noise, sensitivity: whole)
      case .exponential: .exponential(epsilon: 2 * sensitivity / noise)
      }
    return sampling < 1 ? .poissonSampled(probability: sampling, plain) : plain
  }
}

extension MechanismUse {
  /// Reads an item of a list of mechanisms: `gaussian: {noise: 1.1, sampling: 0.01, count: 10000}`.
  ///
  /// - Parameter entry: The mechanism's name with its settings.
  /// - Throws: `SettingsError` where the name is unknown, the noise is missing, or a value is out of range.
  package init(_ entry: SettingsEntry) throws {
    guard let name = MechanismName(rawValue: entry.name) else {
      throw entry.error(
        unknownName("mechanism", entry.name, among: MechanismName.allCases.map(\.rawValue)))
    }
    var settings = entry.settings()
    let above0 = Double.leastNormalMagnitude
    let noise = try settings.number(
      "noise", in: above0...Double.greatestFiniteMagnitude, "in the units of what is released")
    let sensitivity = try settings.number(
      "sensitivity", default: 1, in: Self.sensitivities, "the most that neighbours change")
    let sampling = try settings.number(
      "sampling", default: 1, in: above0...1, "the chance with which each record is seen")
    let count = try settings.integer("count", default: 1, in: Self.counts, "the number of uses")
    try settings.finish()
    do {
      try self.init(
        name, noise: noise, sensitivity: sensitivity, sampling: sampling, count: count)
    } catch let error as CommandError {
      throw entry.error(error.description)
    }
  }
}
