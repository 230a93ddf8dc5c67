import Attacks
import Auditing
import Tensors
import Testing

@Suite("Mean loss")
struct MeanLossTests {
  @Test("the score is minus the average over the queries")
  func average() throws {
    let signals = Signals(
      audited: try Outputs(
        records: [0, 1],
        target: [.loss: Tensor(shape: [2, 4], scalars: [1, 2, 3, 6, 0.5, 0.5, 0, 0])]), seed: 1)
    #expect(try attack("m-mean").scores(for: signals) == [-3, -0.25])
  }

  @Test("with one query it is m-loss")
  func oneQuery() throws {
    let signals = try SampleSignals().signals()
    #expect(
      try attack("m-mean").scores(for: signals) == attack("m-loss").scores(for: signals))
  }
}
