import Arrays
import Foundation
import TemporaryFolders
import Tensors
import Testing

struct ArrayFileTests {
  static let values = [0, 0.25, 0.5, 0.75, 1, 1.25]

  @Test(
    "arrays of NumPy and h5py are read whatever the file's name",
    arguments: [
      (.matrix, nil, values), (.fortran, nil, (0..<12).map { Double($0) }),
      (.truths, nil, [1, 0, 1]), (.plain, "logits", values), (.plain, "labels.npy", [3, 1, 2]),
      (.packed, "logits", values), (.packed, "members", [1, 0, 1]), (.lone, nil, values),
      (.lone, "/group/only", values), (.datasets, "scores/logits", values),
      (.datasets, "scores/half", [0.5, 1, -2]), (.datasets, "labels", [3, 1, 2]),
      (.datasets, "members", [1, 0, 1]), (.datasets, "packed", (0..<60).map { Double($0) }),
    ] as [(ForeignFile, String?, [Double])])
  func foreign(_ source: ForeignFile, _ array: String?, _ values: [Double]) throws {
    let folder = try TemporaryFolder()
    let path = try source.write(into: folder)
    for rows in [1, 7, 1000] {
      #expect(try doubles(path, array: array, rows: rows) == values)
      var file = try ArrayFile(path: path, array: array)
      var floats: [Float] = []
      while let block = try file.nextFloats(rows: rows) { floats += block.scalars }
      #expect(floats == values.map { Float($0) })
    }
    var file = try ArrayFile(path: path, array: array)
    let whole = try file.remainingDoubles()
    #expect(whole == Tensor(shape: file.shape, scalars: values))
  }

  @Test("integers are read from HDF5 as from NPY, in blocks of any size", arguments: [1, 7, 1000])
  func integersOfDatasets(_ rows: Int) throws {
    let folder = try TemporaryFolder()
    let path = try ForeignFile.datasets.write(into: folder)
    let expected = [
      "labels": [3, 1, 2], "members": [1, 0, 1], "packed": Array(0..<60),
    ]
    for (array, values) in expected {
      var file = try ArrayFile(path: path, array: array)
      var integers: [Int] = []
      while let block = try file.nextIntegers(rows: rows) { integers += block }
      #expect(integers == values)
    }
    var half = try ArrayFile(path: path, array: "scores/half")
    let line = failure { _ = try half.remainingIntegers() }
    #expect(
      line
        == "datasets: 'scores/half' holds a number in row 0 that is not an integer of 64 bits; "
        + "check what was saved")
  }

  @Test("a block has the array's other axes and at the end the rows that are left")
  func blocks() throws {
    let folder = try TemporaryFolder()
    var file = try ArrayFile(path: ForeignFile.matrix.write(into: folder))
    #expect(file.shape == [3, 2])
    #expect(file.elementType == .float32)
    #expect(file.byteCount == 152)
    #expect(file.fileName == "matrix")
    #expect(file.arrayName == nil)
    #expect(try file.nextFloats(rows: 2) == Tensor(shape: [2, 2], scalars: [0, 0.25, 0.5, 0.75]))
    #expect(try file.nextDoubles(rows: 2) == Tensor(shape: [1, 2], scalars: [1, 1.25]))
    #expect(try file.nextFloats(rows: 2) == nil)
    #expect(try file.nextIntegers(rows: 2) == nil)
  }

  @Test("rows that are left beyond the limit are refused with the limit")
  func limit() throws {
    let folder = try TemporaryFolder()
    var file = try ArrayFile(path: ForeignFile.matrix.write(into: folder))
    _ = try file.nextFloats(rows: 1)
    let line = failure { _ = try file.remainingFloats(limit: 3) }
    #expect(
      line
        == "matrix: has rows of 2 numbers, of which 2 exceed the limit of 3 numbers; "
        + "read fewer rows at a time")
    let rest = try file.remainingFloats(limit: 4)
    #expect(rest.scalars == [0.5, 0.75, 1, 1.25])
  }

  @Test(
    "an array that is not there, or one of several, is told with the names",
    arguments: [
      (.plain, nil, "holds 2 arrays (logits, labels); name one of them"),
      (.plain, "x", "holds no array 'x'; it holds logits, labels"),
      (
        .datasets, nil,
        "holds 6 arrays (labels, members, packed, scores/half, scores/logits, vast); "
          + "name one of them"
      ),
      (
        .datasets, "x/y",
        "holds no array 'x/y'; it holds labels, lone, members, packed, scores/half, "
          + "scores/logits, vast, words"
      ),
      (.datasets, "a//b", "holds no dataset 'a//b'; name it as group/dataset"),
      (.datasets, "", "holds no dataset ''; name it as group/dataset"),
      (.matrix, "x", "is an NPY file, whose one array has no name; leave out 'x'"),
    ] as [(ForeignFile, String?, String)])
  func naming(_ source: ForeignFile, _ array: String?, _ problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try source.write(into: folder)
    let line = failure { _ = try ArrayFile(path: path, array: array) }
    #expect(line == "\(source.rawValue): \(problem)")
  }

  @Test("of more than twenty names twenty are told")
  func manyNames() throws {
    let members = (0..<25).map { ZipBytes.Member(name: "\($0).npy") }
    let names = (0..<20).map { "\($0)" }.joined(separator: ", ")
    #expect(
      try failure(reading: ZipBytes(members: members).bytes)
        == "x: holds 25 arrays (\(names) and 5 more); name one of them")
  }

  @Test(
    "an array that cannot be read is refused with its name",
    arguments: [
      (
        .object, "logits", "has dtype object, which would need unpickling; save it as float32"
      ),
      (.datasets, "lone", "is a single number without rows; store it with the shape (1,)"),
      (.datasets, "words", "holds text, not numbers"),
      (.datasets, "scores", "is a group or a type, not a dataset"),
      (
        .datasets, "vast",
        "has the shape [1099511627776, 2], but nearly all of its values were never written"
      ),
      (
        .odd, "wide",
        "has chunks of shape [134217728], above the limit of 268435456 bytes; "
          + "store it in smaller chunks"
      ),
    ] as [(ForeignFile, String, String)])
  func refused(_ source: ForeignFile, _ array: String, _ problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try source.write(into: folder)
    let line = failure { _ = try ArrayFile(path: path, array: array) }
    #expect(line == "\(source.rawValue): '\(array)' \(problem)")
  }

  @Test("Fortran order is read for matrices and refused with more axes")
  func fortranOrder() throws {
    let folder = try TemporaryFolder()
    var file = try ArrayFile(path: ForeignFile.fortran.write(into: folder))
    #expect(try file.nextIntegers(rows: 3) == Array(0..<9))
    #expect(try file.nextFloats(rows: 3) == Tensor(shape: [1, 3], scalars: [9, 10, 11]))
    let fortran = NPYBytes(order: "True", shape: "(3,)", data: floats([1, 2, 3]))
    let vector = try folder.write(fortran.bytes, as: "vector")
    #expect(try doubles(vector) == [1, 2, 3])
    #expect(
      try failure(reading: NPYBytes(order: "True", shape: "(3, 2, 1)").bytes)
        == "x: is in Fortran order with 3 axes; save it with np.ascontiguousarray")
    var misfit = try ArrayFile(
      path: folder.write(NPYBytes(order: "True").bytes, as: "misfit"))
    let integers = failure { _ = try misfit.nextIntegers(rows: 3) }
    #expect(
      integers
        == "misfit: holds a number in row 1 that is not an integer of 64 bits; check what was saved"
    )
  }

  @Test("a matrix or a block that would fill the memory is refused before it is read")
  func large() throws {
    let folder = try TemporaryFolder()
    let rows = 200_000_000
    let path = try ["False", "True"].map { order in
      let npy = NPYBytes(order: order, shape: "(\(rows), 2)", data: [])
      let path = try folder.write(npy.bytes, as: order)
      // The rest of the file is a hole, which takes no room on the disk.
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: UInt64(npy.bytes.count + 8 * rows))
      return path
    }
    var file = try ArrayFile(path: path[0])
    let block = failure { _ = try file.nextFloats(rows: rows) }
    #expect(
      block
        == "False: has rows of 2 numbers, of which 200000000 exceed the limit of 268435456 "
        + "numbers; read fewer rows at a time")
    #expect(try file.nextIntegers(rows: 2) == [0, 0, 0, 0])
    let matrix = failure { _ = try ArrayFile(path: path[1]) }
    #expect(
      matrix
        == "True: is in Fortran order with 1600000000 bytes, above the limit of 1073741824; "
        + "save it with np.ascontiguousarray")
  }

  @Test("blocks across the pieces of a large file join to the whole", arguments: [0, 8])
  func largeArray(_ method: Int) throws {
    let folder = try TemporaryFolder()
    let count = 300_000
    let npy = NPYBytes(
      descr: "'>u4'", shape: "(\(count / 3), 3)",
      data: (0..<count).flatMap { littleEndian($0, 4).reversed() })
    let member = ZipBytes.Member(data: npy.bytes, method: method)
    let path = try folder.write(ZipBytes(members: [member]).bytes, as: "x")
    let expected = (0..<count).map { Double($0) }
    #expect(try doubles(path, rows: 33_331) == expected)
    #expect(try doubles(path, rows: 1_000_000) == expected)
  }

  @Test(
    "what is no file of arrays is told in one line",
    arguments: [
      ([], "is no NPY, NPZ or HDF5 file; save the array with np.save"),
      (Array("a,b\n1,2\n".utf8), "is no NPY, NPZ or HDF5 file; save the array with np.save"),
      (
        [0x80, 4, 0x95],
        "is a Python pickle, which is never loaded; save it with np.save"
      ),
    ] as [([UInt8], String)])
  func otherFormats(_ bytes: [UInt8], _ problem: String) throws {
    #expect(try failure(reading: bytes) == "x: \(problem)")
  }

  @Test("folders, pipes and missing files are told in one line")
  func noFile() throws {
    let folder = try TemporaryFolder()
    let missing = failure { _ = try ArrayFile(path: folder.file("none.npy")) }
    #expect(missing == "none.npy: there is no such file; correct the path")
    for path in ["/dev", "/dev/null"] {
      let line = failure { _ = try ArrayFile(path: path) }
      #expect(
        line
          == "\(path.split(separator: "/").last ?? ""): is no regular file; "
          + "name the file that holds the array")
    }
  }
}
