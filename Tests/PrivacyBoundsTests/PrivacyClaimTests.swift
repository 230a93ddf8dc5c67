import Foundation
import PrivacyBounds
import Testing

@Suite struct `A claim of privacy` {
  @Test("For groups of k it is (k epsilon, k e^((k-1) epsilon) delta), and itself for one record")
  func groups() throws {
    let claim = try PrivacyClaim(epsilon: 1, delta: 1e-5)
    #expect(claim.forGroups(of: 1) == claim)
    let three = try #require(claim.forGroups(of: 3))
    #expect(three.epsilon == 3)
    #expect(agrees(three.delta, 3 * exp(2.0) * 1e-5, to: 1e-18))
  }

  @Test(
    "It says nothing of groups for which delta would be 1, and pure claims always say something")
  func large() throws {
    #expect(try PrivacyClaim(epsilon: 8, delta: 1e-5).forGroups(of: 3) == nil)
    let pure = try PrivacyClaim(epsilon: 8, delta: 0).forGroups(of: 100)
    #expect(try pure == PrivacyClaim(epsilon: 800, delta: 0))
  }

  @Test("Numbers that are no claim are refused")
  func refusals() {
    #expect(
      refusal { _ = try PrivacyClaim(epsilon: -1, delta: 0) }
        == "the claimed epsilon is -1.0; give one of 0 or more")
    #expect(refusal { _ = try PrivacyClaim(epsilon: 1, delta: 1) } != nil)
  }
}
