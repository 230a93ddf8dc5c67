import Statistics
import Testing

@Suite("Change point")
struct ChangePointTests {
  @Test("a step is found where it is, with its size")
  func step() throws {
    var generator = SeededGenerator(seed: 1, label: "step")
    let values = (0..<20).map { Double($0 % 3) * 0.01 + ($0 < 12 ? 1 : 2) }
    let found = try #require(ChangePoint.find(in: values, using: &generator))
    #expect(found.position == 12 && abs(found.change - 1) < 0.01)
    #expect(found.pValue == 1.0 / 2000)
  }

  @Test("the least p-value is that of the share of orders that are as extreme", arguments: [6, 7])
  func exact(count: Int) throws {
    // Of two blocks of three, 2 of the 20 arrangements are as extreme, and of blocks of 3 and 4 one of 35, whose other end differs.
    var generator = SeededGenerator(seed: 2, label: "exact")
    let values = (0..<count).map { $0 < 3 ? 0.0 : 1.0 }
    let found = try #require(
      ChangePoint.find(in: values, permutations: 20_000, using: &generator))
    #expect(found.position == 3)
    let share = count == 6 ? 2.0 / 20 : 1.0 / 35 + 1.0 / 35
    // Four standard errors of 20,000 draws, plus what the exact count of ties may add.
    #expect(abs(found.pValue - share) < 0.01)
  }

  @Test("an unchanged series is marked at most as often as the level")
  func falseAlarms() {
    var (marked, generator) = (0, SeededGenerator(seed: 3, label: "null"))
    for _ in 0..<400 {
      let values = (0..<15).map { _ in Double.random(in: 0...1, using: &generator) }
      if let found = ChangePoint.find(in: values, permutations: 99, using: &generator),
        found.pValue <= 0.1
      {
        marked += 1
      }
    }
    // Binomial(400, 0.1) lies from 22 to 60 but for 1e-3.
    #expect((22...60).contains(marked))
  }

  @Test("few values and equal values have no change")
  func none() {
    var generator = SeededGenerator(seed: 1, label: "none")
    #expect(ChangePoint.find(in: [1, 2, 3, 4, 5], using: &generator) == nil)
    #expect(ChangePoint.find(in: Array(repeating: 7, count: 30), using: &generator) == nil)
  }
}
