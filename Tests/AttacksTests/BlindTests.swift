import Attacks
import Auditing
import Statistics
import Tensors
import Testing

@Suite("Blind")
struct BlindTests {
  /// Records of two features whose members may be shifted or wider spread than non-members.
  private func area(shift: Double, spread: Double, seed: UInt64, count: Int = 200) throws -> Double
  {
    var generator = SeededGenerator(seed: seed, label: "blind records")
    let isMember = (0..<count).map { $0 < count / 2 }
    let features: [Float] = isMember.flatMap { member in
      [
        Float(generator.normal() * (member ? spread : 1) + (member ? shift : 0)),
        Float(generator.normal()),
      ]
    }
    let signals = Signals(
      audited: try Outputs(records: Array(0..<count)), seed: seed,
      labelled: LabelledRecords(
        features: Tensor(shape: [count, 2], scalars: features),
        keys: (0..<count).map { _ in generator.next() }, isMember: isMember))
    let scores = try attack("blind").scores(for: signals)
    let members = scores.indices.filter { isMember[$0] }.map { scores[$0] }
    let others = scores.indices.filter { !isMember[$0] }.map { scores[$0] }
    let wins = members.reduce(0.0) { sum, member in
      sum + others.reduce(0) { $0 + (member > $1 ? 1 : member == $1 ? 0.5 : 0) }
    }
    return wins / Double(members.count * others.count)
  }

  @Test("a shifted split is found")
  func shifted() throws { #expect(try area(shift: 1, spread: 1, seed: 1) > 0.7) }

  @Test("a split that differs in spread only is found through the squares")
  func spread() throws { #expect(try area(shift: 0, spread: 3, seed: 2) > 0.7) }

  /// Areas of cross-fitted scores vary more than those of independent ones, for which the verdict allows a factor of 2 in variance.
  ///
  /// With it, more than 8 of 200 audits at the level 0.01 come with probability below 0.0003 (binomial). The spread
  /// of 200 normal areas is off by more than a fifth with probability below 0.0002.
  @Test(
    "areas of fair splits vary more than independent scores would, and no more than twice as much")
  func null() throws {
    let error = ((200.0 + 1) / (12 * 100 * 100)).squareRoot()
    let areas = try (0..<200).map { try area(shift: 0, spread: 1, seed: UInt64(1000 + $0)) }
    let rejected = areas.count {
      Normal.standard.upperTail(($0 - 0.5) / (error * 2.0.squareRoot())) < 0.01
    }
    #expect(rejected <= 8)
    #expect(abs(mean(areas) - 0.5) < 0.02)
    let spread = (mean(areas.map { ($0 - 0.5) * ($0 - 0.5) })).squareRoot() / error
    #expect(spread > 1 && spread < 1.2 * 2.0.squareRoot(), "\(spread)")
  }

  @Test("folds without one of the sides leave the odds even")
  func oneSided() throws {
    let signals = Signals(
      audited: try Outputs(records: [0, 1, 2]), seed: 1,
      labelled: LabelledRecords(
        features: Tensor(shape: [3, 1], scalars: [1, 2, 3]), keys: [0, 1, 2],
        isMember: [true, true, true]))
    #expect(try attack("blind").scores(for: signals) == [0, 0, 0])
  }
}
