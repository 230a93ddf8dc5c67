import Pipelines
import Settings
import Testing

@Suite("Experiment and suite files")
struct ExperimentTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    var file = "experiment.yaml"
    let message: String

    var testDescription: String { "\(old) -> \(new)" }
  }

  static let mistakes = [
    Mistake(
      old: "shadows: {models: 8}", new: "shadows: {modls: 8}",
      message: "experiment.yaml:12: unknown key 'modls'; did you mean 'models'?"),
    Mistake(
      old: "shadows: {models: 8}", new: "shadows: {models: 7}",
      message: "experiment.yaml:12: 'models' must be even, so that each record is in half of them"),
    Mistake(
      old: "shadows: {models: 8}", new: "shadows: {models: 0}",
      message: "experiment.yaml:12: 'lira-online' needs reference models; set 'models' to 4 or more"
    ),
    Mistake(
      old: "shadows: {models: 8}", new: "shadows: {models: 8, subsets: population}",
      message:
        "experiment.yaml:12: 'lira-online' compares with reference models that saw the attacked "
        + "records, which those of 'subsets: population' never do; set 'subsets' to halves or bernoulli, "
        + "or take the attack out of the suite"),
    Mistake(
      old: "- train:", new: "- trian:",
      message: "experiment.yaml:14: unknown stage 'trian'; did you mean 'train'?"),
    Mistake(
      old: "hidden: [8]", new: "hiden: [8]",
      message: "experiment.yaml:14: unknown key 'hiden'; did you mean 'hidden'?"),
    Mistake(
      old: "members: 0.4,", new: "members: 0.7,",
      message: "experiment.yaml:10: 'members' and 'nonMembers' add up to more than 1"),
    Mistake(
      old: "suite: suite.yaml", new: "suite: suit.yaml",
      message: "experiment.yaml:16: no suite file 'suit.yaml' beside the experiment"),
    Mistake(
      old: "cuts: [40]", new: "cuts: [40], values: {a: b}",
      message: "experiment.yaml:9: give 'values' or 'cuts', not both"),
    Mistake(
      old: "lira-offline-global, coin-flip", new: "lira-offline-globl, coin-flip",
      file: "suite.yaml",
      message:
        "suite.yaml:4: unknown attack 'lira-offline-globl'; did you mean 'lira-offline-global'?"),
    Mistake(
      old: "primary: [m-loss, lira-online]", new: "primary: [m-loss, lira]", file: "suite.yaml",
      message: "suite.yaml:2: unknown attack 'lira'; known attacks: m-loss, lira-online, "
        + "lira-offline-global, coin-flip, blind"),
    Mistake(
      old: "attacks: [m-loss,", new: "attacks: [m-loss, m-loss,", file: "suite.yaml",
      message: "suite.yaml:4: 'm-loss' is listed twice; give one of them another 'label'"),
    Mistake(
      old: "baseline: m-loss", new: "baseline: m-los", file: "suite.yaml",
      message: "suite.yaml:3: unknown attack 'm-los'; did you mean 'm-loss'?"),
    Mistake(
      old: "coin-flip]", new: "coin-flip: {label: ../x}]", file: "suite.yaml",
      message: "suite.yaml:4: a label is letters, digits, '-', '_' and '.'"),
  ]

  @Test("a mistake is told with file, line and the nearest known name", arguments: mistakes)
  func told(_ mistake: Mistake) throws {
    let files = try TemporaryExperiment()
    try files.edit(mistake.old, mistake.new, in: mistake.file)
    let error = #expect(throws: SettingsError.self) { try Experiment(path: files.path) }
    #expect(error?.description == mistake.message)
  }

  @Test("an attack can be listed twice under two labels, with settings of its own")
  func labels() throws {
    let files = try TemporaryExperiment()
    try files.edit(
      "coin-flip]", "coin-flip, blind, blind: {label: blind-10, folds: 10}]", in: "suite.yaml")
    let labels = try Experiment(path: files.path).suite.entries.map(\.label)
    #expect(labels.suffix(2) == ["blind", "blind-10"])
  }

  @Test("a file that is not there is told by its path")
  func missing() {
    #expect(throws: PipelinesError.self) { try Experiment(path: "nowhere/experiment.yaml") }
  }
}
