import COnnxRuntime
package import Foundation

/// A graph that is ready to run; may be run by several tasks at a time.
package final class OnnxSession: Sendable {
  /// The largest file of a model; the format itself allows no larger one.
  static let largestFile = 1 << 31
  /// What messages call the model.
  package let name: String
  /// The inputs that have to be given.
  package let inputs: [OnnxPort]
  /// The outputs.
  package let outputs: [OnnxPort]
  private let handle: UInt

  /// Builds a session.
  ///
  /// A model that keeps weights in other files is refused: which files these are is its author's choice.
  ///
  /// - Parameters:
  ///   - bytes: The model's file.
  ///   - name: What messages call the model.
  ///   - library: The runtime.
  ///   - threads: The threads of one run.
  /// - Throws: `OnnxRuntimeError` where the runtime refuses the model.
  package init(
    _ bytes: Data, name: String, library: OnnxLibrary, threads: Int
  ) throws(OnnxRuntimeError) {
    self.name = name
    guard !ExternalDataSearch.finds(in: bytes) else {
      throw OnnxRuntimeError(
        "\(name): keeps weights in other files, which are not read; save it whole, by onnx.save(onnx.load(path), ...) "
          + "with save_as_external_data=False")
    }
    var handle: UInt = 0
    let message = unsafe bytes.withUnsafeBytes { bytes in
      unsafe text(
        of: rc_onnx_session(
          library.handle, bytes.baseAddress, bytes.count, Int32(threads), &handle))
    }
    if let message {
      throw OnnxRuntimeError(
        "\(name): ONNX Runtime \(library.version) refuses it", runtime: message)
    }
    self.handle = handle
    do throws(OnnxRuntimeError) {
      (inputs, outputs) = (try Self.ports(handle, 0, name), try Self.ports(handle, 1, name))
    } catch {
      rc_onnx_session_close(handle)
      throw error
    }
  }

  /// Builds a session of a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - library: The runtime.
  ///   - threads: The threads of one run.
  /// - Throws: `OnnxRuntimeError` where it cannot be read or the runtime refuses it.
  package convenience init(
    path: String, library: OnnxLibrary, threads: Int
  ) throws(OnnxRuntimeError) {
    let url = URL(filePath: path)
    let bytes: Data
    do {
      let size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
      guard size <= Self.largestFile else {
        throw OnnxRuntimeError("\(path): is larger than 2 GiB; export it with smaller weights")
      }
      bytes = try Data(contentsOf: url, options: .alwaysMapped)
    } catch let error as OnnxRuntimeError {
      throw error
    } catch {
      throw OnnxRuntimeError("\(path): cannot be read; name an ONNX file")
    }
    try self.init(bytes, name: url.lastPathComponent, library: library, threads: threads)
  }

  deinit { rc_onnx_session_close(handle) }

  private static func ports(
    _ handle: UInt, _ which: Int32, _ name: String
  ) throws(OnnxRuntimeError) -> [OnnxPort] {
    var count = 0
    try unsafe check(rc_onnx_session_count(handle, which, &count), name)
    var ports: [OnnxPort] = []
    for index in 0..<count {
      var type = rc_onnx_type()
      var portName: UnsafeMutablePointer<CChar>?
      try unsafe check(rc_onnx_session_port(handle, which, index, &portName, &type), name)
      ports.append(
        OnnxPort(name: unsafe text(of: portName) ?? "", kind: OnnxPort.Kind(type)))
    }
    return ports
  }

  /// Runs the graph.
  ///
  /// - Parameters:
  ///   - inputs: A tensor for each input by name.
  ///   - outputs: The names of the outputs that are wanted.
  /// - Returns: A value for each of these.
  /// - Throws: `OnnxRuntimeError` where the graph fails or answers with what cannot be read.
  package func run(
    _ inputs: [(name: String, tensor: OnnxTensor)], outputs: [String]
  ) throws(OnnxRuntimeError) -> [OnnxValue] {
    var values = Array(repeating: UInt(0), count: outputs.count)
    let handle = handle
    let message = unsafe withInputs(inputs[...], []) { ready in
      unsafe withNames(outputs[...], []) { names in
        unsafe text(
          of: rc_onnx_run(handle, ready, ready.count, names, names.count, &values))
      }
    }
    let library = rc_onnx_session_library(handle)
    defer { for value in values { rc_onnx_value_close(library, value) } }
    if let message { throw OnnxRuntimeError("\(name): the graph fails", runtime: message) }
    var result: [OnnxValue] = []
    for (value, output) in zip(values, outputs) {
      let reader = OnnxReader(library: library, place: "\(name): output '\(output)'")
      result.append(try reader.value(value))
    }
    return result
  }
}

/// Fails with a message of the C layer.
func check(_ message: UnsafeMutablePointer<CChar>?, _ place: String) throws(OnnxRuntimeError) {
  if let message = unsafe text(of: message) { throw OnnxRuntimeError(place, runtime: message) }
}

/// Lends the memory of inputs, one after the other, to what is called with all of them.
private func withInputs(
  _ rest: ArraySlice<(name: String, tensor: OnnxTensor)>, _ ready: [rc_onnx_input],
  _ body: ([rc_onnx_input]) -> String?
) -> String? {
  guard let (name, tensor) = rest.first else { return unsafe body(ready) }
  return unsafe name.withCString { name in
    var input = unsafe rc_onnx_input()
    unsafe input.name = unsafe name
    unsafe input.element = tensor.elements.type.rawValue
    unsafe input.rank = Int32(tensor.shape.count)
    unsafe withUnsafeMutableBytes(of: &input.extents) { bytes in
      for (axis, extent) in tensor.shape.enumerated() {
        unsafe bytes.storeBytes(of: Int64(extent), toByteOffset: axis * 8, as: Int64.self)
      }
    }
    func go(_ bytes: UnsafeRawBufferPointer) -> String? {
      unsafe input.data = bytes.baseAddress
      unsafe input.bytes = bytes.count
      return unsafe withInputs(rest.dropFirst(), ready + [input], body)
    }
    switch tensor.elements {
    case .floats(let values): return unsafe values.withUnsafeBytes(go)
    case .doubles(let values): return unsafe values.withUnsafeBytes(go)
    case .longs(let values): return unsafe values.withUnsafeBytes(go)
    case .integers(let values): return unsafe values.withUnsafeBytes(go)
    case .bytes(let values), .truths(let values): return unsafe values.withUnsafeBytes(go)
    case .texts(let texts):
      return unsafe withTexts(texts) { pointers in
        unsafe input.texts = pointers.baseAddress
        unsafe input.text_count = pointers.count
        return unsafe withInputs(rest.dropFirst(), ready + [input], body)
      }
    }
  }
}

/// Lends many texts as C strings that stand in one block.
private func withTexts(
  _ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> String?
) -> String? {
  var block: [CChar] = []
  let starts = texts.map { text in
    defer { block += text.utf8.map { CChar(bitPattern: $0) } + [0] }
    return block.count
  }
  return unsafe block.withUnsafeBufferPointer { block in
    let pointers = unsafe starts.map { start in unsafe block.baseAddress.map { unsafe $0 + start } }
    return unsafe pointers.withUnsafeBufferPointer(body)
  }
}

/// Lends names as C strings.
private func withNames(
  _ rest: ArraySlice<String>, _ ready: [UnsafePointer<CChar>?],
  _ body: ([UnsafePointer<CChar>?]) -> String?
) -> String? {
  guard let name = rest.first else { return unsafe body(ready) }
  return unsafe name.withCString { unsafe withNames(rest.dropFirst(), ready + [$0], body) }
}
