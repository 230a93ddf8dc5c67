import ArgumentParser
import Foundation
import Pipelines
import Tables

/// Where the observations of finished models are kept.
struct CacheOption: ParsableArguments {
  @Option(name: .customLong("cache"), help: "The folder that finished models' signals are kept in.")
  var folder: String = CacheOption.standardFolder

  /// The user's cache folder.
  static var standardFolder: String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
      return "\(folder)/rollcall"
    }
    return FileManager.default.homeDirectoryForCurrentUser
      .appending(path: ".cache/rollcall").path
  }

  /// The cache in the folder, for this very executable: another build may train other models.
  var cache: PassCache {
    let executable = Bundle.main.executableURL.flatMap { try? Data(contentsOf: $0) }
    let code = executable.map { sha256(of: Array($0)) } ?? RollcallCommand.tool
    return PassCache(folder: folder, code: code)
  }
}
