import Tables
import Tensors
import Testing

@Suite("Images as records of a table")
struct RecordImagesTests {
  private static let shape = ImageShape(height: 1, width: 2, channels: 1)

  private func table(_ values: Coordinates.Values, labels: [Int32]) -> Dataset {
    Dataset(
      name: "images", features: [], label: Categories(codes: labels, names: ["a", "b"]), groups: [],
      sources: [], images: RecordImages(shape: Self.shape, values: values))
  }

  @Test(
    "records are compared by their images, which selecting, joining and appending keep")
  func kept() throws {
    let table = table(.bytes([0, 51, 102, 153, 204, 255]), labels: [0, 1, 0])
    let records = try Records(table.selecting(rows: [2, 0]))
    #expect(records.columns.isEmpty && records.classCount == 2)
    #expect(records.coordinates?.rows([0, 1]).scalars == [0.8, 1, 0, 0.2])
    let joined = try table.joining([table.selecting(rows: [1])])
    #expect(joined.images?.values == .bytes([0, 51, 102, 153, 204, 255, 102, 153]))
    let made = Dataset.MadeRecord(values: [], image: [1, 0.5], label: 1, groups: [])
    let more = table.appending([made, table.record(1)])
    #expect(more.images?.values == .bytes([0, 51, 102, 153, 204, 255, 255, 128, 102, 153]))
    #expect(more.label.codes == [0, 1, 0, 1, 1])
    let other = try records.appending(table)
    #expect(other.count == 5 && other.coordinates?.rows([2]).scalars == [0, 0.2])
  }

  @Test("bytes become numbers beside numbers")
  func mixed() throws {
    let joined = try table(.bytes([255, 0]), labels: [0]).joining([
      table(.numbers([0.25, 0.75]), labels: [1])
    ])
    #expect(joined.images?.values == .numbers([1, 0, 0.25, 0.75]))
  }

  @Test("equal images of one class have one key, and one other value another")
  func keys() {
    let table = table(.bytes([1, 2, 1, 2, 1, 3]), labels: [0, 0, 0])
    #expect(table.rowKey(0) == table.rowKey(1) && table.rowKey(0) != table.rowKey(2))
  }

  @Test("images of another size, and a table without images, are refused in one line")
  func sizes() {
    let table = table(.bytes([0, 1]), labels: [0])
    let wide = Dataset(
      name: "wide", features: [], label: table.label, groups: [], sources: [],
      images: RecordImages(
        shape: ImageShape(height: 1, width: 3, channels: 1), values: .bytes([0, 1, 2])))
    let bare = Dataset(name: "bare", features: [], label: table.label, groups: [], sources: [])
    for (other, problem) in [
      (wide, "wide: has images of 1 x 3 x 1 where images has images of 1 x 2 x 1"),
      (bare, "bare: has no images where images has images of 1 x 2 x 1"),
    ] {
      let error = #expect(throws: TablesError.self) { try table.joining([other]) }
      #expect(error?.description.hasPrefix(problem) == true)
    }
  }
}
