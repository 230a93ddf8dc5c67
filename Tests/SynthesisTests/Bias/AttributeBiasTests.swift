import Foundation
import Synthesis
import Testing

@Suite("Bias of one attribute and of several")
struct AttributeBiasTests {
  static func attribute(
    _ prior: [Double], smoothing: Double = 1e-12,
    _ direction: AttributeBias.Direction = .priorFromData
  ) throws -> AttributeBias {
    try AttributeBias(
      name: "a", levels: prior.enumerated().map { ("\($0)", $1) }, smoothing: smoothing,
      direction: direction)
  }

  @Test(
    "divergences are those worked out by hand",
    arguments: [
      ([80.0, 20.0], AttributeBias.Direction.priorFromData, 0.223144),
      ([80, 20], .dataFromPrior, 0.192745),
      ([2041, 2959], .dataFromPrior, 0.0169505),
    ])
  func divergence(counts: [Double], direction: AttributeBias.Direction, value: Double) throws {
    let found = try Self.attribute([1, 1], direction).divergence(counts)
    #expect(abs(found - value) < 1e-6)
  }

  @Test("the loss is half the sum of squared divergences, and the total their sum")
  func loss() throws {
    let attribute = try Self.attribute([1, 1], .dataFromPrior)
    let loss = BiasLoss([attribute, attribute])
    let counts = [[80.0, 20], [50, 50]]
    #expect(abs(loss.value(counts) - 0.018575) < 1e-6)
    #expect(abs(loss.total(counts) - 0.192745) < 1e-6)
  }

  @Test("smoothing keeps the divergence of an empty level finite, and shares add up to 1")
  func smoothing() throws {
    let attribute = try Self.attribute([1, 1], smoothing: 0.5)
    #expect(attribute.shares([9, 0]) == [0.95, 0.05])
    let expected = 0.5 * log(0.5 / 0.95) + 0.5 * log(0.5 / 0.05)
    #expect(abs(attribute.divergence([9, 0]) - expected) < 1e-12)
  }

  @Test(
    "the gradient by the generator's distribution is that of finite differences",
    arguments: AttributeBias.Direction.allCases)
  func gradient(direction: AttributeBias.Direction) throws {
    let loss = BiasLoss([
      try Self.attribute([2, 1, 1], smoothing: 0.5, direction),
      try Self.attribute([1, 3], smoothing: 0.5, direction),
    ])
    let counts = [[30.0, 50, 20], [70, 30]]
    let guidance = [[0.2, 0.5, 0.3], [0.6, 0.4]]
    let gradient = loss.gradient(counts, batch: 25, guidance: guidance)
    let step = 1e-5
    for attribute in guidance.indices {
      // Differences along directions that keep the sum of shares, as the softmax does.
      for level in guidance[attribute].indices.dropFirst() {
        func value(_ change: Double) -> Double {
          var moved = guidance
          moved[attribute][level] += change
          moved[attribute][0] -= change
          return loss.value(loss.mixture(counts, batch: 25, guidance: moved))
        }
        let difference = (value(step) - value(-step)) / (2 * step)
        let expected = gradient[attribute][level] - gradient[attribute][0]
        #expect(abs(difference - expected) < 1e-7)
      }
    }
  }

  @Test("what is no prior is refused in one line")
  func refused() {
    #expect { try Self.attribute([1]) } throws: {
      "\($0)" == "the prior of 'a' must give two levels or more a mass of 0 or more, not all 0"
    }
    #expect { try Self.attribute([1, -1]) } throws: { "\($0)".hasPrefix("the prior of 'a' must") }
    #expect { try Self.attribute([1, 0], .dataFromPrior) } throws: {
      "\($0)".hasPrefix("KL(data || prior) of 'a' is infinite, since level '1' has no prior mass")
    }
  }
}
