import Settings
import Tables
import Testing

@Suite("Names of arrays")
struct ArrayReferenceTests {
  private static let values = NPYBytes.integers([0, 1, 1])

  private func read(_ text: String, _ folder: Folder) throws -> String {
    var settings = try Settings(yaml: "features: '\(text)'\nlabels: y.npy\n", file: "e.yaml")
    let source = try ArraySource(&settings)
    do {
      return try source.read(relativeTo: folder.path, name: "data").sources[0].name
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "the longest beginning that is a file is the file, what follows its colon the array",
    arguments: [
      ("a.npz:v", "a.npz"), ("a:b.npz:v", "a:b.npz"), ("a:b.npz", "a:b.npz"),
      ("a.npz:v:w", "a.npz"), ("c.npz:v", "c.npz:v"), ("./a.npz:v", "a.npz"),
      ("no.npz:v:w", "no.npz: there is no such file; correct the path"),
      ("sub:v", "sub: is no regular file; name the file that holds the array"),
      ("y.npy:v", "y.npy: is an NPY file, whose one array has no name; leave out 'v'"),
    ])
  func separates(text: String, expected: String) throws {
    let folder = try Folder()
    _ = try folder.write(Self.values.bytes, as: "y.npy")
    _ = try folder.write(npz([("v", Self.values), ("v:w", Self.values)]), as: "a.npz")
    _ = try folder.write(npz([("v", Self.values)]), as: "a:b.npz")
    _ = try folder.write(npz([("v", Self.values)]), as: "c.npz")
    _ = try folder.write(Self.values.bytes, as: "c.npz:v")
    try folder.makeFolder("sub")
    #expect(try read(text, folder) == expected)
  }
}
