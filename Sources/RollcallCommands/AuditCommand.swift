import ArgumentParser
import Foundation
import Pipelines

/// `rollcall audit`: audits a released dataset beside the records that it came from.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Audit a released dataset: does it leak who was in it?",
    discussion:
      """
      Files are CSV with a header, packed with gzip or not, or images: a folder of PNG files, IDX, CIFAR batches, or arrays in \
      NPY, NPZ and HDF5 files, 'file' or 'file:name'. The schema of tables is inferred from the members; the settings are written to \
      release.yaml in the folder of the results; correct it there and give that file in place of the options to audit again.
      Writes run.h5, report.md, its pictures and timing.json, as a run does.
      """)

  @Argument(
    help: "A settings file in place of the options.",
    completion: .file(extensions: ["yaml", "yml"]))
  var settings: String?

  @Option(help: "The released records; may be repeated.", completion: .file())
  var release: [String] = []

  @Option(help: "The records that the release was made from; may be repeated.", completion: .file())
  var members: [String] = []

  @Option(
    name: .customLong("nonmembers"),
    help: "Records of the same source that the release was not made from; may be repeated.",
    completion: .file())
  var nonMembers: [String] = []

  @Option(
    help:
      "Further such records, which an attacker knows; without them half of the non-members take their place.",
    completion: .file())
  var reference: [String] = []

  @Option(
    name: .customLong("bank-release"),
    help: "Another release made as this one, from known records; may be repeated.",
    completion: .file())
  var bankReleases: [String] = []

  @Option(
    help:
      "With --bank-release: the array releases x members and non-members of truth values, 'file' or 'file:name'.",
    completion: .file())
  var inclusion: String?

  @Option(
    help: "With --bank-release: a JSON file, for each a list of the sets of columns that it keeps.",
    completion: .file())
  var marginals: String?

  @Option(help: "Sensitive columns: name,name; with cuts for numbers: age:25:60.")
  var sensitive: String?

  @Option(help: "The column to predict.")
  var label: String?

  @Option(help: "Columns that are left out: name,name.")
  var ignore: String?

  @Option(
    help:
      "Of images, where distances are taken: pixels, pca-N such as pca-50, or features; pixels where not given."
  )
  var space: String?

  @Option(
    help:
      "Of images, a file of classes: release=FILE, members=FILE, nonmembers=FILE or reference=FILE; may be repeated."
  )
  var labels: [String] = []

  @Option(
    help:
      "With --space features, a file of features as in --labels, a row for each image; may be repeated."
  )
  var features: [String] = []

  @Option(help: "The format of images, such as cifar10; told from the files where not given.")
  var format: String?

  @Option(help: "Of arrays of images: channels-last or channels-first.")
  var layout: String?

  @Option(
    help: "The suite file; without one suite.yaml with all attacks on releases is written and used."
  )
  var suite: String?

  @Option(help: "The audit's name, for the report's title.")
  var name: String = "Release"

  @OptionGroup var given: GivenOptions
  @OptionGroup var results: ResultOptions

  func validate() throws {
    let isGiven = [release, members, nonMembers].map { !$0.isEmpty }
    guard settings == nil ? !isGiven.contains(false) : !isGiven.contains(true) else {
      throw ValidationError(
        "give either a settings file or all of --release, --members and --nonmembers")
    }
    guard settings == nil || bankReleases.isEmpty && inclusion == nil && marginals == nil else {
      throw ValidationError("--bank-release, --inclusion and --marginals are keys of the settings")
    }
    guard bankReleases.isEmpty ? inclusion == nil && marginals == nil : inclusion != nil else {
      throw ValidationError(
        "give --bank-release and --inclusion together: which records each release was made from")
    }
  }

  func run() async throws {
    let experiment = try experiment()
    let threads = results.threads
    try await performAudit(results) { line in
      try await ReleaseAudit(experiment, threads: threads) { line.show($0) }
        .run(tool: RollcallCommand.tool)
    }
  }

  private func experiment() throws -> ReleaseExperiment {
    if let settings {
      return try ReleaseExperiment(Experiment.File(path: settings), folder: folder(of: settings))
    }
    if try ImageReleaseDraft.covers(members[0]) || format != nil { return try imageExperiment() }
    guard space == nil, labels.isEmpty, features.isEmpty, layout == nil else {
      throw CommandError(
        "--space, --labels, --features and --layout are for images; \(members[0]) holds none")
    }
    let draft = try ReleaseDraft(self)
    let folder = try OutputFolder(results.out)
    try folder.write(Array(draft.text.utf8), to: "release.yaml")
    if suite == nil { try folder.write(PackageResources.release_yaml, to: "suite.yaml") }
    for line in draft.notes { Console.note(line) }
    Console.note("inferred schema: \(folder.path(of: "release.yaml"))")
    return try ReleaseExperiment(
      Experiment.File(name: "release.yaml", text: draft.text),
      folder: URL(filePath: results.out).standardizedFileURL.path)
  }

  private func imageExperiment() throws -> ReleaseExperiment {
    let draft = try ImageReleaseDraft(self)
    let folder = try OutputFolder(results.out)
    try folder.write(Array(draft.text.utf8), to: "release.yaml")
    for line in draft.notes { Console.note(line) }
    Console.note("settings: \(folder.path(of: "release.yaml"))")
    return try ReleaseExperiment(
      Experiment.File(name: "release.yaml", text: draft.text),
      folder: URL(filePath: results.out).standardizedFileURL.path)
  }
}
