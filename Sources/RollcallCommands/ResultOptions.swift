import ArgumentParser
import Foundation

/// The options that every command with a run as its result shares.
struct ResultOptions: ParsableArguments {
  @Option(help: "The folder for the results; made where it does not exist.")
  var out: String

  @Option(
    help: "Models, searches and attacks in work at a time; changes the time, never a result.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 4096")
    }
  }
}

/// The options that audits of given files share.
struct GivenOptions: ParsableArguments {
  @Option(help: "How records became members: given, random-split or coin-flip.")
  var assignment: String = "given"

  @Option(help: "The seed of everything random.")
  var seed: Int = 1
}

/// The option of how many signals are kept in memory.
struct BankMemoryOption: ParsableArguments {
  @Option(help: "MiB of reference models' signals kept in memory; more go to temporary files.")
  var bankMemory: Int = 4096

  func validate() throws {
    guard (0...1 << 30).contains(bankMemory) else {
      throw ValidationError("--bank-memory must be from 0 to \(1 << 30) MiB")
    }
  }

  /// The same in bytes.
  var bytes: Int { bankMemory << 20 }
}
