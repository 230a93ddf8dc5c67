import Attacks
import Auditing
import Testing

@Suite("Coin flip")
struct CoinFlipTests {
  @Test("scores depend on the record's row number and the seed alone")
  func keyed() throws {
    let flip = try attack("coin-flip")
    let first = try flip.scores(for: Signals(audited: Outputs(records: [3, 8, 13]), seed: 2))
    let second = try flip.scores(for: Signals(audited: Outputs(records: [8, 99, 3]), seed: 2))
    let reseeded = try flip.scores(for: Signals(audited: Outputs(records: [3, 8, 13]), seed: 4))
    #expect(first[0] == second[2] && first[1] == second[0])
    #expect(first != reseeded)
    #expect(first.allSatisfy { (0..<1).contains($0) })
  }
}
