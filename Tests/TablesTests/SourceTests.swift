import Tables
import Testing

@Test("A source has the file's name, size, number of records and SHA-256", arguments: [1, 7, 4096])
func describesSource(_ blockSize: Int) throws {
  // FIPS 180-2, appendix B.1: the hash of "abc". Between b's it is one record of two fields.
  let folder = try Folder()
  let short = try folder.write("abc".utf8, as: "short.csv")
  let schema = Schema(
    columnNames: ["x", "y"], categorical: ["x"], label: "y", delimiter: UInt8(ascii: "b"))
  let other = try folder.write("abd\n\nebf".utf8, as: "other.csv")
  let data = try readCSV(paths: [short, other], name: "data", schema: schema, blockSize: blockSize)
  #expect(
    data.sources.first
      == Source(
        name: "short.csv",
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", byteCount: 3,
        recordCount: 1))
  #expect(data.sources.last?.recordCount == 2)
  #expect(data.sources.last?.byteCount == 8)
}
