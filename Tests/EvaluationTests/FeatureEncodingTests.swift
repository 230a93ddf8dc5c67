import Evaluation
import SampleTables
import Tables
import Tensors
import Testing

@Suite("Feature encoding")
struct FeatureEncodingTests {
  @Test("numbers are scaled and levels chosen by the real table, whatever the release holds")
  func fitted() {
    let names = ["a", "b", "c", "unseen"]
    let real = table(
      "real", numbers: ["x": [1, 3, 1, 3]], levels: ["l": ([1, 1, 0, 2], names)],
      label: ([0, 1, 0, 1], ["n", "y"]))
    let release = table(
      "release", numbers: ["x": [5, .nan, 1e300]], levels: ["l": ([3, -1, 2], names)],
      label: ([1, 1, 1], ["n", "y"]))
    let encoding = FeatureEncoding(fittedOn: [real, release], includesLabel: false)
    // The number, its flag, levels a, c and the rest beside b, the flag.
    #expect(encoding.width == 6)
    let encoded = encoding.encode(real)
    #expect(encoded.shape == [4, 6])
    #expect(Array(encoded.row(0)) == [-1, 0, 0, 0, 0, 0])
    #expect(Array(encoded.row(2)) == [-1, 0, 1, 0, 0, 0])
    #expect(Array(encoded.row(3)) == [1, 0, 0, 1, 0, 0])
    let other = encoding.encode(release)
    #expect(Array(other.row(0)) == [3, 0, 0, 0, 1, 0])
    #expect(Array(other.row(1)) == [0, 1, 0, 0, 0, 1])
    #expect(Array(other.row(2)) == [FeatureEncoding.farthest, 0, 0, 1, 0, 0])
    let labelled = FeatureEncoding(fittedOn: [real], includesLabel: true)
    #expect(labelled.width == 1 + 3 + 1)
    #expect(Array(labelled.encode(real).row(1)) == [1, 0, 0, 0, 1])
  }

  @Test("levels beyond the most frequent share a column, and constants are finite")
  func limits() {
    let names = (0..<300).map { "l\($0)" }
    let codes = (0..<300).flatMap { level in Array(repeating: Int32(level), count: 301 - level) }
    let real = table(
      "real", numbers: ["x": codes.map { _ in 7 }, "huge": codes.map { Double($0) * 1e300 }],
      levels: ["l": (codes, names)], label: (codes.map { $0 % 2 }, ["n", "y"]))
    let encoding = FeatureEncoding(fittedOn: [real], includesLabel: false)
    #expect(encoding.width == 2 + FeatureEncoding.levelLimit)
    let encoded = encoding.encode(real)
    #expect(encoded.scalars.allSatisfy { $0.isFinite })
    #expect(Array(encoded.row(codes.count - 1).suffix(2)) == [0, 1])
    #expect(Array(encoded.row(0).dropFirst(1)) == Array(repeating: 0, count: encoding.width - 1))
  }
}
