import ArgumentParser
import Foundation
import Pipelines
import Privacy
import Settings

/// `rollcall privacy`: what mechanisms cost, or how much noise a budget asks for, by every accountant.
struct PrivacyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "privacy",
    abstract: "Say what mechanisms cost, or how much noise a budget asks for, by every accountant.",
    discussion:
      """
      With --noise, or a file, each accountant gives an epsilon at the delta: a claim to hold audits against by \
      'rollcall epsilon --claimed-epsilon'. With --epsilon each gives the least noise. All answers hold, so the least \
      does; what an accountant has no analysis of it refuses, with the reason. Noise is in the units of what is \
      released: a standard deviation (gaussian), sigma (discrete-gaussian) or scale (laplace, discrete-laplace); of a \
      selection (exponential) it is b of the weights exp(score / b), whose epsilon is 2 sensitivities over b.
      A file holds 'mechanisms', a list such as '- gaussian: {noise: 1.1, sensitivity: 1, sampling: 0.01, count: 100}', \
      and 'relation'. Where replacing one record changes two counts by 1, count each discrete use twice, or give an L2 \
      sensitivity of 1.4143.
      """)

  @Argument(
    help: ArgumentHelp("A file of mechanisms that are composed.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var file: String?

  @Option(help: "The mechanism.")
  var mechanism: MechanismName?

  @Option(help: "The noise, in the units of what is released: asks for epsilon.")
  var noise: Double?

  @Option(help: "The epsilon that is to be kept: asks for the least noise.")
  var epsilon: Double?

  @Option(help: "The delta, strictly between 0 and 1.")
  var delta: Double

  @Option(help: "The most that what is released changes between neighbours. (default: 1)")
  var sensitivity: Double?

  @Option(help: "The chance with which each record is seen, independently. (default: 1)")
  var sampling: Double?

  @Option(help: "How often the mechanism is used. (default: 1)")
  var count: Int?

  @Option(help: "Whether neighbours add or remove a record, or replace one. (default: add-remove)")
  var relation: RelationName?

  @Option(
    help: ArgumentHelp(
      "Ask this accountant alone: \(accountants.map { $0.name }.joined(separator: ", ")).",
      valueName: "name"))
  var accountant: String?

  @Flag(help: "Print JSON, the stable interface for machines.")
  var json = false

  func validate() throws {
    guard delta > 0, delta < 1 else {
      throw ValidationError("--delta is \(delta); give one strictly between 0 and 1")
    }
    if let epsilon, !(epsilon > 0 && epsilon.isFinite) {
      throw ValidationError("--epsilon is \(epsilon); give a finite one above 0")
    }
    _ = try types()
    guard file == nil else {
      let isAlone =
        mechanism == nil && noise == nil && epsilon == nil && sensitivity == nil
        && sampling == nil && count == nil && relation == nil
      guard isAlone else {
        throw ValidationError(
          "a file says all of its mechanisms; give only --delta, --accountant and --json with it")
      }
      return
    }
    guard mechanism != nil else {
      throw ValidationError("give a file of mechanisms, or --mechanism with one of \(known)")
    }
    guard (noise == nil) != (epsilon == nil) else {
      throw ValidationError("give --noise to ask for epsilon, or --epsilon to ask for noise")
    }
    try validateUse()
  }

  private func validateUse() throws {
    do {
      _ = try MechanismList(uses: [use()], relation: neighbours).events()
    } catch let error as CommandError {
      throw ValidationError(error.description)
    } catch let error as PrivacyError {
      throw ValidationError(error.description)
    }
  }

  private var known: String {
    MechanismName.allCases.map(\.rawValue).joined(separator: ", ")
  }

  func run() throws {
    let table = try table()
    Console.result(json ? try table.json() : table.lines.joined(separator: "\n"))
    if table.answers.allSatisfy({ $0.value == nil }) { throw ExitCode.failure }
  }

  private func table() throws -> PrivacyTable {
    let list = try file.map { try MechanismList(path: $0) }
    let asked = try list ?? MechanismList(uses: [use()], relation: neighbours)
    let answers =
      if let epsilon {
        try PrivacyAnswer.leastNoise(
          of: use(), under: neighbours, epsilon: epsilon, delta: delta, by: types())
      } else {
        try PrivacyAnswer.epsilons(of: asked.events(), delta: delta, by: types())
      }
    return PrivacyTable(list: asked, epsilon: epsilon, delta: delta, answers: answers)
  }

  private var neighbours: NeighbouringRelation { (relation ?? .addRemove).relation }

  /// The uses of the options; where noise is asked for, with that of one sensitivity.
  private func use() throws -> MechanismUse {
    try MechanismUse(
      mechanism ?? .gaussian, noise: noise ?? sensitivity ?? 1, sensitivity: sensitivity ?? 1,
      sampling: sampling ?? 1, count: count ?? 1)
  }

  private func types() throws -> [any Accountant.Type] {
    guard let accountant else { return accountants }
    do {
      return [try Privacy.accountant(named: accountant)]
    } catch {
      throw ValidationError(error.description)
    }
  }
}

extension MechanismName: ExpressibleByArgument {}

extension RelationName: ExpressibleByArgument {}
