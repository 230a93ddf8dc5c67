import PrivacyBounds
import Testing

@Suite struct `Counts of guesses` {
  @Test(
    "Impossible counts are refused with what is wrong",
    arguments: [
      (0, 0, 0, 0, "0 canaries show nothing"), (10, 11, 0, 0, "11 guesses about 10 canaries"),
      (10, 5, 6, 0, "6 of 5 guesses cannot be correct"), (10, -1, 0, 0, "counts are 0 or more"),
      (10, 5, -1, 0, "counts are 0 or more"), (10, 5, 3, -1, "counts are 0 or more"),
      (10, 5, 4, 2, "4 of 5 guesses cannot be correct with 2 abstentions"),
    ])
  func impossible(canaries: Int, guesses: Int, correct: Int, abstentions: Int, line: String) {
    let refused = refusal {
      _ = try GuessCounts(
        canaries: canaries, guesses: guesses, correct: correct, abstentions: abstentions)
    }
    #expect(refused?.contains(line) == true)
  }

  @Test("Abstentions are planned guesses that were not made")
  func made() throws {
    let counts = try GuessCounts(canaries: 10, guesses: 6, correct: 3, abstentions: 2)
    #expect(counts.made == 4)
  }
}
