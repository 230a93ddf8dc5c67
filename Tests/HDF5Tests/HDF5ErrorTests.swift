import HDF5
import TemporaryFolders
import Testing

struct HDF5ErrorTests {
  @Test("the line names the file, the place inside it and the problem")
  func line() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.mixed.write(into: folder)
    let reader = try HDF5Reader(path: path)
    let error = try #require(throws: HDF5Error.self) { _ = try reader.doubles(at: "group/q") }
    #expect(error.file == path)
    #expect(error.place == "/group/q")
    #expect(error.problem == "no such group or dataset")
    #expect(error.description == "\(path): /group/q: no such group or dataset")
  }

  @Test("the line has no place when the file itself is the problem")
  func withoutPlace() {
    let error = #expect(throws: HDF5Error.self) { _ = try HDF5Reader(path: "none.h5") }
    #expect(error?.place == nil)
    #expect(error?.description == "none.h5: no such file")
  }
}
