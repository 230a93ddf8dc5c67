import COnnxRuntime

/// Reads values that a graph answered.
struct OnnxReader {
  /// The most elements that are read of one value.
  static let mostElements = 1 << 28

  let library: UInt
  /// What messages call the value.
  let place: String

  func value(_ handle: UInt) throws(OnnxRuntimeError) -> OnnxValue {
    let type = try type(handle)
    switch type.kind {
    case Int32(RC_ONNX_TENSOR): return .tensor(try tensor(handle, type))
    case Int32(RC_ONNX_SEQUENCE):
      var maps: [OnnxValue.Map] = []
      for index in 0..<Int32(try bounded(type.count)) {
        maps.append(try part(handle, index) { (map) throws(OnnxRuntimeError) in try self.map(map) })
      }
      return .maps(maps)
    default:
      throw OnnxRuntimeError("\(place) is neither a tensor nor a list of maps; name another output")
    }
  }

  private func map(_ handle: UInt) throws(OnnxRuntimeError) -> OnnxValue.Map {
    guard try type(handle).kind == Int32(RC_ONNX_MAP) else {
      throw OnnxRuntimeError("\(place) is a list of other things than maps; name another output")
    }
    let keys = try part(handle, 0) { (keys) throws(OnnxRuntimeError) in
      try self.tensor(keys, try self.type(keys))
    }
    let values = try part(handle, 1) { (values) throws(OnnxRuntimeError) in
      try self.tensor(values, try self.type(values))
    }
    return OnnxValue.Map(keys: keys, values: values)
  }

  private func part<Result>(
    _ handle: UInt, _ index: Int32, _ body: (UInt) throws(OnnxRuntimeError) -> Result
  ) throws(OnnxRuntimeError) -> Result {
    var part: UInt = 0
    try unsafe check(rc_onnx_value_part(library, handle, index, &part), place)
    defer { rc_onnx_value_close(library, part) }
    return try body(part)
  }

  private func type(_ handle: UInt) throws(OnnxRuntimeError) -> rc_onnx_type {
    var type = rc_onnx_type()
    try unsafe check(rc_onnx_value_type(library, handle, &type), place)
    return type
  }

  private func bounded(_ count: Int64) throws(OnnxRuntimeError) -> Int {
    guard (0...Int64(Self.mostElements)).contains(count) else {
      throw OnnxRuntimeError("\(place) has \(count) elements; ask in smaller batches")
    }
    return Int(count)
  }

  private func tensor(_ handle: UInt, _ type: rc_onnx_type) throws(OnnxRuntimeError) -> OnnxTensor {
    let count = try bounded(type.count)
    guard let element = OnnxElementType(rawValue: type.element) else {
      throw OnnxRuntimeError(
        "\(place) has elements of ONNX's type \(type.element), which is not read; add a Cast to float"
      )
    }
    let elements: OnnxTensor.Elements =
      switch element {
      case .float: .floats(try numbers(handle, count, 0))
      case .double: .doubles(try numbers(handle, count, 0))
      case .long: .longs(try numbers(handle, count, 0))
      case .integer: .integers(try numbers(handle, count, 0))
      case .byte: .bytes(try numbers(handle, count, 0))
      case .truth: .truths(try numbers(handle, count, 0))
      case .text: .texts(try texts(handle, count))
      }
    return OnnxTensor(type.shape.map { $0 ?? 0 }, elements)
  }

  private func numbers<Number: BitwiseCopyable>(
    _ handle: UInt, _ count: Int, _ zero: Number
  ) throws(OnnxRuntimeError) -> [Number] {
    var data: UnsafeRawPointer?
    try unsafe check(rc_onnx_value_data(library, handle, &data), place)
    guard let start = unsafe data, count > 0 else { return [] }
    let bytes = unsafe UnsafeRawBufferPointer(
      start: start, count: count * MemoryLayout<Number>.stride)
    return unsafe Array(bytes.bindMemory(to: Number.self))
  }

  private func texts(_ handle: UInt, _ count: Int) throws(OnnxRuntimeError) -> [String] {
    var length = 0
    try unsafe check(rc_onnx_value_text_length(library, handle, &length), place)
    var bytes = Array(repeating: CChar(0), count: try bounded(Int64(length)))
    var offsets = Array(repeating: 0, count: count)
    try unsafe check(
      rc_onnx_value_text(library, handle, &bytes, length, &offsets, count), place)
    let ends = offsets.dropFirst() + [length]
    return zip(offsets, ends).map { start, end in
      String(decoding: bytes[start..<max(start, end)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}

extension rc_onnx_type {
  /// The extents; nil for a free one.
  var shape: [Int?] {
    let all = [
      extents.0, extents.1, extents.2, extents.3, extents.4, extents.5, extents.6, extents.7,
    ]
    return all.prefix(Int(rank)).map { $0 < 0 ? nil : Int($0) }
  }
}

extension OnnxPort.Kind {
  init(_ type: rc_onnx_type) {
    switch type.kind {
    case Int32(RC_ONNX_TENSOR):
      self = .tensor(OnnxElementType(rawValue: type.element), type.shape)
    case Int32(RC_ONNX_SEQUENCE): self = .sequence
    default: self = .other
    }
  }
}
