import Learning
import Models
import Tables
import Testing

@Suite("Feature scaling fitted on members")
struct TabularClassifierTests {
  private func records() throws -> Records {
    let feature = Feature(name: "x", values: .numeric([1, 2, 3, .nan, 100]))
    let level = Feature(
      name: "c", values: .categorical(Categories(codes: [0, 0, 1, -1, 2], names: ["a", "b", "z"])))
    return try Records(
      Dataset(
        name: "t", features: [feature, level],
        label: Categories(codes: [0, 1, 0, 1, 0], names: ["n", "y"]), groups: [], sources: []))
  }

  @Test("numbers are standardised by the members alone; what members never show is switched off")
  func fitted() throws {
    let records = try records()
    #expect(
      records.columns.map(\.kind) == [
        .number, .missing, .level("a"), .level("b"), .level("z"), .missing,
      ])
    let scaling = FeatureScaling(fittedOn: [0, 1, 2], of: records)
    var batch = [Float](repeating: 0, count: 30)
    scaling.gather([0, 1, 2, 3, 4], of: records.features, into: &batch)
    let deviation = (2.0 / 3).squareRoot()
    let expected: [[Float]] = [
      [Float(-1 / deviation), 0, 1, 0, 0, 0], [0, 0, 1, 0, 0, 0],
      [Float(1 / deviation), 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 0],
      [Float(98 / deviation), 0, 0, 0, 0, 0],
    ]
    for (row, values) in expected.enumerated() {
      for (column, value) in values.enumerated() {
        #expect(abs(batch[row * 6 + column] - value) <= 2e-4 * max(1, abs(value)))
      }
    }
  }

  @Test("a number that is the same for all members is switched off")
  func constant() throws {
    let scaling = FeatureScaling(fittedOn: [1], of: try records())
    #expect(scaling.scale[0] == 0)
  }
}
