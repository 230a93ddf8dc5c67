import Testing
import Unlearning

@Suite("Accuracy beside the oracle's")
struct TugOfWarTests {
  @Test("the tug of war is the published example's")
  func vector() {
    let value = TugOfWar.value(
      Accuracies(forgotten: 0.70, retained: 0.99, test: 0.93),
      Accuracies(forgotten: 0.65, retained: 1, test: 0.94))
    #expect(abs(value - 0.931095) < 1e-12)
  }

  @Test("interclass confusion counts the two classes' mutual errors, by hand")
  func confusion() throws {
    let confusion = try InterclassConfusion(
      predicted: [0, 1, 1, 2, 0, 2], truth: [0, 0, 1, 1, 1, 2],
      forgotten: [(0, 0), (1, 0), (2, 1), (2, 2)], classes: (0, 1))
    // Of five records of the classes 0 and 1, the second and the fifth are taken for the other.
    #expect(confusion.testError == 0.4)
    #expect(confusion.testCount == 5)
    #expect(confusion.forgetCount == 1)
    #expect(throws: UnlearningError.self) {
      try InterclassConfusion(predicted: [0], truth: [0], forgotten: [], classes: (1, 2))
    }
  }
}
