public import ArgumentParser
import Settings

/// The root of the command line.
public struct RollcallCommand: AsyncParsableCommand {
  /// The name and version of the program, as results record them.
  package static let tool = "rollcall 0.1.0"

  /// The name, the subcommands and the overview.
  public static let configuration = CommandConfiguration(
    commandName: "rollcall",
    abstract: "Calls the roll: was this record in the training set?",
    discussion: """
      Audits a trained model at every stage of a pipeline with membership attacks, and says how sure it is. \
      Results go to an HDF5 file and a Markdown report. Exit code 0 is success, 1 a failure, 64 a mistake in \
      the command or in an experiment, suite or policy file.
      """,
    version: tool,
    subcommands: [
      InitCommand.self, RunCommand.self, ScoreCommand.self, AuditCommand.self, EpsilonCommand.self,
      PredictCommand.self, PlanCommand.self, CollectCommand.self, PrivacyCommand.self,
      PublishCommand.self, CollaborateCommand.self,
      UnlearnCommand.self, DeletionCostCommand.self, SweepCommand.self,
      CompareCommand.self,
      GateCommand.self,
      HistoryCommand.self,
      BaselineCommand.self,
      ReportCommand.self,
      ShowCommand.self,
      ListCommand.self,
      CacheCommand.self,
    ])

  /// Creates the command.
  public init() {}

  /// Parses the command line, runs the command, and exits with 0, 1 or 64.
  public static func start() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as SettingsError {
      Console.error("\(error)")
      exit(withError: ExitCode(64))
    } catch {
      let code = exitCode(for: error)
      guard LogLine.isWanted, code != .success, !(error is ExitCode) else { exit(withError: error) }
      Console.error(message(for: error))
      exit(withError: code)
    }
  }
}
