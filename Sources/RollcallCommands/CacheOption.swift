import ArgumentParser
import Foundation
import Pipelines

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

  /// The cache in the folder.
  var cache: PassCache { PassCache(folder: folder) }
}
