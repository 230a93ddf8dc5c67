import Foundation
import Synthesis
import Testing

@Suite("The schedule of noise")
struct NoiseScheduleTests {
  @Test(
    "what is left after steps of a hundred is that of the cosine's formula",
    arguments: [
      (1, 0.999369), (25, 0.847012), (50, 0.493844), (75, 0.144272), (99, 0.000243),
    ])
  func published(step: Int, kept: Double) {
    #expect(abs(NoiseSchedule(steps: 100).kept[step] - kept) < 1e-6)
  }

  @Test("it falls from 1 to almost 0, and jumps multiply", arguments: [2, 10, 1000])
  func falls(steps: Int) {
    let schedule = NoiseSchedule(steps: steps)
    #expect(schedule.kept[0] == 1 && schedule.kept[steps] < 1e-3 && schedule.kept[steps] > 0)
    #expect(zip(schedule.kept, schedule.kept.dropFirst()).allSatisfy { $0 > $1 })
    let product = schedule.kept(from: 0, to: 1) * schedule.kept(from: 1, to: steps)
    #expect(abs(product - schedule.kept[steps]) < 1e-12)
  }

  @Test("times for sampling fall from the last step to 0, without one twice")
  func times() {
    let schedule = NoiseSchedule(steps: 10)
    #expect(schedule.times(4) == [10, 7, 5, 2, 0])
    #expect(schedule.times(10) == Array((0...10).reversed()))
    #expect(schedule.times(99) == schedule.times(10))
  }
}
