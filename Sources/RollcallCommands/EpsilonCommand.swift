import ArgumentParser
import Attacks
import Auditing
import Foundation
import PrivacyBounds
import Results
import Settings

/// `rollcall epsilon`: bounds the epsilon of differential privacy from below by the guesses of an audit.
struct EpsilonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "epsilon",
    abstract: "Bound epsilon from below by the scores of a run, beside what is claimed.",
    discussion:
      """
      The run's members must have been drawn by independent fair coins ('assignment: coin-flip' in 'split', or in 'target'
      for scores that were brought). Then each audited record is a trial of the bounds for one run: Steinke, Nasr and
      Jagielski 2023, and the tighter one that assumes a Gaussian trade-off. The numbers of guesses are declared before
      the scores are seen (--guesses), and the bound is corrected for trying several (Bonferroni). Bounds whose trials
      are models need many models per record and are not given.
      """)

  @Argument(
    help: ArgumentHelp("The run file.", valueName: "run"), completion: .file(extensions: ["h5"]))
  var file: String

  @Option(help: "The attack whose scores guess; the primary ones where none is given.")
  var attack: [String] = []

  @Option(help: "The delta of the claim, far below one over the number of records.")
  var delta: Double = 1e-5

  @Option(help: "The confidence of each bound.")
  var confidence: Double = 0.95

  @Option(help: "The epsilon that is claimed.")
  var claimed: Double?

  @Option(help: "Shares of the records that are guessed on, half of them as members.")
  var guesses: [Double] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]

  @Option(help: "How often each audited record is in the data, where it is there at all.")
  var copies: Int = 1

  func validate() throws {
    guard guesses.allSatisfy({ $0 > 0 && $0 <= 1 }), !guesses.isEmpty else {
      throw ValidationError("--guesses must be shares above 0 and up to 1")
    }
    guard claimed.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--claimed must be 0 or more")
    }
  }

  func run() throws {
    let run = try Run(path: file)
    guard run.population.assignment == "coin-flip" else {
      throw CommandError(
        "\(file): its members were drawn by '\(run.population.assignment)'; the bounds for one run "
          + "need 'assignment: coin-flip' in 'split', so that each record is a trial of its own")
    }
    let level = try AuditLevel(delta: delta, significance: 1 - confidence)
    var lines = [["target", "stage", "attack", "bound", "verdict"]]
    for stage in run.stages {
      for scores in try chosen(stage, of: run) {
        for (target, pair) in zip(scores.values, run.population.isMember).enumerated() {
          let canaries = try CanaryScores(
            scores: pair.0, included: pair.1, inclusion: .independentCoins)
          for family in [EpsilonBound.Family.oneRun, .oneRunGaussian] {
            let bound = try CanaryAudit.bound(
              canaries, cuts: try cuts(pair.0.count), family: family, level: level
            ).bound.forGroups(of: copies)
            lines.append(
              ["\(target + 1)", stage.name, scores.attack, "\(bound)", verdict(bound)])
          }
        }
      }
    }
    Console.result(aligned(lines).joined(separator: "\n"))
  }

  /// The stage's scores that guesses are taken from.
  private func chosen(_ stage: Run.StageResult, of run: Run) throws -> [Run.StageScores] {
    let wanted = attack.isEmpty ? run.setup.attacks.filter(\.isPrimary).map(\.label) : attack
    for label in wanted {
      guard let entry = run.setup.attacks.first(where: { $0.label == label }) else {
        throw CommandError(unknownName("attack", label, among: run.setup.attacks.map(\.label)))
      }
      let type = attacks.first { $0.name == entry.declaration.part.name }
      var none = try Settings(yaml: "", file: label)
      guard try type?.init(&none).requirements.contains(.records) != true else {
        throw CommandError(
          "'\(label)' learns from the membership of other audited records, which are the trials; "
            + "name an attack that does not")
      }
    }
    return stage.scores.filter { wanted.contains($0.attack) && !$0.values.isEmpty }
  }

  private func cuts(_ count: Int) throws -> [GuessCut] {
    try guesses.map { share in
      let side = max(1, Int((Double(count) * share / 2).rounded(.down)))
      return try GuessCut(members: side, nonMembers: min(side, count - side))
    }
  }

  private func verdict(_ bound: EpsilonBound) -> String {
    guard let claimed else { return "-" }
    return bound.epsilon > claimed
      ? "contradicts the claim of \(claimed)" : "does not contradict the claim of \(claimed)"
  }
}
