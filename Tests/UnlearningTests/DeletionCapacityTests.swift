import Foundation
import Testing
import Unlearning

@Suite("Deletion capacity")
struct DeletionCapacityTests {
  @Test("the noise is the formula's, worked out by hand")
  func noise() {
    // M = 1 / (6 sqrt 3) = 0.0962250, L = 1 + sqrt(2 0.1 ln 2) = 1.3723288, (m / n)^2 = 1e-4:
    // gamma = 2 0.0962250 1e-4 1.8832863 / 1e-3 = 0.03624385; times sqrt(2 ln 125000) / 2 = 2.4224033.
    let scale = DeletionCapacity.noise(
      deleting: 10, of: 1000, lambda: 0.1, epsilon: 2, delta: 1e-5)
    #expect(abs(scale - 0.0877972) < 1e-4)
  }

  @Test("unlearning's scale grows over that of privacy with the root of the root of the parameters")
  func scales() {
    func ratio(_ parameters: Int) -> Double {
      DeletionCapacity.unlearningScale(
        records: 1000, parameters: parameters, epsilon: 1, delta: 1e-6)
        / DeletionCapacity.privacyScale(
          records: 1000, parameters: parameters, epsilon: 1, delta: 1e-6)
    }
    #expect(abs(ratio(1600) / ratio(100) - 2) < 1e-12)
  }

  @Test("measuring ends at the first size beyond the limit, or refused")
  func measuring() async throws {
    let steps = try await DeletionCapacity.measured(sizes: [1, 10, 100, 1000], repetitions: 3) {
      Double($0) * 0.00015 + Double($1) * 0.0001
    }
    #expect(steps.map(\.deleted) == [1, 10, 100])
    #expect(DeletionCapacity.capacity(steps) == 10)
    #expect(DeletionCapacity.capacity([]) == 0)
  }
}
