import Statistics
import Testing

@Suite struct `The binomial distribution` {
  /// The probability of `successes` or more, summed with 40 digits.
  struct Tail: Sendable {
    let trials: Int
    let probability: Double
    let successes: Int
    let value: Double
  }

  @Test(
    "The upper tail counts the bound in and agrees with the sum of its terms",
    arguments: [
      Tail(trials: 10, probability: 0.5, successes: 8, value: 0.0546875),
      Tail(trials: 20, probability: 0.25, successes: 12, value: 0.00093539157933264505),
      Tail(trials: 1000, probability: 0.01, successes: 40, value: 4.688553566249803e-13),
      Tail(trials: 100, probability: 0.5, successes: 100, value: 7.8886090522101181e-31),
    ])
  func upperTail(tail: Tail) {
    let binomial = Binomial(trials: tail.trials, probability: tail.probability)
    #expect(agrees(binomial.upperTail(atLeast: tail.successes), tail.value, within: 1e-12))
    #expect(agrees(binomial.cumulative(tail.successes - 1), 1 - tail.value))
  }

  @Test("Counts beyond the trials have the probabilities 0 and 1")
  func ends() {
    let binomial = Binomial(trials: 5, probability: 0.3)
    #expect(binomial.cumulative(-1) == 0)
    #expect(binomial.cumulative(5) == 1)
    #expect(binomial.upperTail(atLeast: 0) == 1)
    #expect(binomial.upperTail(atLeast: 6) == 0)
    #expect(Binomial(trials: 0, probability: 0.3).cumulative(0) == 1)
  }

  @Test("A sure and an impossible success leave no doubt")
  func certainty() {
    #expect(Binomial(trials: 5, probability: 1).upperTail(atLeast: 5) == 1)
    #expect(Binomial(trials: 5, probability: 1).cumulative(4) == 0)
    #expect(Binomial(trials: 5, probability: 0).upperTail(atLeast: 1) == 0)
    #expect(Binomial(trials: 5, probability: 0).cumulative(0) == 1)
  }

  @Test("A probability above 1 ends the process")
  func domain() async {
    await #expect(processExitsWith: .failure) { _ = Binomial(trials: 5, probability: 1.1) }
  }
}
