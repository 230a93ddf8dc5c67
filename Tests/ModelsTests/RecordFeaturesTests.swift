import Auditing
import Models
import Tables
import Tensors
import Testing

@Suite("Features of the attacked records and the population")
struct RecordFeaturesTests {
  private func features(_ firstValue: Double) throws -> RecordFeatures {
    let feature = Feature(name: "x", values: .numeric([firstValue, 5, 1, 3, .nan]))
    let level = Feature(
      name: "c", values: .categorical(Categories(codes: [0, 1, 1, 2, 2], names: ["a", "b", "z"])))
    let records = try Records(
      Dataset(
        name: "t", features: [feature, level],
        label: Categories(codes: [0, 1, 0, 1, 0], names: ["n", "y"]), groups: [], sources: []))
    return RecordFeatures(audited: [0, 1], population: [2, 3, 4], of: records)
  }

  @Test("both sets are scaled by the population alone, and what it never shows is switched off")
  func scaled() throws {
    let features = try features(9)
    // Number, missing flag, the levels a, b, z, and the label; the population's numbers 1 and 3 have mean 2 and deviation 1.
    let population: [Float] = [
      -1, 0, 0, 1, 0, 1, 0,
      1, 0, 0, 0, 1, 0, 1,
      0, 1, 0, 0, 1, 1, 0,
    ]
    let audited: [Float] = [
      7, 0, 0, 0, 0, 1, 0,
      3, 0, 0, 1, 0, 0, 1,
    ]
    #expect(features.population.shape == [3, 7] && features.audited.shape == [2, 7])
    for (value, expected) in zip(features.population.scalars, population) {
      #expect(abs(value - expected) < 1e-5)
    }
    for (value, expected) in zip(features.audited.scalars, audited) {
      #expect(abs(value - expected) < 1e-4)
    }
  }

  @Test("another attacked record changes no number of the population but by rounding")
  func independent() throws {
    let (first, second) = (try features(9), try features(-40))
    for (value, other) in zip(first.population.scalars, second.population.scalars) {
      #expect(abs(value - other) < 1e-4)
    }
  }
}
