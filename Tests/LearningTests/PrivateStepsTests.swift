import Foundation
import Learning
import Privacy
import Settings
import Testing

@Suite("Private steps")
struct PrivateStepsTests {
  private func steps(
    _ privacy: String, records: Int = 1_000, parameters: Int = 500, batch: Int = 50
  ) throws -> PrivateSteps {
    var settings = try Settings(
      yaml: "epochs: 10\nbatch: \(batch)\nprivacy: {\(privacy)}", file: "test")
    let plan = try TrainingPlan(&settings)
    return try PrivateSteps.planned(
      of: plan, asking: #require(plan.privacy), records: records, parameters: parameters)
  }

  @Test("noise found for an epsilon keeps within it and is near the least", arguments: [0.5, 2, 8])
  func calibration(epsilon: Double) throws {
    for accountant in ["rdp", "pld"] {
      let found = try steps("epsilon: \(epsilon), accountant: \(accountant)")
      #expect(found.epsilon <= epsilon && found.epsilon > 0.97 * epsilon, "\(accountant)")
    }
    let tight = try steps("epsilon: \(epsilon), accountant: pld")
    #expect(try tight.noise < steps("epsilon: \(epsilon), accountant: rdp").noise)
  }

  @Test("the claim is never below that of the same noise without grid and rounding")
  func rounding() throws {
    for parameters in [10, 10_000, 1_000_000] {
      let found = try steps("noise: 1, accountant: rdp", parameters: parameters)
      let ideal = try RDPAccountant(
        PrivacyEvent(
          .poissonSampled(probability: found.probability, .gaussian(noiseMultiplier: 1)),
          under: .addOrRemoveOne), count: found.count
      ).epsilon(delta: 1e-5)
      #expect(found.epsilon > ideal && found.epsilon < 1.1 * ideal)
    }
  }

  @Test("steps and batches follow from records, epochs and the expected batch")
  func sizes() throws {
    let found = try steps("noise: 2", records: 1_010)
    #expect(found.count == 10 * 21)
    #expect(found.probability == 50.0 / 1_010)
    #expect(found.largestBatch > 50 + 8 * 7 && found.largestBatch < 200)
    #expect(found.unit == 2 * 0x1p-16)
    let all = try steps("noise: 2", records: 20)
    #expect(all.probability == 1 && all.largestBatch == 20)
  }

  @Test("a delta below what the noise is exact to is refused")
  func exactness() throws {
    let error = #expect(throws: LearningError.self) {
      try steps("noise: 1, delta: 1.0e-12", parameters: 1_000_000)
    }
    #expect(error?.description.contains("take a larger delta") == true)
  }
}
