import Privacy
import RollcallCommands
import Testing

@Suite("Uses of a mechanism")
struct MechanismUseTests {
  @Test("each name stands for its mechanism, with noise in the units of what is released")
  func mechanisms() throws {
    func mechanism(_ name: MechanismName) throws -> Mechanism {
      try MechanismUse(name, noise: 6, sensitivity: 3).mechanism
    }
    #expect(try mechanism(.gaussian) == .gaussian(noiseMultiplier: 2))
    #expect(try mechanism(.discreteGaussian) == .discreteGaussian(sigma: 6, sensitivity: 3))
    #expect(
      try mechanism(.discreteGaussianVector) == .discreteGaussianVector(sigma: 6, sensitivity: 3))
    #expect(try mechanism(.laplace) == .laplace(noiseMultiplier: 2))
    #expect(try mechanism(.discreteLaplace) == .discreteLaplace(scale: 6, sensitivity: 3))
    #expect(try mechanism(.exponential) == .exponential(epsilon: 1))
    let sampled = try MechanismUse(.laplace, noise: 2, sampling: 0.25)
    #expect(sampled.mechanism == .poissonSampled(probability: 0.25, .laplace(noiseMultiplier: 2)))
  }

  @Test(
    "values out of range are refused by name",
    arguments: [
      (MechanismName.gaussian, 0.0, 1.0, 1.0, 1, "noise of 0.0 is out of range"),
      (.gaussian, .nan, 1, 1, 1, "noise of nan is out of range"),
      (.laplace, 1e-4, 1, 1, 1, "times the sensitivity; give from 0.001"),
      (.laplace, 1, 0, 1, 1, "a sensitivity of 0.0 is out of range"),
      (.discreteLaplace, 1, 1.5, 1, 1, "a sensitivity of 1.5 is not a whole number"),
      (.discreteGaussian, 1e6, 1e6, 1, 1, "not a whole number from 1 to 100000"),
      (.gaussian, 1, 1, 1.2, 1, "a sampling chance of 1.2 is out of range"),
      (.gaussian, 1, 1, 0, 1, "a sampling chance of 0.0 is out of range"),
      (.gaussian, 1, 1, 1, 0, "a count of 0 is out of range"),
    ] as [(MechanismName, Double, Double, Double, Int, String)])
  func refused(
    name: MechanismName, noise: Double, sensitivity: Double, sampling: Double, count: Int,
    message: String
  ) throws {
    let error = #expect(throws: (any Error).self) {
      try MechanismUse(
        name, noise: noise, sensitivity: sensitivity, sampling: sampling, count: count)
    }
    let text = try "\(#require(error))"
    #expect(text.hasPrefix("\(name.rawValue): ") && text.contains(message), "\(text)")
  }
}
