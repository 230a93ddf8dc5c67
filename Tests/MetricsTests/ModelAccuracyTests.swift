import Auditing
import Metrics
import Statistics
import Testing

@Suite struct `The model's accuracy` {
  static func readings(
    isCorrect: [Bool], isMember: [Bool], settings: String = ""
  ) throws -> [Reading] {
    try ModelAccuracy.reading(settings).readings(
      of: .predictions(Predictions(isCorrect: isCorrect, isMember: isMember)))
  }

  @Test("Members count for the training accuracy and non-members for the test accuracy")
  func sides() throws {
    let readings = try Self.readings(
      isCorrect: [true, true, false, true, false, true, false],
      isMember: [true, true, true, true, false, false, false], settings: "level: 0.8")
    #expect(readings.map(\.metric) == ["train-accuracy", "test-accuracy"])
    #expect(readings.map(\.value) == [0.75, 1.0 / 3])
    #expect(readings.map(\.count) == [4, 3])
    #expect(
      readings.map(\.interval) == [
        clopperPearson(successes: 3, trials: 4, level: 0.8),
        clopperPearson(successes: 1, trials: 3, level: 0.8),
      ])
  }

  @Test("A side without records has no accuracy, and the other keeps its own")
  func missingSide() throws {
    let members = try Self.readings(isCorrect: [true, false], isMember: [true, true])
    #expect(members.map(\.status) == [.ok, .notApplicable])
    #expect(members.map(\.value) == [0.5, nil])
    #expect(members[1].convention == "no non-members")
    let nobody = try Self.readings(isCorrect: [], isMember: [])
    #expect(nobody.map(\.status) == [.notApplicable, .notApplicable])
    #expect(nobody.map(\.count) == [0, 0])
  }

  @Test("An attack's scores say nothing of the model's accuracy")
  func scores() throws {
    #expect(try ModelAccuracy.readings(of: Sample.shapes[0]).isEmpty)
  }
}
