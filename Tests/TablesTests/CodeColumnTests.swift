import Tables
import Testing

@Test("A column of codes may have 65536 levels and not one more")
func limitsCodes() throws {
  for (count, message) in [
    (65_536, nil),
    (
      65_537,
      "a.npz:y: the array has more than 65536 different labels; name another array as the labels"
    ),
  ] {
    let numbers = NPYBytes.integers(Array(0..<count))
    let found = try arraysMessage(
      "features: a.npz:X\nlabels: a.npz:y\n", [("X", numbers), ("y", numbers)])
    #expect(found == message)
  }
}
