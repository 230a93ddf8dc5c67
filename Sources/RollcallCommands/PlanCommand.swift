import ArgumentParser
import Foundation
import Pipelines

/// `rollcall plan`: says which records shadow models are to be trained on elsewhere.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Draw which records each of many shadow models is trained on, for training elsewhere.",
    discussion:
      """
      Writes the plan, a training script in Python to fill in (train.py) and a script for arrays of Slurm jobs (shadows.slurm). \
      'rollcall collect' gathers what they leave. A later plan with more models in the same folder keeps the first ones.
      """)

  @Option(help: "The shadow models.")
  var models: Int = 64

  @Option(help: "The records of the data; or give --experiment.")
  var records: Int?

  @Option(
    help:
      "An experiment with a model as its target, whose records are counted and population left out.",
    completion: .file(extensions: ["yaml", "yml"]))
  var experiment: String?

  @Option(help: "halves, in which every record is in half of the models, or coins.")
  var subsets: ShadowPlan.Subsets = .halves

  @Option(help: "The seed of the draws.")
  var seed: Int = 1

  @Option(
    help: "How the plan is written: npz, h5 or csv; may be repeated, the script reads the first.")
  var format: [ShadowPlan.FileFormat] = [.npz]

  @Option(help: "The folder to write to.")
  var out: String

  func validate() throws {
    guard (records == nil) != (experiment == nil) else {
      throw ValidationError("give either --records or --experiment")
    }
    guard (1...100_000).contains(models), (1...1 << 30).contains(records ?? 1), seed >= 0 else {
      throw ValidationError("--models must be from 1 to 100000, --records and --seed not negative")
    }
  }

  func run() throws {
    let plan = try plan()
    let folder = try OutputFolder(out)
    if ShadowPlan.exists(in: out) {
      let before = try ShadowPlan(in: out)
      guard before.fingerprint == plan.fingerprint, before.modelCount <= plan.modelCount else {
        throw CommandError(
          "\(out): holds a plan of \(before.modelCount) models of \(before.recordCount) records by seed "
            + "\(before.seed), which this one does not go on; name another folder")
      }
    }
    for format in format { try plan.write(format, to: out) }
    try plan.writeDescription(to: out)
    try write(script(plan), to: "train.py", in: folder)
    try write(array(plan), to: "shadows.slurm", in: folder)
    Console.note(
      "\(plan.modelCount) models of \(plan.audited.count) of \(plan.recordCount) records; fill in train.py, run it, and "
        + "then: rollcall collect --plan \(out) --out bank.h5")
    Console.result(folder.path(of: ShadowPlan.fileName(format[0])))
  }

  private func plan() throws -> ShadowPlan {
    var (audited, count) = (Array(0..<(records ?? 0)), records ?? 0)
    if let experiment {
      let file = try Experiment.File(path: experiment)
      guard try ModelExperiment.describes(file) else {
        throw CommandError(
          "\(file.name): has no model as its target; give --records, the number of its records")
      }
      (audited, count) = try ModelExperiment(file, folder: folder(of: experiment)).shadowRecords()
    }
    return try ShadowPlan(
      models: models, audited: audited, recordCount: count, subsets: subsets, seed: seed)
  }

  /// Writes a script that is not there yet: one that is may have been filled in.
  private func write(_ text: String, to name: String, in folder: OutputFolder) throws {
    if FileManager.default.fileExists(atPath: folder.path(of: name)) {
      Console.note("\(folder.path(of: name)) is there already and stays")
    } else {
      try folder.write(Array(text.utf8), to: name)
    }
  }

  private func script(_ plan: ShadowPlan) -> String {
    let reader =
      switch format[0] {
      case .npz:
        """
            data = np.load(HERE / "plan.npz")
            return data["keep"].astype(bool), int(data["plan"][0])
        """
      case .h5:
        """
            import h5py

            with h5py.File(HERE / "plan.h5") as data:
                return data["keep"][:].astype(bool), int(data["plan"][0])
        """
      case .csv:
        """
            keep = np.loadtxt(HERE / "plan.csv", delimiter=",", dtype=np.int8, ndmin=2)
            return keep.astype(bool), \(plan.fingerprint)
        """
      }
    return String(decoding: PackageResources.shadows_py, as: UTF8.self)
      .replacing("@READER@", with: reader)
  }

  private func array(_ plan: ShadowPlan) -> String {
    String(decoding: PackageResources.shadows_slurm, as: UTF8.self)
      .replacing("@LAST@", with: "\(plan.modelCount - 1)")
  }
}

extension ShadowPlan.Subsets: ExpressibleByArgument {}
extension ShadowPlan.FileFormat: ExpressibleByArgument {}
