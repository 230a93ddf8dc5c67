import Foundation
import OnnxRuntime

/// A message in Protocol Buffers' format, as far as tensors of test data need it.
struct ProtobufMessage {
  /// What a field holds.
  enum Field {
    case number(UInt64)
    case bytes(Data)
  }

  private(set) var fields: [(key: Int, field: Field)] = []

  init(_ data: Data) {
    var place = data.startIndex
    func varint() -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while place < data.endIndex {
        let byte = data[place]
        place += 1
        value |= UInt64(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { break }
      }
      return value
    }
    func take(_ count: Int) -> Data {
      let end = min(data.endIndex, place + count)
      defer { place = end }
      return Data(data[place..<end])
    }
    while place < data.endIndex {
      let tag = varint()
      switch tag & 7 {
      case 0: fields.append((Int(tag >> 3), .number(varint())))
      case 1: fields.append((Int(tag >> 3), .bytes(take(8))))
      case 2: fields.append((Int(tag >> 3), .bytes(take(Int(varint())))))
      default: fields.append((Int(tag >> 3), .bytes(take(4))))
      }
    }
  }

  func numbers(_ key: Int) -> [UInt64] {
    fields.filter { $0.key == key }.flatMap { entry -> [UInt64] in
      switch entry.field {
      case .number(let number): [number]
      // A packed list is a run of numbers.
      case .bytes(let bytes): Self.values(bytes)
      }
    }
  }

  func bytes(_ key: Int) -> Data? {
    for (own, field) in fields where own == key {
      if case .bytes(let bytes) = field { return bytes }
    }
    return nil
  }

  private static func values(_ bytes: Data) -> [UInt64] {
    var (values, value, shift): ([UInt64], UInt64, UInt64) = ([], 0, 0)
    for byte in bytes {
      value |= UInt64(byte & 0x7F) << shift
      shift += 7
      guard byte < 0x80 else { continue }
      values.append(value)
      (value, shift) = (0, 0)
    }
    return values
  }
}

extension OnnxTensor {
  /// Reads a TensorProto; nil where its type is not one that sessions take.
  init?(_ data: Data) {
    let message = ProtobufMessage(data)
    let shape = message.numbers(1).map { Int($0) }
    let count = shape.reduce(1, *)
    guard let type = message.numbers(2).first else { return nil }
    let raw = message.bytes(9)
    switch type {
    case 1:
      let bytes = raw ?? message.bytes(4) ?? Data()
      self.init(shape, .floats(Self.read(bytes, count).map { Float(bitPattern: $0) }))
    case 11:
      let bytes = raw ?? message.bytes(10) ?? Data()
      self.init(shape, .doubles(Self.read(bytes, count).map { Double(bitPattern: $0) }))
    case 7:
      let values: [UInt64] = raw.map { Self.read($0, count) } ?? message.numbers(7)
      self.init(shape, .longs(values.map { Int64(bitPattern: $0) }))
    case 6:
      let values: [UInt32] =
        raw.map { Self.read($0, count) }
        ?? message.numbers(5).map { UInt32(truncatingIfNeeded: $0) }
      self.init(shape, .integers(values.map { Int32(bitPattern: $0) }))
    case 9: self.init(shape, .truths(Array(raw ?? Data())))
    default: return nil
    }
  }

  private static func read<Number: FixedWidthInteger>(_ data: Data, _ count: Int) -> [Number] {
    let width = Number.bitWidth / 8
    let bytes = Array(data)
    return (0..<count).map { place in
      (0..<width).reduce(Number(0)) { $0 | Number(bytes[place * width + $1]) << ($1 * 8) }
    }
  }
}
