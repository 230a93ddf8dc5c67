import Metrics
import Testing

@Suite struct `Duplicates across the split` {
  @Test("Records are counted whose equal stands on the other side, not on their own")
  func counts() {
    let found = DuplicatesAcrossSplit(
      keys: [7, 7, 7, 8, 8, 9, 10, 10],
      isMember: [true, true, false, true, true, false, false, true])
    #expect(found.members == 3 && found.nonMembers == 2)
    #expect(found.total == 5 && found.contents == 2)
  }

  @Test("Without records, or with distinct ones, there is none")
  func none() {
    #expect(DuplicatesAcrossSplit(keys: [], isMember: []).total == 0)
    #expect(DuplicatesAcrossSplit(keys: [1, 2], isMember: [true, false]).total == 0)
  }
}
