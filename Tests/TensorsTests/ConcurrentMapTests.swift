import Tensors
import Testing

@Suite("Concurrent map")
struct ConcurrentMapTests {
  private struct Refusal: Error, Equatable { let value: Int }

  @Test("results stand in the order of the values at every width", arguments: [1, 2, 7, 100])
  func order(_ width: Int) async throws {
    let squares = try await concurrentMap(Array(0..<50), width: width) { $0 * $0 }
    #expect(squares == (0..<50).map { $0 * $0 })
  }

  @Test("each result is reported once, and an error ends the work")
  func reports() async throws {
    var counts: [Int] = []
    _ = try await concurrentMap([3, 1, 2], width: 2, finished: { counts.append($0) }) { $0 }
    #expect(counts == [1, 2, 3])
    await #expect(throws: Refusal(value: 4)) {
      try await concurrentMap(Array(0..<9), width: 1) { value in
        if value == 4 { throw Refusal(value: value) }
        return value
      }
    }
  }
}
