import Evaluation
import Tables
import Testing

@Suite("Images described by components")
struct ComponentFeaturesTests {
  private func images(_ bytes: [UInt8]) -> Dataset {
    Dataset(
      name: "images", features: [],
      label: Categories(codes: Array(repeating: 0, count: bytes.count / 2), names: ["a", "b"]),
      groups: [], sources: [],
      images: RecordImages(
        shape: ImageShape(height: 1, width: 2, channels: 1), values: .bytes(bytes)))
  }

  @Test("components are of the first records alone, and taken off again leave the images")
  func described() throws {
    // The first three vary in their first value alone, so that the fourth's second one is not seen.
    let table = images([0, 0, 51, 0, 102, 0, 51, 255])
    let described = try table.describedByComponents(fittedOn: 3, seed: 1)
    #expect(described.features.map(\.name) == ["component 1"])
    guard case .numeric(let values) = described.features[0].values else {
      Issue.record("no numbers")
      return
    }
    #expect(zip(values.map(abs), [0.2, 0, 0.2, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(described.undescribed.features.isEmpty && described.undescribed.images == table.images)
  }

  @Test("images that are all alike get no column")
  func alike() throws {
    #expect(
      try images([7, 9, 7, 9]).describedByComponents(fittedOn: 2, seed: 1).features.isEmpty)
  }
}
