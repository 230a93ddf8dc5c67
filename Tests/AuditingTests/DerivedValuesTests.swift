import Auditing
import Synchronization
import Tensors
import Testing

@Suite("Values derived from banks")
struct DerivedValuesTests {
  private static let computed = Atomic(0)

  /// How many models the bank had that the value was computed from.
  private struct ModelCount: DerivedFromBank {
    let count: Int

    init(_ bank: SignalBank) {
      count = bank.models.count
      DerivedValuesTests.computed.add(1, ordering: .relaxed)
    }
  }

  private struct Refused: DerivedFromBank {
    init(_ bank: SignalBank) throws {
      throw AuditingError("\(try bank.derived(ModelCount.self).count) models are too few")
    }
  }

  @Test("a value is computed once, from all models, for all banks that share the storage")
  func once() async throws {
    let bank = try `Signal banks`.example()
    #expect(bank.leftOut == [] && bank.leavingOut(2).leavingOut(0).leftOut == [0, 2])
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for model in 0..<3 {
        group.addTask { try bank.leavingOut(model).derived(ModelCount.self).count }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == [3, 3, 3] && Self.computed.load(ordering: .relaxed) == 1)
    // One value may rest on another, and an error is told each time.
    for _ in 0..<2 {
      #expect(throws: AuditingError("3 models are too few")) { try bank.derived(Refused.self) }
    }
    #expect(Self.computed.load(ordering: .relaxed) == 1)
  }
}
