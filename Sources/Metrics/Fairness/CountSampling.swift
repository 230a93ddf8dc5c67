import Foundation

/// Draws counts: how many of some records fall into a cell, without touching a record.
///
/// Small means are drawn by inversion, all others by the ratio of uniforms for unimodal discrete laws (Stadlober 1990).
package struct CountSampling: Sendable {
  /// log k! for k from 0.
  private let logFactorials: [Double]
  /// Below this mean, inversion is quicker than rejection.
  private static let smallMean = 10.0

  /// Prepares draws of samples of some size at most.
  ///
  /// - Complexity: O(size).
  package init(upTo size: Int) {
    var values = [0.0]
    values.reserveCapacity(size + 1)
    for number in stride(from: 1, through: size, by: 1) {
      values.append(values[number - 1] + log(Double(number)))
    }
    logFactorials = values
  }

  /// Draws the successes of independent trials.
  package func binomial(
    _ trials: Int, _ probability: Double, using generator: inout Xoshiro256PlusPlus
  ) -> Int {
    guard trials > 0, probability > 0 else { return 0 }
    guard probability < 1 else { return trials }
    let isFlipped = probability > 0.5
    let p = isFlipped ? 1 - probability : probability
    let q = 1 - p
    let mean = Double(trials) * p
    var drawn: Int
    if mean < Self.smallMean {
      repeat {
        var (mass, left) = (exp(Double(trials) * log1p(-p)), generator.unit())
        drawn = 0
        while left > mass && drawn <= trials {
          left -= mass
          drawn += 1
          mass *= p / q * Double(trials - drawn + 1) / Double(drawn)
        }
      } while drawn > trials
    } else {
      let logs = logFactorials.span
      let mode = Int(Double(trials + 1) * p)
      let (atMode, odds) = (logs[mode] + logs[trials - mode], log(p / q))
      var proposal = RatioOfUniforms(mean: mean, variance: mean * q, most: trials)
      repeat {
        drawn = proposal.propose(using: &generator)
      } while !proposal.accepts(
        atMode - logs[drawn] - logs[trials - drawn] + Double(drawn - mode) * odds)
    }
    return isFlipped ? trials - drawn : drawn
  }

  /// Draws how many records of one kind are in a sample without replacement.
  ///
  /// - Parameters:
  ///   - sample: The size of the sample.
  ///   - kind: The records of the kind.
  ///   - others: All other records.
  ///   - generator: Where randomness comes from.
  /// - Returns: From 0 to the smaller of `sample` and `kind`.
  package func hypergeometric(
    _ sample: Int, kind: Int, others: Int, using generator: inout Xoshiro256PlusPlus
  ) -> Int {
    let total = kind + others
    // Of the four equivalent questions, the one with the smallest answer.
    let (size, few) = (min(sample, total - sample), min(kind, others))
    let many = total - few
    let drawn = smaller(size, few: few, many: many, using: &generator)
    let ofKind = kind <= others ? drawn : size - drawn
    return sample <= total - sample ? ofKind : kind - ofKind
  }

  /// The draw for a sample of at most half of the records, of the rarer kind.
  private func smaller(
    _ size: Int, few: Int, many: Int, using generator: inout Xoshiro256PlusPlus
  ) -> Int {
    guard size > 0, few > 0 else { return 0 }
    let logs = logFactorials.span
    let total = few + many
    let mean = Double(size) * Double(few) / Double(total)
    let most = min(size, few)
    if mean < Self.smallMean {
      // Of a sample of half the records or fewer, none may be of the rarer kind.
      let none = exp(logs[many] - logs[many - size] + logs[total - size] - logs[total])
      var drawn: Int
      repeat {
        var (mass, left) = (none, generator.unit())
        drawn = 0
        while left > mass && drawn <= most {
          left -= mass
          drawn += 1
          mass *=
            Double(few - drawn + 1) * Double(size - drawn + 1)
            / (Double(drawn) * Double(many - size + drawn))
        }
      } while drawn > most
      return drawn
    }
    let mode = Int(Double(size + 1) * Double(few + 1) / Double(total + 2))
    func logMass(_ count: Int) -> Double {
      -(logs[count] + logs[few - count] + logs[size - count] + logs[many - size + count])
    }
    let atMode = logMass(mode)
    let spread = Double(total - size) / Double(total - 1) * (1 - Double(few) / Double(total))
    var proposal = RatioOfUniforms(mean: mean, variance: mean * spread, most: most)
    var drawn: Int
    repeat {
      drawn = proposal.propose(using: &generator)
    } while !proposal.accepts(logMass(drawn) - atMode)
    return drawn
  }
}

/// A proposal under the table-mountain hat of a unimodal discrete law (Stadlober 1990).
private struct RatioOfUniforms {
  private let center: Double
  private let width: Double
  private let most: Double
  private var height = 0.0

  /// The hat's constants are 2 √(2/e) and 3 - 2 √(3/e).
  init(mean: Double, variance: Double, most: Int) {
    center = mean + 0.5
    width = 1.715_527_769_921_413_5 * (variance + 0.5).squareRoot() + 0.898_916_162_058_898_8
    self.most = Double(most)
  }

  @inline(__always)
  mutating func propose(using generator: inout Xoshiro256PlusPlus) -> Int {
    while true {
      height = 1 - generator.unit()
      let place = center + width * (generator.unit() - 0.5) / height
      if place >= 0 && place < most + 1 { return Int(place) }
    }
  }

  /// Whether the proposal is accepted, given the logarithm of its mass over the mode's; two squeezes save the logarithm.
  @inline(__always)
  func accepts(_ logRatio: Double) -> Bool {
    if height * (4 - height) - 3 <= logRatio { return true }
    if height * (height - logRatio) >= 1 { return false }
    return 2 * log(height) <= logRatio
  }
}

extension Xoshiro256PlusPlus {
  /// Draws a number from 0 up to but not including 1, a multiple of 2⁻⁵³.
  @inline(__always)
  fileprivate mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
