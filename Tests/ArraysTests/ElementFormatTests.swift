import Arrays
import TemporaryFolders
import Tensors
import Testing

struct ElementFormatTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let code: String
    let type: ElementType
    /// The numbers' bit patterns, and the numbers.
    let patterns: [Int]
    let values: [Double]
    var testDescription: String { code }
  }

  static let kinds = [
    Kind(code: "b1", type: .bool, patterns: [1, 0, 1], values: [1, 0, 1]),
    Kind(code: "i1", type: .int8, patterns: [1, 0x80, 0xFF], values: [1, -128, -1]),
    Kind(code: "i2", type: .int16, patterns: [1, 0x8000, 0xFFFF], values: [1, -32768, -1]),
    Kind(code: "i4", type: .int32, patterns: [1, 0x8000_0000, -1], values: [1, -0x1p31, -1]),
    Kind(code: "i8", type: .int64, patterns: [1, .min, -1], values: [1, -0x1p63, -1]),
    Kind(code: "u1", type: .uint8, patterns: [1, 0x80, 0xFF], values: [1, 128, 255]),
    Kind(code: "u2", type: .uint16, patterns: [1, 0x8000, 0xFFFF], values: [1, 32768, 65535]),
    Kind(code: "u4", type: .uint32, patterns: [1, 0x8000_0000, 7], values: [1, 0x1p31, 7]),
    Kind(code: "u8", type: .uint64, patterns: [1, .max, 7], values: [1, 0x1p63, 7]),
    Kind(
      code: "f2", type: .float16, patterns: [0x3C00, 0xC000, 0x3801], values: [1, -2, 0x1.004p-1]),
    Kind(
      code: "f4", type: .float32, patterns: [0x3F80_0000, 0xC000_0000, 0x3F00_0001],
      values: [1, -2, 0x1.000002p-1]),
    Kind(
      code: "f8", type: .float64, patterns: [0x3FF0 << 48, 0x4000 << 48, 0x3FE0 << 48 + 1],
      values: [1, 2, 0x1.0000000000001p-1]),
  ]

  @Test("every dtype in both byte orders gives its numbers", arguments: kinds, ["<", ">", "|"])
  func numbers(_ kind: Kind, _ order: String) throws {
    let width = kind.type.byteCount
    guard order != "|" || width == 1 else { return }
    let data = kind.patterns.flatMap { pattern in
      let bytes = littleEndian(pattern, width)
      return order == ">" ? bytes.reversed() : bytes
    }
    let folder = try TemporaryFolder()
    let npy = NPYBytes(descr: "'\(order)\(kind.code)'", shape: "(3,)", data: data)
    let path = try folder.write(npy.bytes, as: "x")
    var file = try ArrayFile(path: path)
    #expect(file.elementType == kind.type)
    let floats = try file.remainingFloats()
    #expect(floats.scalars == kind.values.map { Float($0) })
    #expect(try doubles(path) == kind.values)
  }

  @Test(
    "a dtype that is no number is refused by its name",
    arguments: [
      ("'|O'", "has dtype object, which would need unpickling; save it as float32"),
      ("'<U5'", "has dtype str, which is text; save numbers"),
      ("'|S5'", "has dtype str, which is text; save numbers"),
      ("'<c8'", "has dtype complex; save its real and its imaginary part as two arrays"),
      ("'<M8[ns]'", "has dtype datetime64; save it as int64"),
      ("'<m8[s]'", "has dtype timedelta64; save it as int64"),
      ("'|V2'", "has dtype void, which is raw bytes; save it as float32"),
      ("'<f16'", "has dtype longdouble; save it as float64"),
      ("'<i3'", "has the unknown dtype '<i3'; save it as float32"),
      ("'|f4'", "has the unknown dtype '|f4'; save it as float32"),
      ("'f4'", "has the unknown dtype 'f4'; save it as float32"),
      ("''", "has the unknown dtype ''; save it as float32"),
      ("[('a', '<f4')]", "has a structured dtype; save each field as an array of its own"),
      ("('<f4', (2,))", "has a structured dtype; save each field as an array of its own"),
    ])
  func refused(_ descr: String, _ problem: String) throws {
    #expect(try failure(reading: NPYBytes(descr: descr).bytes) == "x: \(problem)")
  }

  @Test("whole numbers and truth values are integers, other numbers are refused with their row")
  func integers() throws {
    let folder = try TemporaryFolder()
    let whole = try folder.write(
      NPYBytes(data: floats([0, -1, 2, 3, 0x1p40, 5])).bytes, as: "whole")
    var file = try ArrayFile(path: whole)
    #expect(try file.remainingIntegers() == [0, -1, 2, 3, 1 << 40, 5])
    var truths = try ArrayFile(path: ForeignFile.truths.write(into: folder))
    #expect(try truths.remainingIntegers() == [1, 0, 1])
    for (index, value) in [Float(1.5), .nan, .infinity, 0x1p63].enumerated() {
      let data = floats([0, 1, 2, 3, 4, value])
      let path = try folder.write(NPYBytes(data: data).bytes, as: "broken\(index)")
      var broken = try ArrayFile(path: path)
      #expect(try broken.nextIntegers(rows: 2) == [0, 1, 2, 3])
      let refusal =
        "broken\(index): holds a number in row 2 that is not an integer of 64 bits; "
        + "check what was saved"
      for _ in 0..<2 {
        let line = failure { _ = try broken.nextIntegers(rows: 2) }
        #expect(line == refusal)
      }
    }
  }

  @Test("an unsigned integer beyond 63 bits and a truth value of 2 are refused")
  func misfits() throws {
    let folder = try TemporaryFolder()
    let huge = NPYBytes(descr: "'<u8'", shape: "(1,)", data: littleEndian(-1, 8))
    var file = try ArrayFile(path: folder.write(huge.bytes, as: "huge"))
    let integer = failure { _ = try file.remainingIntegers() }
    #expect(
      integer
        == "huge: holds a number in row 0 that is not an integer of 64 bits; check what was saved")
    let truths = NPYBytes(descr: "'|b1'", shape: "(2,)", data: [1, 2])
    #expect(
      try failure(reading: truths.bytes)
        == "x: holds a number in row 1 that is not a truth value; check what was saved")
  }
}
