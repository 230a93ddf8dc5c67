import PrivacyBounds
import Testing

@Suite struct `Counts of trials` {
  @Test("Trials that share a model are refused with the number of models")
  func oneModel() {
    let line = refusal {
      _ = try TrialCounts(
        truePositives: 10, falseNegatives: 0, falsePositives: 0, trueNegatives: 10, models: 1)
    }
    #expect(
      line
        == "needs independent models, one for each of 20 trials, 1 given; "
        + "bound many canaries of one model by a one-run audit")
  }

  @Test("A side without a trial is refused", arguments: [(0, 5), (5, 0), (0, 0)])
  func sides(positives: Int, negatives: Int) {
    let line = refusal { _ = try trials(positives, of: positives, 0, of: negatives) }
    #expect(line?.contains("bound nothing") == true)
  }

  @Test("A negative count is refused")
  func negative() {
    #expect(refusal { _ = try trials(6, of: 5, 0, of: 5) } == negativeLine)
    #expect(refusal { _ = try trials(5, of: 5, 6, of: 5) } == negativeLine)
  }

  private let negativeLine = "a count of trials is -1; counts are 0 or more"
}
