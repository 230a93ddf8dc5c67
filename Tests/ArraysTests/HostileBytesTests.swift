import Arrays
import TemporaryFolders
import Tensors
import Testing

struct HostileBytesTests {
  static let small: [(String, [UInt8])] = [
    ("npy", NPYBytes().bytes), ("stored", ZipBytes().bytes),
    ("deflated", ZipBytes(members: [ZipBytes.Member(method: 8)]).bytes),
    ("wide", ZipBytes(members: [ZipBytes.Member(isWide: true)], isWide: true).bytes),
  ]

  @Test("a file cut short at any byte is refused", arguments: small)
  func cuts(_ name: String, _ bytes: [UInt8]) throws {
    let folder = try TemporaryFolder()
    for length in bytes.indices {
      let path = try folder.write(Array(bytes[..<length]), as: "x")
      #expect(throws: ArraysError.self, "\(name) of \(length) bytes") { try doubles(path) }
    }
    let path = try folder.write(bytes, as: "x")
    #expect(try doubles(path) == ArrayFileTests.values)
  }

  @Test("real files with changed bytes give numbers or an error of one line", arguments: 0..<4)
  func flips(_ part: Int) throws {
    let sources = try [.matrix, .fortran, .plain, .packed].map { (file: ForeignFile) in
      try (file.bytes, file == .plain || file == .packed ? "logits" : nil)
    }
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(seed: UInt64(part))
    for index in 0..<500 {
      var (bytes, array) = sources[index % sources.count]
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = .random(in: .min ... .max, using: &generator)
      }
      let path = try folder.write(bytes, as: "x")
      do {
        _ = try doubles(path, array: array, rows: 2)
        _ = try ArrayFile.contents(ofFileAt: path)
      } catch let error as ArraysError {
        #expect(!error.description.contains("\n"))
      }
    }
  }

  @Test("after an error no more rows are given")
  func afterError() throws {
    let folder = try TemporaryFolder()
    let zip = ZipBytes(members: [ZipBytes.Member(checksum: 5)])
    var file = try ArrayFile(path: folder.write(zip.bytes, as: "x"))
    #expect(try file.nextFloats(rows: 2)?.scalars == [0, 0.25, 0.5, 0.75])
    for _ in 0..<2 {
      let line = failure { _ = try file.nextFloats(rows: 2) }
      #expect(line == "x: 'a' does not match its CRC-32; get a whole copy")
    }
  }
}
