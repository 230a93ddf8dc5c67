import Arrays
import TemporaryFolders
import Tensors
import Testing

struct NPYHeaderTests {
  static let values = [0, 0.25, 0.5, 0.75, 1, 1.25]

  @Test("all versions are read, and no other", arguments: [[1, 0], [2, 0], [3, 0]] as [[UInt8]])
  func versions(_ version: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(NPYBytes(version: version).bytes, as: "x")
    #expect(try doubles(path) == Self.values)
    for other in [[version[0], 1], [4, 0], [0, 0]] as [[UInt8]] {
      #expect(
        try failure(reading: NPYBytes(version: other).bytes)
          == "x: has NPY version \(other[0]).\(other[1]), but 1.0, 2.0 and 3.0 are known; "
          + "save it with np.save")
    }
  }

  @Test(
    "the literal may be written in any order and spacing that Python takes",
    arguments: [
      "{'shape': (3, 2), 'fortran_order': False, 'descr': '<f4'}",
      "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(3,2,),}",
      " {\n'descr' : '<f4' ,\t'fortran_order' : False , 'shape' : ( 3 , 2 , ) , } ",
    ])
  func spacing(_ literal: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(NPYBytes(literal: literal).bytes, as: "x")
    #expect(try doubles(path) == Self.values)
  }

  @Test(
    "anything else than the literal of an NPY header is refused at its place",
    arguments: [
      ("", 64), ("[]", 0), ("{}", 64), ("{'descr': '<f4'}", 64),
      ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)}", 25),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), 'more': 1}", 65),
      ("{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 2)}", 34),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': 6}", 50),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (6)}", 52),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (03, 2)}", 51),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, x)}", 54),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3 2)}", 53),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)", 64),
      ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)} + 1", 58),
      ("{'descr': '<\\x66', 'fortran_order': False, 'shape': (3, 2)}", 12),
      ("{'descr': '<f\u{e9}', 'fortran_order': False, 'shape': (3, 2)}", 13),
      ("{'descr' '<f4', 'fortran_order': False, 'shape': (3, 2)}", 9),
      ("{descr: '<f4', 'fortran_order': False, 'shape': (3, 2)}", 1),
      ("__import__('os').system('true')", 0),
    ])
  func strictness(_ literal: String, _ place: Int) throws {
    let bytes = NPYBytes(literal: literal).bytes
    let end = bytes.count - 24 - 10
    let line = try failure(reading: bytes)
    #expect(
      line
        == "x: has a header that is no NPY header at its character \(place == 64 ? end : place); "
        + "save it again with np.save")
  }

  @Test(
    "shapes that cannot be are refused before memory is taken",
    arguments: [
      ("(-3, 2)", "has a negative extent; get a whole copy"),
      ("(9223372036854775808,)", "has an extent of 19 digits; get a whole copy"),
      (
        "(9223372036854775807, 2)",
        "has the impossible shape [9223372036854775807, 2]; get a whole copy"
      ),
      (
        "(0, 4611686018427387904, 4611686018427387904)",
        "has the impossible shape [0, 4611686018427387904, 4611686018427387904]; get a whole copy"
      ),
      ("()", "is a single number without rows; save it with the shape (1,)"),
      ("(5, 0)", "has the shape [5, 0], whose rows hold nothing; check what was saved"),
      (
        "(1, 300000000)",
        "has rows of 300000000 numbers, above the limit of 268435456; split its rows"
      ),
      (
        "(4, 2)",
        "holds 24 bytes of numbers, but its shape [4, 2] of float32 needs 32; get a whole copy"
      ),
      (
        "(2, 2)",
        "holds 24 bytes of numbers, but its shape [2, 2] of float32 needs 16; get a whole copy"
      ),
      (
        "(1000000000, 200)",
        "holds 24 bytes of numbers, but its shape [1000000000, 200] of float32 needs "
          + "800000000000; get a whole copy"
      ),
      (
        "(\(String(repeating: "1, ", count: 33)))", "has more than 32 axes; save it with fewer"
      ),
    ])
  func shapes(_ shape: String, _ problem: String) throws {
    #expect(try failure(reading: NPYBytes(shape: shape).bytes) == "x: \(problem)")
  }

  @Test("32 axes and an empty first axis are read")
  func unusualShapes() throws {
    let folder = try TemporaryFolder()
    let axes = "(6, " + String(repeating: "1, ", count: 31) + ")"
    let deep = try folder.write(NPYBytes(shape: axes).bytes, as: "deep")
    #expect(try doubles(deep, rows: 4) == Self.values)
    let empty = try folder.write(NPYBytes(shape: "(0, 2)", data: []).bytes, as: "empty")
    var file = try ArrayFile(path: empty)
    #expect(file.shape == [0, 2])
    let rest = try file.remainingFloats()
    #expect(rest.shape == [0, 2])
    #expect(try file.nextFloats(rows: 1) == nil)
  }

  @Test("a header above 64 KiB is refused before it is read")
  func longHeader() throws {
    var bytes = NPYBytes(version: [2, 0]).bytes
    bytes.replaceSubrange(8..<12, with: littleEndian(65_537, 4))
    #expect(
      try failure(reading: bytes)
        == "x: has a header of 65537 bytes, above the limit of 65536; save it with a plain dtype")
  }
}
