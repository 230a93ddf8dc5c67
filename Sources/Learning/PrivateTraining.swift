import Foundation
import Privacy
import Settings

/// How differentially private training is, as an experiment asks for it.
///
/// The method is DP-SGD (Abadi et al. 2016, algorithm 1).
package struct PrivateTraining: Hashable, Sendable {
  /// What decides the noise.
  package enum Strength: Hashable, Sendable {
    /// The least noise that keeps within this ε.
    case epsilon(Double)
    /// The noise's standard deviation over the clipping norm.
    case noise(Double)
  }

  /// What decides the noise.
  package var strength: Strength
  /// The δ of the claim.
  package var delta: Double
  /// The length that each record's gradient is cut down to.
  package var clip: Double
  /// The accountant of the claim.
  package var accountant: String
  /// Whether the noise can be drawn again by whoever knows the seed, in which case nothing is private.
  ///
  /// No setting asks for that: it is for tests.
  package var isSeeded: Bool

  /// Reads what is asked for, from a training stage's section `privacy`; nil where neither `epsilon` nor `noise` is given.
  ///
  /// - Parameter settings: The section; the keys it uses are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init?(_ settings: inout Settings) throws {
    let epsilon = try settings.optionalNumber(
      "epsilon", in: 1e-3...1e4, "claimed epsilon, from which the noise follows")
    let noise = try settings.optionalNumber(
      "noise", in: 0.05...1e3, "standard deviation of the noise over the clipping norm")
    delta = try settings.number("delta", default: 1e-5, in: 1e-12...0.1, "claimed delta")
    clip = try settings.number(
      "clip", default: 1, in: 1e-6...1e6, "length that each record's gradient is cut down to")
    accountant = try settings.text("accountant", default: "pld", "rule that finds the claim")
    isSeeded = false
    switch (epsilon, noise) {
    case (nil, nil):
      strength = .noise(0)
      return nil
    case (let epsilon?, nil): strength = .epsilon(epsilon)
    case (nil, let noise?): strength = .noise(noise)
    case (_?, _?): throw settings.error("noise", "follows from 'epsilon'; give one of the two")
    }
    do {
      _ = try Privacy.accountant(named: accountant)
    } catch {
      throw settings.error("accountant", error.description)
    }
  }
}
