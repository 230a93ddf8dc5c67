/// Whether two runs audited the same data, by the hashes of the files that records were read from.
struct DataAgreement {
  /// Whether all files of records that are not audited themselves are the same.
  let isSame: Bool
  /// What differs, and what to do; empty where nothing does.
  let problem: String
  /// What else differs between the runs' inputs.
  let notes: [String]

  init(_ baseline: Run, _ new: Run, changing: [String]) {
    func files(_ run: Run) -> [Run.Input] {
      run.setup.inputs.filter { $0.recordCount > 0 && !changing.contains($0.name) }
    }
    let (old, other) = (files(baseline), files(new))
    isSame = old.map(\.sha256).sorted() == other.map(\.sha256).sorted()
    func names(_ inputs: [Run.Input], without others: [Run.Input]) -> String {
      let own = inputs.filter { input in !others.contains { $0.sha256 == input.sha256 } }
      guard !own.isEmpty else { return "no other" }
      return own.map { "'\($0.name)' (\($0.sha256.prefix(12)))" }.joined(separator: ", ")
    }
    problem =
      isSame
      ? ""
      : "The runs are on other data: the baseline read \(names(old, without: other)), the new run "
        + "\(names(other, without: old))."
    notes = Self.notes(baseline, new)
  }

  private static func notes(_ baseline: Run, _ new: Run) -> [String] {
    var notes: [String] = []
    if baseline.setup.tool != new.setup.tool {
      notes.append("Programs differ: \(baseline.setup.tool) and \(new.setup.tool).")
    }
    if baseline.setup.algebra != new.setup.algebra {
      notes.append(
        "Algebra libraries differ: \(baseline.setup.algebra) and \(new.setup.algebra); last digits may."
      )
    }
    if baseline.setup.experiment != new.setup.experiment {
      notes.append("The experiments' texts differ; see both files.")
    }
    if baseline.setup.suite != new.setup.suite { notes.append("The suites' texts differ.") }
    if baseline.setup.seed != new.setup.seed {
      notes.append("Seeds differ: \(baseline.setup.seed) and \(new.setup.seed).")
    }
    return notes
  }
}
