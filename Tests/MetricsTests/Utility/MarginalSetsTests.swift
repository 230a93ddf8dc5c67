import Metrics
import Testing

@Suite("Marginal sets")
struct MarginalSetsTests {
  @Test("all sets come in lexicographic order where there are few enough")
  func all() {
    let sets = MarginalSets(columns: 4, order: 2, atMost: 6, seed: 0)
    #expect(sets.sets == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] && sets.total == 6)
    #expect(MarginalSets(columns: 5, order: 3, atMost: 10, seed: 0).sets.count == 10)
    #expect(MarginalSets(columns: 15, order: 3, atMost: 1000, seed: 0).total == 455)
    #expect(MarginalSets(columns: 2, order: 3, atMost: 10, seed: 0).sets.isEmpty)
  }

  @Test("too many sets are chosen from without repetition, by the seed alone")
  func chosen() {
    let sets = MarginalSets(columns: 60, order: 3, atMost: 50, seed: 3)
    #expect(sets.sets.count == 50 && Set(sets.sets).count == 50 && sets.total == 34_220)
    #expect(sets.sets.allSatisfy { $0[0] < $0[1] && $0[1] < $0[2] && $0[0] >= 0 && $0[2] < 60 })
    #expect(sets == MarginalSets(columns: 60, order: 3, atMost: 50, seed: 3))
    #expect(sets != MarginalSets(columns: 60, order: 3, atMost: 50, seed: 4))
  }

  @Test("every set is chosen about as often as the others")
  func uniform() {
    var counts: [[Int]: Int] = [:]
    for seed in 0..<3000 {
      for set in MarginalSets(columns: 5, order: 2, atMost: 2, seed: UInt64(seed)).sets {
        counts[set, default: 0] += 1
      }
    }
    // 600 expected, deviation 21.9: ten counts beyond 5 deviations have probability 6e-6.
    #expect(counts.count == 10 && counts.values.allSatisfy { abs($0 - 600) < 110 })
  }
}
