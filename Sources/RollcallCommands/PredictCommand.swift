import ArgumentParser
import Foundation
import Pipelines

/// `rollcall predict`: asks a model about records and keeps what it says.
struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Ask a trained model about records and write its class scores, to audit them later.",
    discussion:
      """
      The experiment names the records in 'data' and the model in 'target', such as {format: onnx, path: model.onnx}. \
      The file gets the arrays logits, labels and, where 'target' says who was trained on, membership, which 'rollcall score' reads. \
      Nothing is written unless the model has answered for every record.
      """)

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var experiment: String

  @Option(help: "The file to write, .h5 or .npz; one that is there is replaced.")
  var out: String

  @Option(help: "Threads that the model may take.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (1...4096).contains(threads) else {
      throw ValidationError("--threads must be from 1 to 4096")
    }
  }

  func run() async throws {
    let file = try Experiment.File(path: experiment)
    guard try ModelExperiment.describes(file) else {
      throw CommandError(
        "\(file.name): has no model; give 'target' a 'format' that 'rollcall list' shows among the formats of models"
      )
    }
    let asked = try ModelExperiment(file, folder: folder(of: experiment))
    try ModelPrediction.check(out)
    let surroundings = ModelAudit.Surroundings(
      environment: ProcessInfo.processInfo.environment, threads: threads)
    let prediction = try await untilInterrupted { try await ModelPrediction(asked, surroundings) }
    try prediction.write(to: out)
    Console.note("the model was asked \(prediction.queryCount) queries")
    if prediction.isMember != nil {
      Console.note(
        "rollcall score --values \(out):logits --kind logits --labels \(out):labels "
          + "--membership \(out):membership --out RESULTS")
    }
    Console.result(out)
  }
}
