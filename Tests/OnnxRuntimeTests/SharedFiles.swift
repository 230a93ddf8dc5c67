import Foundation
import OnnxRuntime
import SharedLibraries

/// Files that are shared with other projects; nil where they are not on this machine.
func sharedFile(_ path: String) -> URL? {
  let environment = ProcessInfo.processInfo.environment
  let root = environment["ROLLCALL_ROOT"] ?? FileManager.default.currentDirectoryPath
  let folder = environment["ROLLCALL_DATA"] ?? root + "/../shared/data"
  let url = URL(filePath: folder).appending(path: path)
  return FileManager.default.fileExists(atPath: url.path) ? url : nil
}

/// The runtime of this machine; nil where none is installed.
let runtime: OnnxLibrary? = try? OnnxLibrary(
  SharedLibrarySearch(.onnxRuntime, environment: ProcessInfo.processInfo.environment))
