import Foundation
import Metrics
import NearestNeighbors
import Tensors
import Testing

@Suite("Entropy weights")
struct EntropyWeightsTests {
  @Test("the entropy-weighted score is that of the published formula in scikit-learn 1.9.1")
  func weighted() async throws {
    let (real, synthetic) = (try Lattices.real, try Lattices.synthetic)
    let members = try EuclideanPoints(entropyWeighted(real.features, by: real.features))
    let found = try await ReleaseNeighbors(
      released: EuclideanPoints(entropyWeighted(synthetic.features, by: real.features)),
      members: members, holdOut: members, threads: 1)
    #expect(found.identifiableShare == 0.45)
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
}
