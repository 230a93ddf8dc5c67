import Foundation
import ImageSets
import Tables
import Testing

@Suite("The embedded digits")
struct DigitsTests {
  @Test("the readers find 1,797 images of 8 x 8 points and their classes")
  func read() throws {
    let root = ProcessInfo.processInfo.environment["ROLLCALL_ROOT"] ?? "."
    let folder = URL(filePath: root).appending(path: "fixtures/digits").path
    let images = try readImages(ImageLocation("digits.h5:images", relativeTo: folder))
    let labelled = try labelling(
      images, from: ImageLocation("digits.h5:labels", relativeTo: folder))
    #expect(labelled.count == 1797 && labelled.shape.description == "8 x 8 x 1")
    let labels = try #require(labelled.labels)
    let counts = labels.names.indices.map { name in
      labels.codes.count { Int($0) == name }
    }
    #expect(labels.names == (0..<10).map { "\($0)" })
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    guard case .numbers(let values) = labelled.pixels else {
      Issue.record("images of bytes")
      return
    }
    #expect(values.reduce(0) { $0 + Double($1) } == 35107.375)
    #expect(values[5 * 64 + 2] == 0.75 && values.allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}
