import Foundation
import SharedLibraries
import TemporaryFolders
import Testing

@Suite("Where a shared library is sought")
struct SharedLibrarySearchTests {
  private func place(_ file: String, in folder: borrowing TemporaryFolder) throws {
    let url = URL(filePath: folder.file(file))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
  }

  @Test("the environment's file is the only candidate")
  func named() {
    let search = SharedLibrarySearch(
      .xgboost, environment: ["ROLLCALL_XGBOOST": "/x/lib.so", "VIRTUAL_ENV": "/y"])
    #expect(search.candidates == ["/x/lib.so"])
  }

  @Test("the active Python comes before the system, and the newest version first")
  func order() throws {
    let folder = try TemporaryFolder()
    let packages = "venv/lib/python3.11/site-packages/onnxruntime/capi/"
    let files = [
      packages + "libonnxruntime.so.1.31.1", packages + "libonnxruntime.so.1.9.0",
      "venv/lib/python3.9/site-packages/onnxruntime/capi/libonnxruntime.so.1.40.0",
      "usr/lib/libonnxruntime.so.2", "usr/lib/libonnxruntime_providers_shared.so",
    ]
    for file in files { try place(file, in: folder) }
    let search = SharedLibrarySearch(
      .onnxRuntime, environment: ["VIRTUAL_ENV": folder.file("venv")], root: folder.path)
    let root = folder.path
    #expect(
      search.candidates.map { $0.replacing(root + "/", with: "") } == files.dropLast())
  }

  @Test("the interpreter on the path stands for an active environment")
  func interpreter() throws {
    let folder = try TemporaryFolder()
    try place("env/bin/python3", in: folder)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.file("env/bin/python3"))
    try place("env/lib/python3.12/site-packages/xgboost/lib/libxgboost.so", in: folder)
    let search = SharedLibrarySearch(
      .xgboost, environment: ["PATH": "/nowhere:" + folder.file("env/bin")], root: folder.path)
    #expect(search.candidates.count == 1)
  }

  @Test("where nothing is, there are no candidates")
  func none() throws {
    let folder = try TemporaryFolder()
    let search = SharedLibrarySearch(.onnxRuntime, environment: [:], root: folder.path)
    #expect(search.candidates.isEmpty)
  }
}
