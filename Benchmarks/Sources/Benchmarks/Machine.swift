import Foundation
import Tensors

/// The machine that the numbers hold for, in words.
package struct Machine: Sendable {
  private let loadBefore: Double

  /// Notes how busy the machine is before anything is measured.
  package init() throws { loadBefore = try Self.load() }

  /// Describes processor, other work and dense algebra library, one line each.
  package func lines() throws -> [String] {
    let processors = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let model = processors.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let isBusy = loadBefore > 0.2 * Double(cores)
    return [
      "\(model ?? "unknown processor"), \(cores) cores, kernel of \(algebraLibrary())",
      "load before the run \(loadBefore), after it \(try Self.load())"
        + (isBusy ? ": other programs were running, so the times are not to be relied on" : ""),
    ]
  }

  /// The mean number of runnable tasks over the last minute.
  private static func load() throws -> Double {
    let text = try String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
    guard let load = text.split(separator: " ").first.flatMap({ Double($0) }) else {
      throw BenchmarksError("/proc/loadavg does not begin with a number; measure on Linux")
    }
    return load
  }
}
