import Arrays
import TemporaryFolders
import Testing

struct ArrayContentsTests {
  @Test(
    "the arrays of a file are listed with shapes, types and reasons",
    arguments: [
      (.matrix, ["float32 [3, 2]"]),
      (.packed, ["logits: float32 [3, 2]", "members: bool [3]"]),
      (
        .object,
        [
          "logits: has dtype object, which would need unpickling; save it as float32",
          "b: float64 [2]",
        ]
      ),
      (
        .datasets,
        [
          "labels: uint64 [3]", "lone: float64 []", "members: bool [3]",
          "packed: float32 [20, 3]", "scores/half: float16 [3, 1]",
          "scores/logits: float32 [3, 2]", "vast: float64 [1099511627776, 2]",
          "words: holds text, not numbers",
        ]
      ),
    ] as [(ForeignFile, [String])])
  func listed(_ source: ForeignFile, _ lines: [String]) throws {
    let folder = try TemporaryFolder()
    let contents = try ArrayFile.contents(ofFileAt: source.write(into: folder))
    #expect(contents.entries.map(\.description) == lines)
    #expect(contents.isComplete)
  }

  @Test("of more than a thousand arrays a thousand are listed, and that they are not all")
  func many() throws {
    let folder = try TemporaryFolder()
    let members = (0..<1001).map { ZipBytes.Member(name: "\($0).npy") }
    let path = try folder.write(ZipBytes(members: members).bytes, as: "x")
    let contents = try ArrayFile.contents(ofFileAt: path)
    #expect(contents.entries.count == 1000)
    #expect(!contents.isComplete)
  }

  @Test("groups that hold themselves end the list instead of going on")
  func cycle() throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.odd.write(into: folder)
    let contents = try ArrayFile.contents(ofFileAt: path)
    #expect(contents.entries.map(\.description) == ["wide: float32 [134217728]"])
    #expect(!contents.isComplete)
    let line = failure { _ = try ArrayFile(path: path) }
    #expect(
      line
        == "odd: holds more groups and datasets than are searched; name the dataset that is meant")
  }

  @Test("a damaged archive is told as a whole, and a file that is cut short too")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.write(ZipBytes(count: 2).bytes, as: "x.npz")
    let array = try folder.write(NPYBytes().bytes.dropLast(), as: "x.npy")
    let lines = [archive, array].map { path in
      failure { _ = try ArrayFile.contents(ofFileAt: path) }
    }
    #expect(
      lines == [
        "x.npz: has a damaged end record; get a whole copy",
        "x.npy: holds 23 bytes of numbers, but its shape [3, 2] of float32 needs 24; "
          + "get a whole copy",
      ])
  }
}
