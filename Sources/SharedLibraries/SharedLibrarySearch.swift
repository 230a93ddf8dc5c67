import Foundation

/// Where a library may be that is opened while the program runs, the likeliest place first.
///
/// A place that the environment names is the only one. Otherwise Python environments come before the system, and in each the
/// newest version comes first.
package struct SharedLibrarySearch: Sendable {
  /// A library and where it is sought.
  package struct Library: Sendable {
    /// The variable that names the library's file.
    let variable: String
    /// The folder in a Python environment's packages.
    let packageFolder: String
    /// What the file is called, with or without a version after it.
    let fileName: String

    /// ONNX Runtime.
    package static let onnxRuntime = Library(
      variable: "ROLLCALL_ONNXRUNTIME", packageFolder: "onnxruntime/capi",
      fileName: "libonnxruntime.so")
    /// XGBoost.
    package static let xgboost = Library(
      variable: "ROLLCALL_XGBOOST", packageFolder: "xgboost/lib", fileName: "libxgboost.so")
  }

  private let library: Library
  private let environment: [String: String]
  private let systemFolders: [String]

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - library: What is sought.
  ///   - environment: The variables of the environment.
  ///   - root: What the system's folders start from.
  package init(
    _ library: Library, environment: [String: String], root: String = "/"
  ) {
    (self.library, self.environment) = (library, environment)
    systemFolders = [
      "usr/local/lib", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib64",
      "usr/lib",
      "opt/onnxruntime/lib",
    ].map { URL(filePath: root).appending(path: $0).path }
    pythonRoots = ["usr/local", "usr"].map { URL(filePath: root).appending(path: $0).path }
  }

  private let pythonRoots: [String]

  /// The files that may be tried, in order.
  package var candidates: [String] {
    if let named = environment[library.variable], !named.isEmpty { return [named] }
    let packages = pythonFolders.flatMap { files(in: $0 + "/" + library.packageFolder) }
    let loader = (environment["LD_LIBRARY_PATH"] ?? "").split(separator: ":").map(String.init)
    return packages + (loader + systemFolders).flatMap { files(in: $0) }
  }

  /// The variable that names the library's file.
  package var variable: String { library.variable }

  /// The folders of packages: those of the active environment, of the interpreter on the path, of the user, and of the system.
  private var pythonFolders: [String] {
    let active = ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap { environment[$0] }
    let interpreters = (environment["PATH"] ?? "").split(separator: ":").filter { folder in
      ["python3", "python"].contains {
        FileManager.default.isExecutableFile(atPath: folder + "/" + $0)
      }
    }.prefix(1).map { URL(filePath: String($0)).deletingLastPathComponent().path }
    let user = environment["HOME"].map { [$0 + "/.local"] } ?? []
    var seen: Set<String> = []
    return (active + interpreters + user + pythonRoots).flatMap { prefix in
      versions(in: prefix + "/lib", startingWith: "python").flatMap {
        [$0 + "/site-packages", $0 + "/dist-packages"]
      }
    }.filter { seen.insert($0).inserted }
  }

  private func files(in folder: String) -> [String] {
    versions(in: folder, startingWith: library.fileName)
  }

  /// The entries of a folder whose names start so, the highest version first.
  private func versions(in folder: String, startingWith prefix: String) -> [String] {
    // A folder that is not there holds no library.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      name.hasPrefix(prefix)
        && name.dropFirst(prefix.count).allSatisfy { $0.isNumber || $0 == "." }
    }.sorted { Self.numbers($1).lexicographicallyPrecedes(Self.numbers($0)) }
      .map { folder + "/" + $0 }
  }

  private static func numbers(_ name: String) -> [Int] {
    name.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
  }
}
