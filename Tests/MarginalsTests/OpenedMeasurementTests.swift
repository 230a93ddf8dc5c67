import Foundation
import Marginals
import Privacy
import Testing

/// An attacker who sees opened noisy counts, and knows everything but one record, guesses for each count whether the record is in it.
///
/// The attacker knows how the noise was meant to be drawn and how broken noise is drawn, and uses whichever gives more away: the likelihood of
/// the opened number under exact discrete Gaussian noise, or whether fixed-point noise can lead to it at all.
@Suite struct `An attacker who sees opened measurements` {
  /// The counts that are opened at a time; they are 0 and 1 in turn.
  private static let counts = 20_000
  /// Six standard errors of a share of that many guesses.
  ///
  /// A right sampler is found wrong with a chance below 1e-8 at each σ, by the normal approximation; the seed is fixed, so that the
  /// outcome is too.
  private static let allowance = 6 * 0.5 / Double(counts).squareRoot()
  /// Fixed-point numbers have 16 binary digits after the point.
  private static let unit = 65_536.0

  /// The share of right guesses by an attack that gives more than 0 for a count of 1.
  private static func accuracy(_ opened: [Double], attack: (Double) -> Double) -> Double {
    let right = opened.enumerated().reduce(0.0) { sum, item in
      let evidence = attack(item.element)
      return sum + (evidence == 0 ? 0.5 : (evidence > 0) == (item.offset % 2 == 1) ? 1 : 0)
    }
    return right / Double(opened.count)
  }

  /// The better of both attacks.
  private static func best(_ opened: [Double], _ noise: DiscreteGaussian) -> Double {
    let sigma = noise.sigma.value
    let likelihood = accuracy(opened) {
      let nearest = Int($0.rounded())
      return noise.probability(of: nearest - 1) - noise.probability(of: nearest)
    }
    func isReachable(_ value: Double) -> Bool {
      // From below and from above, lest the division rounds across a whole number.
      let draw = (value * unit / sigma).rounded(.toNearestOrEven)
      return (-1...1).contains {
        (sigma * (draw + Double($0))).rounded(.towardZero) == value * unit
      }
    }
    let lattice = accuracy(opened) {
      let (zero, one) = (isReachable($0), isReachable($0 - 1))
      return zero == one ? 0 : one ? 1 : -1
    }
    return max(likelihood, lattice)
  }

  /// Opens counts of one attribute through the ledger, as every synthesizer does.
  private static func opened(_ noise: DiscreteGaussian) async throws -> [Double] {
    let domain = try AttributeDomain(names: ["x"], sizes: [counts])
    let records = try DiscreteRecords(
      codes: [stride(from: 1, to: Int32(counts), by: 2).map { $0 }], of: domain)
    let context = ReleaseContext(data: "counts", noise: .seeded(21), keep: { _ in })
    let ledger = try PrivacyLedger(.zcdp(rho: 1), under: .addOrRemoveOne)
    var guarded = try GuardedRecords(records, ledger: ledger, context: context)
    try await guarded.prepare([domain.everything])
    return try guarded.measure(domain.everything, sigma: noise.sigma.value).values
  }

  /// Counts with the noise of a fixed-point sampler: twelve uniform numbers on a grid, less 6, times σ, cut to the grid.
  private static func brokenlyOpened(_ noise: DiscreteGaussian) -> [Double] {
    var state: UInt64 = 5
    func uniform() -> Double {
      // A linear congruence (Knuth's MMIX), of which the upper 16 bits are taken.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 48)
    }
    return (0..<counts).map { place in
      let sum = (0..<12).reduce(0.0) { total, _ in total + uniform() } - 6 * unit
      return Double(place % 2) + (noise.sigma.value * sum).rounded(.towardZero) / unit
    }
  }

  @Test(
    "Is right as often as the exact chances allow, 1/2 + p(0)/2, and no oftener",
    arguments: ["1.7", "3.3", "5", "7.9", "20.3", "134"])
  func exact(sigma: String) async throws {
    let noise = try DiscreteGaussian(sigma: Fraction(decimal: sigma))
    let opened = try await Self.opened(noise)
    let bound = 0.5 + noise.probability(of: 0) / 2
    #expect(opened.allSatisfy { $0 == $0.rounded() })
    #expect(abs(Self.best(opened, noise) - bound) < Self.allowance)
  }

  @Test(
    "Is right much oftener when the noise is a cut product on a grid, so that this test finds such a sampler",
    arguments: ["3.3", "7.9", "20.3", "134.1"])
  func broken(sigma: String) throws {
    let noise = try DiscreteGaussian(sigma: Fraction(decimal: sigma))
    let bound = 0.5 + noise.probability(of: 0) / 2
    let accuracy = Self.best(Self.brokenlyOpened(noise), noise)
    #expect(accuracy > bound + Self.allowance)
    #expect(accuracy > 0.84)
  }
}
