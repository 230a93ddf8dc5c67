import Foundation
import Privacy
import Testing

@Suite struct `A privacy event` {
  @Test("Mixed neighbouring relations are refused")
  func relations() throws {
    let normal = Mechanism.gaussian(noiseMultiplier: 1)
    var events = ComposedEvents(under: .replaceOne)
    let other = try PrivacyEvent(normal, under: .addOrRemoveOne)
    let error = #expect(throws: PrivacyError.self) { try events.compose(other) }
    #expect(
      error?.description.contains("cannot be composed with events under 'replace one") == true)
  }

  @Test("Sampling under replacement is refused, inside a composition too")
  func sampling() {
    let sampled = Mechanism.poissonSampled(probability: 0.1, .laplace(noiseMultiplier: 1))
    for mechanism in [sampled, .composed([.init(sampled, count: 2)])] {
      let error = #expect(throws: PrivacyError.self) {
        try PrivacyEvent(mechanism, under: .replaceOne)
      }
      #expect(error?.description.hasSuffix("use 'add or remove one record'") == true)
    }
  }

  @Test(
    "Parameters out of range are refused",
    arguments: [
      Mechanism.gaussian(noiseMultiplier: 0), .gaussian(noiseMultiplier: .nan),
      .laplace(noiseMultiplier: -1), .discreteGaussian(sigma: 1, sensitivity: 0),
      .discreteLaplace(scale: .infinity, sensitivity: 1), .exponential(epsilon: 0),
      .discreteGaussianVector(sigma: 1, sensitivity: 0),
      .poissonSampled(probability: 1.5, .gaussian(noiseMultiplier: 1)),
      .poissonSampled(probability: 0.5, .gaussian(noiseMultiplier: -1)),
      .composed([.init(.gaussian(noiseMultiplier: 1), count: -1)]),
    ])
  func range(mechanism: Mechanism) {
    #expect(throws: PrivacyError.self) { try PrivacyEvent(mechanism, under: .addOrRemoveOne) }
  }

  @Test("Compositions are flattened, and samples of samples multiplied")
  func parts() throws {
    let normal = Mechanism.gaussian(noiseMultiplier: 1)
    let event = try PrivacyEvent(
      .composed([
        .init(normal, count: 2),
        .init(.composed([.init(normal), .init(.exponential(epsilon: 1))]), count: 3),
        .init(.poissonSampled(probability: 0.5, .poissonSampled(probability: 0.5, normal))),
        .init(.poissonSampled(probability: 1, normal)),
      ]), under: .addOrRemoveOne)
    let events = try ComposedEvents(event, count: 10)
    #expect(
      Set(events.parts) == [
        .init(normal, count: 60), .init(.exponential(epsilon: 1), count: 30),
        .init(.poissonSampled(probability: 0.25, normal), count: 10),
      ])
  }
}
