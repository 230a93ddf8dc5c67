import Foundation
import Metrics
import NearestNeighbors
import Tensors
import Testing

@Suite("Identifiability")
struct IdentifiabilityTests {
  @Test("every worked member has a synthetic record nearer than any other member")
  func worked() async throws {
    let share = try await identifiability(
      members: Worked.real, synthetic: Worked.synthetic, threads: 1)
    #expect(share == 1)
  }

  @Test("the entropy-weighted score is that of the published formula in scikit-learn 1.9.1")
  func weighted() async throws {
    let (real, synthetic) = (try Lattices.real, try Lattices.synthetic)
    let share = try await identifiability(
      members: EuclideanPoints(entropyWeighted(real.features, by: real.features)),
      synthetic: EuclideanPoints(entropyWeighted(synthetic.features, by: real.features)),
      threads: 1)
    #expect(share == 0.45)
  }

  @Test("a column is divided by the entropy of its rounded values, and a constant one vanishes")
  func weights() {
    let members = Tensor<Float>(shape: [4, 2], scalars: [0, 7, 0.4, 7, 1, 7, 0.9, 7])
    let weighted = entropyWeighted(members, by: members)
    // Two values of two records each: ln 2.
    let factor = Float(1 / log(2.0))
    for row in 0..<4 {
      #expect(abs(weighted.scalars[2 * row] - factor * members.scalars[2 * row]) < 1e-6)
      #expect(weighted.scalars[2 * row + 1] == 0)
    }
  }

  @Test("a release as near as other members are does not count")
  func ties() async throws {
    let members = try line([0, 1, 2])
    #expect(
      try await identifiability(members: members, synthetic: line([-1, 3]), threads: 1) == 0)
  }
}
