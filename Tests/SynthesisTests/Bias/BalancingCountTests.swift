import Statistics
import Synthesis
import Testing

@Suite("The least number of records for exact balance")
struct BalancingCountTests {
  @Test(
    "the published examples need 918 and 2,400 records",
    arguments: [([2041, 2959], 918, [918, 0]), ([3200, 800], 2400, [0, 2400])])
  func published(counts: [Int], added: Int, levels: [Int]) throws {
    let found = try #require(BalancingCount(counts: [counts], priors: [[0.5, 0.5]]))
    #expect(found.added == added && found.levels == [levels] && found.isExact)
  }

  @Test(
    "a level without prior mass that has records makes balance impossible, without records it does not"
  )
  func impossible() {
    #expect(BalancingCount(counts: [[3, 1]], priors: [[1, 0]]) == nil)
    #expect(BalancingCount(counts: [[3, 0]], priors: [[1, 0]])?.added == 0)
  }

  @Test("priors that no whole numbers meet are rounded, and it is said so")
  func rounded() throws {
    let third = 1 / 3.0.squareRoot()
    let found = try #require(BalancingCount(counts: [[10, 10]], priors: [[third, 1 - third]]))
    #expect(!found.isExact && found.levels[0].reduce(0, +) == found.added)
  }

  @Test(
    "several attributes need no fewer than a search over all joint additions finds, and no more")
  func exhaustive() throws {
    var generator = SeededGenerator(seed: 5, label: "balance")
    for _ in 0..<20 {
      let joint = (0..<4).map { _ in 1 + generator.integer(below: 5) }
      let counts = [
        [joint[0] + joint[1], joint[2] + joint[3]], [joint[0] + joint[2], joint[1] + joint[3]],
      ]
      let priors = [[0.5, 0.5], [0.25, 0.75]]
      let found = try #require(BalancingCount(counts: counts, priors: priors))
      #expect(found.added == Self.slow(joint, priors))
    }
  }

  /// The least total of additions to four cells that meets both margins, by trying all of them.
  private static func slow(_ joint: [Int], _ priors: [[Double]]) -> Int {
    func meets(_ cells: [Int]) -> Bool {
      let total = Double(cells.reduce(0, +))
      return Double(cells[0] + cells[1]) == priors[0][0] * total
        && Double(cells[0] + cells[2]) == priors[1][0] * total
    }
    for total in 0... {
      for first in 0...total {
        for second in 0...(total - first) {
          for third in 0...(total - first - second) {
            let added = [first, second, third, total - first - second - third]
            if meets(zip(joint, added).map { $0 + $1 }) { return total }
          }
        }
      }
    }
    return -1
  }

  @Test("apportioned numbers add up and differ by less than 1 from their exact shares")
  func apportionment() {
    #expect(apportioned(10, by: [0.25, 0.25, 0.5]) == [3, 2, 5])
    #expect(apportioned(918, by: [1, 0]) == [918, 0])
    #expect(apportioned(0, by: [0, 0]) == [0, 0])
  }
}
