package import Auditing
import Foundation
package import Results

/// What a run claims of privacy beside what was observed, and what was spent on it.
struct ReportPrivacy {
  /// The most lines of one ledger; longer ones are whole in the run file.
  private static let shownExpenses = 40

  private let run: Run

  /// Prepares the section; nil where nothing is claimed.
  init?(_ run: Run) {
    guard !run.privacy.isEmpty else { return nil }
    self.run = run
  }

  func context() -> [String: Any] {
    ["table": table, "notes": notes, "ledgers": ledgers]
  }

  /// The claims of the first target, stage by stage; those of the others are alike but for what was drawn.
  private var claims: [Run.StagePrivacy] { run.privacy.filter { $0.target == "1" } }

  private var table: String {
    markdownTable(
      ["after stage", "claimed", "neighbours", "added up by", "noise", "observed"],
      claims.map { claim in
        let account = claim.account
        let rho = account.rho.map { ", rho \(number($0))" } ?? ""
        return [
          escaped(claim.stage), escaped(claimText(account) + rho), escaped(account.relation),
          escaped(account.accountant), escaped(account.noise),
          escaped(ObservedEpsilon(run, stage: claim.stage).text),
        ]
      })
  }

  private var notes: [String] {
    var notes: [String] = []
    for claim in claims where claim.payer != claim.stage {
      notes.append(
        "After \(escaped(claim.stage)) the claim of \(escaped(claim.payer)) still holds: what follows a private release "
          + "costs nothing more.")
    }
    if claims.contains(where: { !$0.account.isPrivate }) {
      notes.append(
        "**Nothing here is private**: the noise can be repeated by whoever knows the seed. It is for tests and studies."
      )
    }
    if claims.contains(where: { ObservedEpsilon(run, stage: $0.stage).bound ?? 0 == 0 }) {
      notes.append(
        "Where nothing above 0 was observed, the audit neither supports nor contradicts the claim: attacks on records that "
          + "were not made to be found rarely see a small epsilon. Canaries, several targets and an attacker who sees the opened "
          + "noisy counts themselves give tighter bounds; `rollcall privacy` and `Documentation/Epsilon.md` say how."
      )
    }
    if run.targetCount > 1 {
      notes.append(
        "Each target is a release of its own: publishing all \(run.targetCount) of them would cost the sum."
      )
    }
    return notes
  }

  private var ledgers: [[String: Any]] {
    claims.filter { $0.payer == $0.stage && !$0.account.expenses.isEmpty }.map { claim in
      let expenses = claim.account.expenses
      let rows = expenses.prefix(Self.shownExpenses).map { expense in
        [
          escaped(expense.label), escaped(expense.mechanism),
          expense.rho.map(number) ?? "–",
        ]
      }
      let rest = expenses.count - rows.count
      return [
        "stage": escaped(claim.stage),
        "table": markdownTable(["what was learnt", "mechanism", "rho"], Array(rows)),
        "rest": rest > 0 ? "And \(rest) more, all of them in `run.h5` under `/privacy`." : "",
      ]
    }
  }

  private func number(_ value: Double) -> String { String(format: "%.4g", value) }
}

/// A claim in one phrase.
package func claimText(_ account: PrivacyAccount) -> String {
  String(format: "epsilon %.6g at delta %.3g", account.epsilon, account.delta)
}

/// The largest lower bound on epsilon after a stage, of those that assume nothing of the scores.
package struct ObservedEpsilon {
  /// The bound; nil where no family could give one.
  package let bound: Double?
  private let row: Run.EpsilonRow?
  private let lines: Int

  /// Looks through the run's table.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - stage: The stage's number and name.
  package init(_ run: Run, stage: String) {
    let rows = run.epsilons.filter {
      $0.stage == stage && $0.epsilon != nil && $0.choice != "leaky" && $0.groupSize == 1
        && $0.condition.isEmpty && $0.family != "joint beta"
    }
    row = rows.max { ($0.epsilon ?? 0) < ($1.epsilon ?? 0) }
    bound = row?.epsilon
    lines = rows.count
  }

  /// The bound in words, with the number of lines that it is the largest of.
  package var text: String {
    guard let row, let bound else {
      return "not bounded: members were not drawn by coins, and no canary was put in"
    }
    let level = String(format: "%.6g %%", row.confidence * 100)
    let among = lines > 1 ? ", the largest of \(lines) lines, each at \(level)" : ""
    guard bound > 0 else { return "nothing above 0 at \(level)" }
    // Rounded down, since it is a lower bound.
    return String(format: "at least %.3f at ", (bound * 1000).rounded(.down) / 1000) + level + among
  }
}
