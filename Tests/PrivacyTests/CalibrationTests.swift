import Foundation
import Privacy
import Testing

@Suite struct `The calibration of noise` {
  @Test("Finds the noise of published zero-concentrated privacy")
  func published() throws {
    let rho = try ZeroConcentrated.rho(epsilon: 1, delta: 1e-9)
    let noise = try Calibration.leastNoise(
      within: .approximate(epsilon: 1, delta: 1e-9, accountant: "zcdp")
    ) { (noise: Double) throws(PrivacyError) in
      try ComposedEvents(PrivacyEvent(.gaussian(noiseMultiplier: noise), under: .addOrRemoveOne))
    }
    #expect(agrees(noise, ZeroConcentrated.noiseMultiplier(rho: rho), to: 1e-8))
  }

  @Test(
    "What is found keeps the budget, and a little less noise does not", arguments: ["rdp", "pld"])
  func tight(name: String) throws {
    let budget = PrivacyBudget.approximate(epsilon: 2, delta: 1e-6, accountant: name)
    func events(_ noise: Double) throws(PrivacyError) -> ComposedEvents {
      try ComposedEvents(
        PrivacyEvent(.laplace(noiseMultiplier: noise), under: .replaceOne), count: 30)
    }
    let noise = try Calibration.leastNoise(in: 1...1000, within: budget, events)
    #expect(try budget.allows(events(noise)))
    #expect(try !budget.allows(events(noise * 0.9999)))
  }

  @Test("Finds the greatest loss of a selection")
  func selection() throws {
    let budget = PrivacyBudget.zcdp(rho: 0.1)
    let loss = try Calibration.greatestLoss(within: budget) {
      (loss: Double) throws(PrivacyError) in
      try ComposedEvents(PrivacyEvent(.exponential(epsilon: loss), under: .replaceOne), count: 5)
    }
    #expect(agrees(loss, ZeroConcentrated.selectionEpsilon(rho: 0.02), to: 1e-8))
  }

  @Test("A budget that the range cannot keep is refused")
  func refused() {
    let error = #expect(throws: PrivacyError.self) {
      try Calibration.leastNoise(in: 1...2, within: .zcdp(rho: 0.001)) {
        (noise: Double) throws(PrivacyError) in
        try ComposedEvents(PrivacyEvent(.gaussian(noiseMultiplier: noise), under: .replaceOne))
      }
    }
    #expect(error?.description.hasPrefix("noise of 2.0 is not enough for rho 0.001") == true)
  }
}
