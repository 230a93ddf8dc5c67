import Arrays
import TemporaryFolders
import Testing

struct ZipDirectoryTests {
  typealias Member = ZipBytes.Member

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    init(_ name: String, _ zip: ZipBytes) {
      testDescription = name
      bytes = zip.bytes
    }

    init(_ name: String, _ member: Member) {
      self.init(name, ZipBytes(members: [member]))
    }
  }

  @Test(
    "archives of every form are read",
    arguments: [
      Case("stored", Member()), Case("deflated", Member(method: 8)),
      Case("wide entry", Member(isWide: true)), Case("wide end", ZipBytes(isWide: true)),
      Case("comment", ZipBytes(comment: Array("PK\u{5}\u{6} is no end".utf8))),
      Case("descriptor", Member(method: 8, flags: 8, trailer: Array(repeating: 7, count: 16))),
      Case(
        "other members",
        ZipBytes(members: [
          Member(name: "../../x", data: [1]), Member(), Member(name: "d/", data: []),
        ])
      ),
    ])
  func forms(_ form: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(form.bytes, as: "x")
    for rows in [1, 7] { #expect(try doubles(path, rows: rows) == ArrayFileTests.values) }
    #expect(try doubles(path, array: "a") == ArrayFileTests.values)
    #expect(try doubles(path, array: "a.npy") == ArrayFileTests.values)
  }

  private static let whole = "get a whole copy"

  @Test(
    "a member that cannot be right is refused",
    arguments: [
      (Member(flags: 1), "is encrypted; save it without a password"),
      (Member(method: 14), "is packed with zip method 14; save it with np.savez_compressed"),
      (Member(byteCount: 153), "is stored in 152 bytes, but is to have 153"),
      (
        Member(method: 8, byteCount: 1 << 40, isWide: true),
        "is to unpack from 172 into 1099511627776 bytes, which deflate cannot; \(whole)"
      ),
      (
        Member(method: 8, byteCount: 177_569),
        "is to unpack from 172 into 177569 bytes, which deflate cannot; \(whole)"
      ),
      (
        Member(method: 8, byteCount: 177_568),
        "holds 177440 bytes of numbers, but its shape [3, 2] of float32 needs 24; \(whole)"
      ),
      (Member(localName: "b.npy"), "has a local header that contradicts the directory; \(whole)"),
      (Member(localMethod: 8), "has a local header that contradicts the directory; \(whole)"),
      (Member(headerStart: 4), "has no local header where the directory says; \(whole)"),
      (Member(checksum: 5), "does not match its CRC-32; \(whole)"),
      (Member(method: 8, checksum: 5), "does not match its CRC-32; \(whole)"),
      (Member(method: 8, packed: deflated(NPYBytes().bytes + [0])), wrongSize),
      (Member(method: 8, packed: deflated(NPYBytes().bytes) + [0]), wrongSize),
      (Member(method: 8, packed: deflated(NPYBytes().bytes).dropLast()), wrongSize),
      (Member(method: 8, packed: deflated(NPYBytes().bytes.dropLast())), wrongSize),
      (Member(method: 8, packed: [7, 7]), "is damaged; \(whole)"),
      (Member(data: [1, 2, 3]), "is cut short; \(whole)"),
      (
        Member(data: Array("not an array".utf8)),
        "is no NPY array; save it with np.save or np.savez"
      ),
    ])
  func member(_ member: Member, _ problem: String) throws {
    var member = member
    // The start that is wrong by four bytes needs room before the directory.
    if member.headerStart != nil { member.trailer = [0, 0, 0, 0] }
    let bytes = ZipBytes(members: [member]).bytes
    #expect(try failure(reading: bytes, as: "s.npz") == "s.npz: 'a' \(problem)")
  }

  private static let wrongSize =
    "unpacks into another size than the archive says; get a whole copy"

  @Test(
    "a directory that cannot be right is refused",
    arguments: [
      (
        ZipBytes(members: [Member(), Member()]),
        "has two members named 'a.npy'; save each array under a name of its own"
      ),
      (
        ZipBytes(members: [Member(), Member(name: "b.npy", headerStart: 0)]),
        "'a.npy' overlaps what follows it in the archive; \(whole)"
      ),
      (
        ZipBytes(members: [Member(headerStart: 100)]),
        "'a.npy' overlaps what follows it in the archive; \(whole)"
      ),
      (
        ZipBytes(members: [Member(headerStart: 1 << 62, isWide: true)]),
        "'a.npy' overlaps what follows it in the archive; \(whole)"
      ),
      (
        ZipBytes(members: [Member(headerStart: -1, isWide: true)]),
        "has a damaged central directory; \(whole)"
      ),
      (
        ZipBytes(members: [Member(disk: 1)]),
        "is one of several volumes of an archive; save it as one file"
      ),
      (ZipBytes(disk: 1), "is one of several volumes of an archive; save it as one file"),
      (
        ZipBytes(directorySize: 1 << 30),
        "has no central directory where its end says; \(whole)"
      ),
      (ZipBytes(directorySize: 50), "has no central directory where its end says; \(whole)"),
      (ZipBytes(count: 0), "has a damaged central directory; \(whole)"),
      (ZipBytes(count: 2), "has a damaged end record; \(whole)"),
      (ZipBytes(isWide: true, count: 1 << 40), "has a damaged end record; \(whole)"),
      (ZipBytes(members: []), "holds no arrays of numbers; save one with np.savez"),
      (
        ZipBytes(members: [Member(name: "a\n\u{202E}.npy", flags: 1)]),
        "'a\\u{a}\\u{202e}' is encrypted; save it without a password"
      ),
    ])
  func directory(_ zip: ZipBytes, _ problem: String) throws {
    #expect(try failure(reading: zip.bytes, as: "s.npz") == "s.npz: \(problem)")
  }

  @Test("an archive of more than 100,000 members is refused")
  func tooMany() throws {
    let entry = Member(name: "a", data: []).entry(at: 0)
    let local = Member(name: "a", data: []).local
    let count = 100_001
    var bytes = local + Array(repeatElement(entry, count: count).joined())
    let end = bytes.count
    bytes += littleEndian(0x0606_4B50, 4) + littleEndian(44, 8) + littleEndian(0, 12)
    bytes += [count, count, end - local.count, local.count].flatMap { littleEndian($0, 8) }
    bytes += littleEndian(0x0706_4B50, 4) + littleEndian(0, 4) + littleEndian(end, 8)
    bytes += littleEndian(1, 4) + littleEndian(0x0605_4B50, 4) + littleEndian(0, 4)
    bytes += littleEndian(-1, 2) + littleEndian(-1, 2) + littleEndian(-1, 8) + littleEndian(0, 2)
    #expect(
      try failure(reading: bytes) == "x: has 100001 members, above the limit of 100000; split it")
  }
}
