import Foundation
import ImageLearning
import Tables
import Testing

/// The bytes of a file with a header and numbers.
private func file(_ header: String, _ numbers: [Float] = []) -> [UInt8] {
  let length = UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
    + numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
}

private struct Damage: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: [UInt8]
  let message: String
}

@Suite("Files in the format safetensors")
struct SafetensorsFileTests {
  @Test("arrays come with their shapes and numbers")
  func read() throws {
    let bytes = file(
      #"{"__metadata__":{"by":"hand"},"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"#
        + #""a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#, [1.5, -2, 3])
    let arrays = try SafetensorsFile(bytes, name: "x").arrays
    #expect(arrays["a"]?.shape == [2, 1] && arrays["a"]?.numbers == [1.5, -2])
    #expect(arrays["b"]?.shape == [] && arrays["b"]?.numbers == [3] && arrays.count == 2)
  }

  private static let damages = [
    Damage(testDescription: "empty", bytes: [], message: "is no safetensors file"),
    Damage(
      testDescription: "a huge header", bytes: Array(repeating: 0xFF, count: 64),
      message: "is no safetensors file"),
    Damage(testDescription: "no JSON", bytes: file("[}"), message: "its header is no list"),
    Damage(
      testDescription: "halves",
      bytes: file(#"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}"#),
      message: "'a' is of the type F16"),
    Damage(
      testDescription: "another size",
      bytes: file(#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, [1, 2]),
      message: "has a shape that its bytes do not fill"),
    Damage(
      testDescription: "extents that overflow",
      bytes: file(
        #"{"a":{"dtype":"F32","shape":[16777216,16777216,16777216],"data_offsets":[0,8]}}"#, [1, 2]),
      message: "has a shape that its bytes do not fill"),
    Damage(
      testDescription: "a negative extent",
      bytes: file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[4,0]}}"#, [1]),
      message: "has a shape that its bytes do not fill"),
    Damage(
      testDescription: "beyond the end",
      bytes: file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, [1]),
      message: "overlap others, leave a gap or end beyond the file"),
    Damage(
      testDescription: "an overlap",
      bytes: file(
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        [1]), message: "overlap others"),
    Damage(
      testDescription: "bytes left over",
      bytes: file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [1, 2]),
      message: "holds bytes that belong to no array"),
  ]

  @Test("a file that is not what it says is refused in one line", arguments: damages)
  private func damage(_ damage: Damage) {
    let error = #expect(throws: (any Error).self) {
      try SafetensorsFile(damage.bytes, name: "model.safetensors")
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasPrefix("model.safetensors: ") && text.contains(damage.message))
    #expect(!text.contains("\n"))
  }

  @Test("a small network comes back from the arrays that it names, and refuses others")
  func network() throws {
    var shape = ImageNetworkShape(images: ImageShape(height: 2, width: 2, channels: 2))
    shape.add(.convolution(Convolution(2, kernel: 1)), name: "conv")
    shape.add(.batchNorm(.relu), name: "bn")
    shape.add(.dense(outputs: 1, .uniform), name: "fc")
    let parts: [(String, [Int], [Float])] = [
      ("bn.bias", [2], [0, 1]), ("bn.running_mean", [2], [0, 0]),
      ("bn.running_var", [2], [1, 1]), ("bn.weight", [2], [1, 1]),
      ("conv.weight", [2, 2, 1, 1], [1, 0, 0, 1]), ("fc.bias", [1], [0.5]),
      ("fc.weight", [1, 8], [1, 2, 3, 4, 5, 6, 7, 8]),
    ]
    func written(_ parts: [(String, [Int], [Float])]) throws -> SafetensorsFile {
      var (start, entries): (Int, [String]) = (0, [])
      for (name, shape, numbers) in parts {
        let end = start + 4 * numbers.count
        entries.append(
          #""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(start),\#(end)]}"#)
        start = end
      }
      return try SafetensorsFile(
        file("{\(entries.joined(separator: ","))}", parts.flatMap(\.2)), name: "x")
    }
    let network = try ImageNetwork(written(parts), shape: shape)
    // Columns of channels one after the other become columns of points.
    #expect(network.parameters == [1, 0, 0, 1, 1, 1, 0, 1, 1, 5, 2, 6, 3, 7, 4, 8, 0.5])
    #expect(network.statistics == [0, 0, 1, 1])
    #expect(network.named["bn.running_var"]?.numbers == [1, 1])
    let missing = #expect(throws: (any Error).self) {
      try ImageNetwork(written(Array(parts.dropLast())), shape: shape)
    }
    #expect(missing.map { "\($0)" }?.contains("has no array 'fc.weight'") == true)
    let more = #expect(throws: (any Error).self) {
      try ImageNetwork(written(parts + [("zz", [1], [1])]), shape: shape)
    }
    #expect(more.map { "\($0)" }?.contains("'zz' is no part of the network") == true)
    var other = parts
    other[0] = ("bn.bias", [1, 2], [0, 1])
    let wrong = #expect(throws: (any Error).self) { try ImageNetwork(written(other), shape: shape) }
    #expect(wrong.map { "\($0)" }?.contains("'bn.bias' has the shape [1, 2]") == true)
  }
}
