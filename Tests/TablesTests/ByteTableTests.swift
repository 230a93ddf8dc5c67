import Tables
import Testing

@Test("Ten thousand byte strings of 0 to 40 bytes are found under their numbers")
func findsAll() {
  var table = ByteTable()
  let keys = (0..<10_000).map { Array("\(String(repeating: "x", count: $0 % 37))\($0)".utf8) }
  for (index, key) in keys.enumerated() {
    #expect(table.index(of: key.span) == nil)
    #expect(table.add(key.span) == index)
  }
  #expect(table.count == keys.count)
  for (index, key) in keys.enumerated() { #expect(table.index(of: key.span) == index) }
}

@Test("Byte strings that differ in length, in one byte or by a zero byte are different")
func tellsApart() {
  var table = ByteTable()
  let keys: [[UInt8]] = [
    [], [0], [0, 0], [1], [1, 0], [0, 1], [1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8],
    [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 0],
  ]
  for key in keys { table.add(key.span) }
  for (index, key) in keys.enumerated() { #expect(table.index(of: key.span) == index) }
  let absent: [UInt8] = [2]
  #expect(table.index(of: absent.span) == nil)
}
