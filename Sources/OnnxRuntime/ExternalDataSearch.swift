import Foundation

/// Finds weights that a graph keeps in other files, which the runtime would look for from the working folder on.
///
/// Only the messages of the format that can hold tensors are entered; numbers are passed over by their length.
struct ExternalDataSearch {
  /// The messages that hold others, by the number of the field.
  private enum Message {
    case model, training, function, graph, node, attribute, sparse, tensor

    func part(_ field: UInt64) -> Message? {
      switch (self, field) {
      case (.model, 7), (.training, 1), (.training, 2), (.attribute, 6), (.attribute, 11): .graph
      case (.model, 20): .training
      case (.model, 25): .function
      case (.function, 7), (.graph, 1): .node
      case (.node, 5): .attribute
      case (.graph, 5), (.attribute, 5), (.attribute, 10), (.sparse, 1), (.sparse, 2): .tensor
      case (.graph, 15), (.attribute, 22), (.attribute, 23): .sparse
      default: nil
      }
    }
  }

  /// The deepest graphs within graphs that are entered.
  private static let depth = 64
  private let bytes: Data

  /// Whether a model names other files.
  ///
  /// - Parameter bytes: The model's file; what is no message of the format is left to the runtime.
  /// - Returns: True where a tensor's numbers are elsewhere, or graphs are nested deeper than any exporter's.
  static func finds(in bytes: Data) -> Bool {
    ExternalDataSearch(bytes: bytes).finds(.model, bytes.startIndex..<bytes.endIndex, 0)
  }

  private func finds(_ message: Message, _ range: Range<Int>, _ depth: Int) -> Bool {
    guard depth < Self.depth else { return true }
    var place = range.lowerBound
    while place < range.upperBound {
      guard let tag = varint(&place, range.upperBound) else { return false }
      let field = tag >> 3
      switch tag & 7 {
      case 0:
        guard let value = varint(&place, range.upperBound) else { return false }
        if message == .tensor, field == 14, value & 0xFFFF_FFFF == 1 { return true }
      case 1: place += 8
      case 5: place += 4
      case 2:
        guard let length = varint(&place, range.upperBound),
          length <= UInt64(range.upperBound - place)
        else { return false }
        let part = place..<place + Int(length)
        if message == .tensor, field == 13 { return true }
        if let kind = message.part(field), finds(kind, part, depth + 1) { return true }
        place = part.upperBound
      // What stands in a group is searched as if it stood outside, so that none can hide anything.
      case 3, 4: continue
      default: return false
      }
    }
    return false
  }

  private func varint(_ place: inout Int, _ end: Int) -> UInt64? {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while place < end, shift < 64 {
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
