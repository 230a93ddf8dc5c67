import ArgumentParser

/// `rollcall init`: writes a commented experiment for a file.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract:
      "Write a commented experiment for a CSV file or a file of arrays, with its schema inferred.",
    discussion: "Writes experiment.yaml and suite.yaml; existing files are left alone.")

  @Argument(
    help: "The CSV file, packed with gzip or not, or an NPY, NPZ or HDF5 file.", completion: .file()
  )
  var file: String

  @Option(
    help: "The column or array to predict; a usual name or the last column where none is given.")
  var label: String?

  @Option(help: "The folder for the two files; made where it does not exist.")
  var out: String = "."

  func run() throws {
    let draft = try ExperimentDraft(path: file, label: label)
    let folder = try OutputFolder(out)
    try folder.writeNew(Array(draft.text.utf8), to: "experiment.yaml")
    try folder.writeNew(PackageResources.trained_model_yaml, to: "suite.yaml")
    Console.result(folder.path(of: "experiment.yaml"))
  }
}
