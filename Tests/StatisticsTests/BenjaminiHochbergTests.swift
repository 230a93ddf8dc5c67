import Statistics
import Testing

@Suite("Benjamini-Hochberg")
struct BenjaminiHochbergTests {
  @Test(
    "the fifteen p-values of the paper give four rejections at 0.05, where Bonferroni gives three")
  func paper() {
    let paper = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1.0,
    ]
    let adjusted = benjaminiHochberg(paper)
    #expect(adjusted.count { $0 <= 0.05 } == 4)
    #expect(abs(adjusted[3] - 15.0 / 4 * 0.0095) < 1e-15)
    #expect(adjusted[14] == 1)
  }

  @Test("the adjusted value is the least level at which the step-up rule rejects", arguments: 1...6)
  func definition(seed: UInt64) {
    var generator = SeededGenerator(seed: seed, label: "benjamini-hochberg")
    let values = (0..<9).map { _ in Double.random(in: 0...1, using: &generator) }
    let adjusted = benjaminiHochberg(values)
    for level in stride(from: 0.01, through: 1, by: 0.01) {
      // The rule itself: the largest rank i whose p-value is at most i / m of the level, and all before it.
      let sorted = values.sorted()
      let last = sorted.indices.last { sorted[$0] <= Double($0 + 1) / 9 * level }
      let limit = last.map { sorted[$0] } ?? -1
      #expect(values.map { $0 <= limit } == adjusted.map { $0 <= level }, "level \(level)")
    }
  }

  @Test("no tests give none, ties stay tied, and the order of the input is kept")
  func edges() {
    #expect(benjaminiHochberg([]).isEmpty)
    #expect(benjaminiHochberg([0.5, 0.01, 0.5]) == [0.5, 0.03, 0.5])
  }
}
