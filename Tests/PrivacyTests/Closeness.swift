import Foundation

/// Whether two numbers differ by at most a share of the expected one.
func agrees(_ value: Double, _ expected: Double, to tolerance: Double) -> Bool {
  abs(value - expected) <= tolerance * abs(expected)
}

/// The package's root, for files in `fixtures/`.
func packageRoot() -> URL {
  let named = ProcessInfo.processInfo.environment["ROLLCALL_ROOT"]
  return URL(filePath: named ?? FileManager.default.currentDirectoryPath)
}
