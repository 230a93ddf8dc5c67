import Models
import TemporaryFolders
import Testing

@Suite("Files that run code when they are read")
struct PickledFileTests {
  static let cases: [(name: String, head: [UInt8], part: String)] = [
    ("model.pkl", [1, 2], "is a pickle"),
    ("model.joblib", [0x78, 0x9C], "skl2onnx"),
    ("model.onnx", [0x80, 4, 0x95], "is a pickle"),
    ("model.pt", [0x50, 0x4B, 3, 4], "is a PyTorch file"),
    ("model.pth", [0x80, 2, 0x8A], "safetensors.torch.save_file"),
    ("model.keras", [0x50, 0x4B, 3, 4], "is a Keras file"),
    ("model.h5", [0x89, 0x48, 0x44, 0x46], "is a Keras file"),
  ]

  @Test("is refused by its name or bytes, with the reason and the way out", arguments: cases)
  func refused(_ file: (name: String, head: [UInt8], part: String)) async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(file.head, as: file.name)
    let records = try LinearSample.records()
    for format in ["onnx", "checkpoint", "xgboost"] {
      let text = await failureLine {
        _ = try await answers(
          "{format: \(format), path: \(file.name)}", of: records, folder: folder.path)
      }
      #expect(text.contains(file.part) && text.contains(" read; "), "\(text)")
    }
  }
}
