import Metrics
import NearestNeighbors
import Testing

@Suite("Authenticity")
struct AuthenticityTests {
  @Test("one of five worked records is authentic")
  func worked() async throws {
    let share = try await authenticity(
      synthetic: Worked.synthetic, members: Worked.real, threads: 1)
    #expect(share == 0.2)
  }

  @Test("copies are not authentic, even of members that have twins")
  func copies() async throws {
    let members = try line([1, 1, 5])
    #expect(try await authenticity(synthetic: members, members: members, threads: 1) == 0)
  }

  @Test("an empty release is refused in one line")
  func refused() async throws {
    let points = try line([1, 2])
    let error = await #expect(throws: MetricsError.self) {
      try await authenticity(synthetic: points.selecting([]), members: points, threads: 1)
    }
    #expect(
      error?.description
        == "no synthetic records to judge the authenticity of; bring a release")
  }
}
