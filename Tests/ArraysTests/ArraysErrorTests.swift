import Arrays
import TemporaryFolders
import Testing

struct ArraysErrorTests {
  @Test("a file's long name with control characters is told on one short line")
  func longName() throws {
    let name = String(repeating: "a", count: 90) + "\n.npy"
    #expect(
      try failure(reading: [1], as: name)
        == String(repeating: "a", count: 80)
        + "…: is no NPY, NPZ or HDF5 file; save the array with np.save")
    #expect(
      try failure(reading: [1], as: "a\n\u{1B}[2J")
        == "a\\u{a}\\u{1b}[2J: is no NPY, NPZ or HDF5 file; save the array with np.save")
  }

  @Test("an error keeps the file, the array and the problem apart")
  func parts() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.object.write(into: folder)
    let error = #expect(throws: ArraysError.self) { try doubles(path, array: "logits") }
    #expect(error?.file == "object")
    #expect(error?.array == "logits")
    #expect(
      error?.problem == "has dtype object, which would need unpickling; save it as float32")
  }
}
