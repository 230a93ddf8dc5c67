import Auditing
import Testing

@Suite struct `Inclusion of records` {
  @Test("Each model has its row and the number of records that it saw")
  func rows() {
    let inclusion = Inclusion([[true, false, true], [false, false, false], [true, true, true]])
    #expect(inclusion.modelCount == 3)
    #expect(inclusion.recordCount == 3)
    #expect(Array(inclusion.row(0)) == [true, false, true])
    #expect(Array(inclusion.row(2)) == [true, true, true])
    #expect((0..<3).map(inclusion.trainingSize) == [2, 0, 3])
  }

  @Test("Rows of different lengths end the process")
  func raggedRows() async {
    await #expect(processExitsWith: .failure) { _ = Inclusion([[true, false], [true]]) }
  }
}
