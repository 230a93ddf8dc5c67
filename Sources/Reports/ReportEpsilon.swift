import Foundation
import Results

/// The lower bounds on epsilon of a run, family beside family, and what each refuses.
struct ReportEpsilon {
  private let run: Run

  /// Prepares the section; nil where the run has no table of epsilons.
  init?(_ run: Run) {
    guard !run.epsilons.isEmpty else { return nil }
    self.run = run
  }

  func context() -> [String: Any] {
    ["canaries": canaries, "table": table, "refused": refusals, "notes": notes]
  }

  /// What was put in, and by what coins.
  private var canaries: String {
    guard let canaries = run.canaries else {
      return
        "The audited records themselves are the canaries; each became a member by a coin of its own."
    }
    let kinds = canaries.kindNames.map { kind in
      "\(canaries.kinds.count { $0 == kind }) \(kind)"
    }
    let share = canaries.isMember.map { row in "\(row.count { $0 })" }
    let copies = canaries.copies == 1 ? "once" : "\(canaries.copies) times"
    let targets =
      run.targetCount == 1
      ? "The target holds \(share[0]) of them"
      : "Each of \(run.targetCount) targets has coins of its own and holds "
        + "\(share.min { $0.count == $1.count ? $0 < $1 : $0.count < $1.count } ?? "") or more of them"
    return
      "Canaries: \(kinds.joined(separator: ", ")). Each is in a model's training set, \(copies), or not at "
      + "all, by a fair coin of its own. \(targets). No other table counts them."
  }

  /// The lines that have a bound.
  private var table: String {
    let rows = run.epsilons.filter { $0.epsilon != nil }.map { row in
      [
        "`\(row.attack)`", escaped(place(row)), row.family, choice(row),
        "\(row.trials) (\(row.trialsNeeded))", "\(row.correct) of \(row.guesses)",
        row.hypotheses == 1 ? "–" : "\(row.hypotheses) choices", result(row),
      ]
    }
    guard !rows.isEmpty else { return "No family could give a bound." }
    return markdownTable(
      [
        "attack", "canaries", "family", "threshold or guesses", "independent trials (needed)",
        "right guesses", "corrected over", "epsilon",
      ], rows)
  }

  private func place(_ row: Run.EpsilonRow) -> String {
    let stage = run.stages.count > 2 ? ", after \(row.stage)" : ""
    return (row.group == "all" ? row.kind : "\(row.kind), \(row.group)") + stage
  }

  private func choice(_ row: Run.EpsilonRow) -> String {
    switch row.choice {
    case "fixed": "one, fixed beforehand"
    case "corrected": "best of several declared"
    case "split": "chosen on half the trials"
    default: "**chosen on the trials judged: no bound**"
    }
  }

  private func result(_ row: Run.EpsilonRow) -> String {
    guard let epsilon = row.epsilon else { return "–" }
    // Rounded down, since it is a lower bound.
    let bound = decimal((epsilon * 1000).rounded(.down) / 1000)
    let group = row.groupSize > 1 ? " for groups of \(row.groupSize)" : ""
    let condition = row.condition.isEmpty ? "" : ", \(row.condition)"
    let word = row.family == "joint beta" ? " credibility" : ""
    let level = shortPercent(row.confidence)
    let observed = epsilon > 0 ? "observed at least \(bound)" : "observed nothing above 0"
    guard let claimed = row.claimed else {
      return "\(observed)\(group) at \(level)\(word)\(condition)"
    }
    let verdict =
      switch row.judgement {
      case "contradicted": "; **contradicts the claim**"
      case "above-claim": "; above the claim"
      case "not-comparable": "; the claim says nothing of groups as large"
      default: ""
      }
    return "claimed \(shortest(claimed)); \(observed)\(group) at \(level)\(word)"
      + condition + verdict
  }

  private func shortPercent(_ value: Double) -> String {
    "\(shortest((value * 1e6).rounded() / 1e4)) %"
  }

  private func shortest(_ value: Double) -> String { String(format: "%.12g", value) }

  /// What families refuse, with sets of trials that refuse alike on one line.
  private var refusals: [String] {
    var order: [String] = []
    var places: [String: [String]] = [:]
    for (place, rows) in refusedByPlace {
      for line in reasons(rows) {
        if places[line] == nil { order.append(line) }
        places[line, default: []].append(place)
      }
    }
    let all = refusedByPlace.count
    return order.map { line in
      let own = places[line] ?? []
      return own.count == all && all > 1 ? line : "\(own.joined(separator: "; ")): \(line)"
    }
  }

  private var refusedByPlace: [(place: String, rows: [Run.EpsilonRow])] {
    var order: [String] = []
    var rows: [String: [Run.EpsilonRow]] = [:]
    for row in run.epsilons {
      let name = "`\(row.attack)` on \(escaped(place(row)))"
      if rows[name] == nil { order.append(name) }
      rows[name, default: []].append(row)
    }
    return order.map { name in (name, (rows[name] ?? []).filter { $0.epsilon == nil }) }
  }

  /// The families that refuse for the same reason, one line for each reason.
  private func reasons(_ rows: [Run.EpsilonRow]) -> [String] {
    var order: [String] = []
    for row in rows where !order.contains(row.reason) { order.append(row.reason) }
    return order.map { reason in
      let families = rows.filter { $0.reason == reason }.map { "\($0.family) (\($0.choice))" }
      return "\(families.joined(separator: ", ")) refused: \(escaped(reason))"
    }
  }

  private var notes: [String] {
    let delta = run.epsilons[0].delta
    var notes = [
      "Bounds are at delta \(shortest(delta)), in nats, for adding or removing one canary; a claim must use the same "
        + "neighbouring relation. A bound of 0 shows nothing, and no bound shows that a claim is true.",
      "Each line holds by itself, for all declared attacks together. To pick the largest of several families, kinds or "
        + "groups is a choice that no line is corrected for.",
    ]
    let records = run.population.isMember[0].count { $0 }
    if delta * Double(records) > 0.1 {
      notes.append(
        "Delta times \(records) training records is \(shortest((delta * Double(records) * 1e4).rounded() / 1e4)): a "
          + "delta should be far below one over the records.")
    }
    return notes
  }
}
