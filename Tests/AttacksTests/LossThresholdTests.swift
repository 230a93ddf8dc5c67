import Attacks
import Auditing
import Tensors
import Testing

@Suite("Loss threshold")
struct LossThresholdTests {
  @Test("the score is minus the loss, exactly")
  func minusLoss() throws {
    let signals = try Signals(
      records: [0, 1], seed: 1, target: [.loss: Tensor(shape: [2, 1], scalars: [0.25, 7.5])])
    #expect(try attack("m-loss").scores(for: signals) == [-0.25, -7.5])
  }

  @Test("several queries are refused until their combination is declared")
  func queries() throws {
    let signals = try Signals(
      records: [0], seed: 1, target: [.loss: Tensor(shape: [1, 2], scalars: [1, 2])])
    #expect(throws: AuditingError("one query for each record is needed, found 2")) {
      try attack("m-loss").scores(for: signals)
    }
  }
}
