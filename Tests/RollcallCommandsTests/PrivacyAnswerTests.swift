import Privacy
import RollcallCommands
import Testing

@Suite("Answers of accountants")
struct PrivacyAnswerTests {
  private func events(_ use: MechanismUse) throws -> ComposedEvents {
    try MechanismList(uses: [use], relation: .addOrRemoveOne).events()
  }

  // Epsilons at delta 1e-5 as dp-accounting 0.6.0 finds them.
  @Test(
    "the least epsilon is the tight one",
    arguments: [
      (try MechanismUse(.gaussian, noise: 10, sensitivity: 2), 0.7255217512),
      (try MechanismUse(.gaussian, noise: 1, sampling: 0.01, count: 1000), 1.828236946),
      (try MechanismUse(.laplace, noise: 10, count: 50), 2.796601097),
      (try MechanismUse(.discreteLaplace, noise: 2, count: 20), 9.859411024),
      (try MechanismUse(.discreteGaussian, noise: 3, count: 10), 4.651951808),
    ])
  func epsilons(use: MechanismUse, epsilon: Double) throws {
    let answers = try PrivacyAnswer.epsilons(of: events(use), delta: 1e-5)
    #expect(answers.map(\.accountant) == ["zcdp", "rdp", "pld"])
    let least = try #require(answers.first { $0.isLeast })
    #expect(try abs(#require(least.value) - epsilon) < 2e-4 * epsilon)
    #expect(answers.allSatisfy { ($0.value ?? .infinity) >= epsilon * 0.9998 })
  }

  @Test("an accountant without an analysis says so, and is not the least")
  func refusal() throws {
    let use = try MechanismUse(.laplace, noise: 1, sampling: 0.1)
    let answers = try PrivacyAnswer.epsilons(of: events(use), delta: 1e-5)
    #expect(answers.map { $0.value == nil } == [true, true, false])
    #expect(answers.map(\.isLeast) == [false, false, true])
    #expect(answers[0].reason.contains("zcdp has no analysis") && answers[2].reason.isEmpty)
  }

  @Test("zero-concentrated privacy adds up in closed form")
  func rho() throws {
    let use = try MechanismUse(.exponential, noise: 8, sensitivity: 2, count: 16)
    let answers = try PrivacyAnswer.epsilons(of: events(use), delta: 1e-6)
    #expect(try abs(#require(answers[0].rho) - 0.5) < 1e-12)
    #expect(answers[1].rho == nil)
  }

  @Test("the noise of zero-concentrated privacy is that of the closed form, times the sensitivity")
  func closedForm() throws {
    let use = try MechanismUse(.discreteGaussian, noise: 1, sensitivity: 3, count: 14)
    let answers = try PrivacyAnswer.leastNoise(
      of: use, under: .replaceOne, epsilon: 1, delta: 1e-9, by: [ZCDPAccountant.self])
    let rho = try ZeroConcentrated.rho(epsilon: 1, delta: 1e-9)
    let noise = 3 * (14 / (2 * rho)).squareRoot()
    #expect(try abs(#require(answers[0].value) - noise) < 1e-8 * noise)
    #expect(answers[0].isLeast)
  }

  @Test(
    "the noise that is found keeps the budget, and a little less does not",
    arguments: [
      (MechanismName.gaussian, 1.0), (.laplace, 0.25), (.discreteLaplace, 2), (.exponential, 5),
      (.discreteGaussian, 2), (.discreteGaussianVector, 0.5),
    ])
  func tight(name: MechanismName, sensitivity: Double) throws {
    let use = try MechanismUse(name, noise: sensitivity, sensitivity: sensitivity, count: 3)
    let answers = try PrivacyAnswer.leastNoise(
      of: use, under: .addOrRemoveOne, epsilon: 4, delta: 1e-6)
    #expect(answers.contains { $0.isLeast })
    for answer in answers {
      guard let noise = answer.value else {
        #expect(name == .discreteGaussianVector && answer.accountant == "pld")
        continue
      }
      func epsilon(_ noise: Double) throws -> Double {
        let use = try MechanismUse(name, noise: noise, sensitivity: sensitivity, count: 3)
        let type = try accountant(named: answer.accountant)
        return try #require(
          PrivacyAnswer.epsilons(of: events(use), delta: 1e-6, by: [type])[0].value)
      }
      #expect(try epsilon(noise) <= 4 * (1 + 1e-6), "\(answer.accountant)")
      #expect(try epsilon(noise * 0.999) > 4, "\(answer.accountant)")
    }
  }
}
