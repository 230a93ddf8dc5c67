import HDF5
import TemporaryFolders
import Testing

struct ObjectPathTests {
  @Test("a path may begin with \"/\" or not", arguments: ["group/b", "/group/b"])
  func leadingSlash(_ path: String) throws {
    let folder = try TemporaryFolder()
    let reader = try HDF5Reader(path: ForeignFile.mixed.write(into: folder))
    #expect(try reader.integers(at: path) == [2])
  }

  @Test(
    "a path with a component that is no name is a bug of the caller",
    arguments: ["", "//", "a//b", "a/", "./a", "a/../b", "a\0"])
  func notPlain(_ path: String) async {
    await #expect(processExitsWith: .failure) { [path] in
      let folder = try TemporaryFolder()
      let writer = try HDF5Writer(replacing: folder.file("run.h5"))
      try writer.group(path)
    }
  }
}
