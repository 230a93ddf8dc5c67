import Benchmarks
import Testing

struct RepetitionsTests {
  @Test("the median does not depend on the order and the spread is half the range over it")
  func summary() {
    let repetitions = Repetitions([4, 1, 2, 3, 10])
    #expect(repetitions.median == 3)
    #expect(repetitions.spread == 1.5)
  }

  @Test("one repetition has no spread")
  func single() {
    #expect(Repetitions([7]).median == 7)
    #expect(Repetitions([7]).spread == 0)
  }
}
