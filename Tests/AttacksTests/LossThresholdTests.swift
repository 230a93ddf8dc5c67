import Attacks
import Auditing
import Tensors
import Testing

@Suite("Loss threshold")
struct LossThresholdTests {
  @Test("the score is minus the loss, exactly")
  func minusLoss() throws {
    let signals = Signals(
      audited: try Outputs(
        records: [0, 1], target: [.loss: Tensor(shape: [2, 1], scalars: [0.25, 7.5])]), seed: 1)
    #expect(try attack("m-loss").scores(for: signals) == [-0.25, -7.5])
  }

  @Test("of several queries the first counts, which is the record itself")
  func queries() throws {
    let signals = Signals(
      audited: try Outputs(
        records: [0], target: [.loss: Tensor(shape: [1, 2], scalars: [1, 2])]), seed: 1)
    #expect(try attack("m-loss").scores(for: signals) == [-1])
  }
}
