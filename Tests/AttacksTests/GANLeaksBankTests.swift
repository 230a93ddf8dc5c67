import Attacks
import Auditing
import Tables
import Tensors
import Testing

@Suite("GAN-Leaks calibrated by other releases")
struct GANLeaksBankTests {
  private func scores(_ inclusion: [[Bool]], toBank: [Double]) throws -> [Double] {
    let dataset = Dataset(
      name: "d", features: [Feature(name: "x", values: .numeric([0, 1, 2, 3, 4]))],
      label: .notGiven(count: 5), groups: [], sources: [])
    let signals = Signals(
      audited: try Outputs(records: [0, 1]), seed: 1,
      release: ReleaseSignals(
        records: try Records(dataset), audited: [0, 1], released: [2],
        toReleased: [.euclidean: Tensor(shape: [2, 1], scalars: [0.5, 2])],
        bank: ReleaseBank(
          releases: inclusion.map { _ in [3] }, inclusion: Inclusion(inclusion)),
        toBank: Tensor(shape: [2, inclusion.count], scalars: toBank)))
    return try attack("gan-leaks-bank").scores(for: signals)
  }

  @Test(
    "the score is the mean distance to releases made without the record, less that to the release")
  func worked() throws {
    let found = try scores(
      [[true, false], [false, false], [false, true]], toBank: [9, 1, 2, 4, 6, 9])
    #expect(found == [1, 3])
  }

  @Test("a record in all other releases is refused in one line")
  func refused() throws {
    let error = #expect(throws: AuditingError.self) {
      try scores([[false, true], [false, true]], toBank: [1, 1, 1, 1])
    }
    #expect(
      error?.description
        == "row 1 is in all of the 2 other releases: leave each record out of some of them")
  }
}
