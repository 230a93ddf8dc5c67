import Foundation
import OnnxRuntime
import SharedLibraries
import Testing

@Suite("Sessions of ONNX Runtime", .enabled(if: runtime != nil, "needs ONNX Runtime"))
struct OnnxSessionTests {
  /// The folders of single-operator cases.
  static let cases: [URL] = ["pytorch-operator", "pytorch-converted"].flatMap { kind -> [URL] in
    guard let folder = sharedFile("models/onnx_backend/\(kind)") else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appending(path: $0) }
  }

  private func tensors(_ folder: URL, _ start: String) throws -> [OnnxTensor?] {
    let data = folder.appending(path: "test_data_set_0")
    let names = try FileManager.default.contentsOfDirectory(atPath: data.path)
      .filter { $0.hasPrefix(start) }
    return try (0..<names.count).map {
      OnnxTensor(try Data(contentsOf: data.appending(path: "\(start)_\($0).pb")))
    }
  }

  /// The session of a case; nil where the runtime itself has no such operator of that age.
  private func session(_ folder: URL, _ library: OnnxLibrary) throws -> OnnxSession? {
    do {
      return try OnnxSession(
        path: folder.appending(path: "model.onnx").path, library: library, threads: 1)
    } catch  where error.description.contains("Could not find an implementation") {
      return nil
    }
  }

  @Test("each single operator gives the published numbers", .enabled(if: !cases.isEmpty))
  func operators() throws {
    let library = try #require(runtime)
    var compared = 0
    for folder in Self.cases {
      let inputs = try tensors(folder, "input").compactMap(\.self)
      let outputs = try tensors(folder, "output")
      guard let session = try session(folder, library) else { continue }
      guard inputs.count == session.inputs.count, !outputs.contains(nil) else { continue }
      let values = try session.run(
        zip(session.inputs, inputs).map { (name: $0.name, tensor: $1) },
        outputs: session.outputs.map(\.name))
      for (value, expected) in zip(values, outputs.compactMap(\.self)) {
        guard case .tensor(let tensor) = value else {
          Issue.record("\(folder.lastPathComponent) gives no tensor")
          continue
        }
        #expect(tensor.shape == expected.shape, "\(folder.lastPathComponent)")
        let (left, right) = (tensor.numbers ?? [], expected.numbers ?? [])
        #expect(
          zip(left, right).allSatisfy {
            abs($0 - $1) <= 1e-5 + 1e-3 * abs($1) || $0.isNaN && $1.isNaN
          },
          "\(folder.lastPathComponent)")
        compared += 1
      }
    }
    #expect(compared > 80)
  }

  @Test("the version and the file of the runtime are known")
  func library() throws {
    let library = try #require(runtime)
    #expect(library.version.split(separator: ".").count >= 2)
    #expect(library.path.contains("onnxruntime"))
  }

  @Test("weights in other files are refused, in the graph and in graphs within it")
  func external() throws {
    let library = try #require(runtime)
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
    // A tensor whose data_location is EXTERNAL, as an initializer and in an attribute's graph.
    let tensor: [UInt8] = [0x70, 1]
    let graph = field(5, tensor)
    for bytes in [field(7, graph), field(7, field(1, field(5, field(6, graph))))] {
      let error = #expect(throws: OnnxRuntimeError.self) {
        try OnnxSession(Data(bytes), name: "m.onnx", library: library, threads: 1)
      }
      #expect(error?.description.hasPrefix("m.onnx: keeps weights in other files") == true)
    }
  }

  @Test("bytes that are no model are refused in one line")
  func noModel() throws {
    let library = try #require(runtime)
    do {
      _ = try OnnxSession(
        Data("no model".utf8), name: "m.onnx", library: library, threads: 1)
      Issue.record("no error")
    } catch {
      #expect(error.description.hasPrefix("m.onnx: ONNX Runtime \(library.version) refuses it:"))
      #expect(!error.description.contains("\n"))
    }
  }
}

@Suite("Finding ONNX Runtime")
struct OnnxLibraryTests {
  @Test("a missing library is answered by how to install it")
  func missing() {
    let search = SharedLibrarySearch(
      .onnxRuntime, environment: ["ROLLCALL_ONNXRUNTIME": "/nowhere/libonnxruntime.so"])
    let error = #expect(throws: OnnxRuntimeError.self) { try OnnxLibrary(search) }
    #expect(error?.description.contains("pip install onnxruntime") == true)
    #expect(error?.description.contains("ROLLCALL_ONNXRUNTIME") == true)
  }

  @Test("a library of another kind is not taken")
  func other() {
    let search = SharedLibrarySearch(
      .onnxRuntime, environment: ["ROLLCALL_ONNXRUNTIME": "libm.so.6"])
    let error = #expect(throws: OnnxRuntimeError.self) { try OnnxLibrary(search) }
    #expect(error?.description.contains("OrtGetApiBase") == true)
  }
}
