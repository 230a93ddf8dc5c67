import Arrays
import TemporaryFolders
import Tensors
import Testing

@Suite("Writing arrays")
struct ArrayWriterTests {
  @Test("what is written is read back, alone and in an archive")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let floats: [Float] = [0, -1.5, .leastNonzeroMagnitude, 3e38, 7, 8]
    let whole: [Int64] = [.min, -1, 0, .max]
    var archive = NPZWriter()
    try archive.add("scores", NPYWriter(floats, shape: [2, 3]))
    try archive.add("rows", NPYWriter(whole, shape: [4]))
    try archive.add("keep", NPYWriter([true, false, true], shape: [1, 3]))
    let npz = try folder.write(archive.bytes, as: "a.npz")
    let npy = try folder.write(NPYWriter(floats, shape: [2, 3]).bytes, as: "a.npy")
    var alone = try ArrayFile(path: npy)
    var scores = try ArrayFile(path: npz, array: "scores")
    #expect(scores.shape == [2, 3])
    #expect(try scores.remainingFloats().scalars == floats)
    #expect(try alone.remainingFloats().scalars == floats)
    var rows = try ArrayFile(path: npz, array: "rows")
    #expect(try rows.remainingIntegers() == whole.map { Int($0) })
    var keep = try ArrayFile(path: npz, array: "keep")
    #expect(try keep.remainingIntegers() == [1, 0, 1])
    #expect(keep.shape == [1, 3])
  }

  @Test("the numbers begin at a multiple of 64 bytes")
  func alignment() {
    for count in [0, 1, 999] {
      let bytes = NPYWriter(Array(repeating: Float(1), count: count), shape: [count]).bytes
      #expect((bytes.count - 4 * count).isMultiple(of: 64))
    }
  }
}
