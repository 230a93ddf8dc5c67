import Foundation

/// A training between two epochs, as bytes that it can go on from exactly.
struct TrainingState: Equatable, Sendable {
  var parameters: [Float]
  var mean: [Float]
  var square: [Float]
  var average: [Float]
  var steps = 0
  /// The mean loss of each finished epoch.
  var losses: [Double] = []

  /// Begins with parameters.
  init(_ parameters: [Float]) {
    self.parameters = parameters
    average = parameters
    mean = Array(repeating: 0, count: parameters.count)
    square = mean
  }

  /// Reads a state.
  ///
  /// - Parameters:
  ///   - bytes: What `bytes()` gave.
  ///   - count: The parameters that there must be.
  /// - Throws: `SynthesisError` where the bytes are no state, or one of another network.
  init(_ bytes: [UInt8], parameters count: Int) throws {
    let kept: Kept
    do {
      kept = try JSONDecoder().decode(Kept.self, from: Data(bytes))
    } catch {
      throw SynthesisError(
        "the checkpoint of the training cannot be read: \(error); remove it, and the training begins anew"
      )
    }
    let arrays = kept.numbers.map(Self.numbers)
    guard arrays.count == 4, arrays.allSatisfy({ $0.count == count }) else {
      throw SynthesisError(
        "the checkpoint is of another network than that of \(count) parameters; remove it, and the training begins anew"
      )
    }
    (parameters, mean, square, average) = (arrays[0], arrays[1], arrays[2], arrays[3])
    (steps, losses) = (kept.steps, kept.losses)
  }

  /// The state as text in UTF-8.
  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(
      try encoder.encode(
        Kept(
          numbers: [parameters, mean, square, average].map(Self.data), steps: steps,
          losses: losses)))
  }

  private struct Kept: Codable {
    let numbers: [Data]
    let steps: Int
    let losses: [Double]
  }

  private static func data(_ numbers: [Float]) -> Data {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers {
      let bits = number.bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return Data(bytes)
  }

  private static func numbers(_ data: Data) -> [Float] {
    let bytes = [UInt8](data)
    return stride(from: 0, to: bytes.count - 3, by: 4).map { start in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
      return Float(bitPattern: bits)
    }
  }
}
