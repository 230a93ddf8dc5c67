package import Tensors

/// What models said of records that some of them forgot, with what is known of the records and the models.
package struct ForgettingEvidence: Sendable {
  /// The models of one method, one for each run.
  package struct Bank: Sendable {
    /// The method's name.
    package let name: String
    /// Each run's class scores, records x classes.
    package let runs: [Tensor<Float>]
    /// Each run's class scores of further versions of the candidates, each candidates x classes; empty where models were asked once.
    package let versions: [[Tensor<Float>]]
    /// The seconds that each run took; empty where they are not known.
    package let seconds: [Double]
    /// How often a record was read in each run; empty where that is not known.
    package let recordPasses: [Int]

    /// Puts a method's models together.
    ///
    /// - Parameters:
    ///   - name: The method's name.
    ///   - runs: Each run's class scores, records x classes.
    ///   - versions: Each run's class scores of further versions of the candidates, each candidates x classes.
    ///   - seconds: The seconds that each run took.
    ///   - recordPasses: How often a record was read in each run.
    package init(
      _ name: String, runs: [Tensor<Float>], versions: [[Tensor<Float>]] = [],
      seconds: [Double] = [], recordPasses: [Int] = []
    ) {
      (self.name, self.runs, self.versions) = (name, runs, versions)
      (self.seconds, self.recordPasses) = (seconds, recordPasses)
    }
  }

  /// The records by what happened to them, as row numbers.
  package struct Rows: Equatable, Sendable {
    /// Records that runs forgot or never saw; attacks tell the two apart.
    package let candidates: [Int]
    /// For each run whether each candidate was trained and forgotten; one row that holds for all runs, or one for each.
    package let wasForgotten: [[Bool]]
    /// Records that all models were trained on.
    package let retained: [Int]
    /// Records that no model saw, on which accuracy is measured.
    package let test: [Int]

    /// Takes candidates with the coins of each run.
    package init(candidates: [Int], wasForgotten: [[Bool]], retained: [Int], test: [Int]) {
      (self.candidates, self.wasForgotten) = (candidates, wasForgotten)
      (self.retained, self.test) = (retained, test)
    }

    /// Whether coins differ between runs, so that a record was forgotten by some and never seen by others.
    package var hasCoins: Bool { wasForgotten.count > 1 }

    /// The candidates' fates in a run; of more runs than coins the coins come round again.
    package func fates(ofRun run: Int) -> [Bool] { wasForgotten[run % wasForgotten.count] }
  }

  /// The class of every record; for mislabelled ones the label that was trained on.
  package let labels: [Int32]
  /// The records by what happened to them.
  package let rows: Rows
  /// The models before unlearning; nil where they are not known.
  package let original: Bank?
  /// Models trained from scratch without the candidates.
  package let retrained: Bank
  /// The models after unlearning, a bank for each method.
  package let methods: [Bank]
  /// The two classes whose labels were swapped in the candidates; nil where none were.
  package let swapped: (first: Int32, second: Int32)?

  /// Takes what models said.
  ///
  /// - Parameters:
  ///   - labels: The class of every record.
  ///   - rows: The records by what happened to them.
  ///   - original: The models before unlearning.
  ///   - retrained: Models trained from scratch without the candidates.
  ///   - methods: The models after unlearning.
  ///   - swapped: The two classes whose labels were swapped in the candidates.
  /// - Throws: `UnlearningError` naming the bank, run, record or set of rows that does not fit.
  package init(
    labels: [Int32], rows: Rows, original: Bank?, retrained: Bank, methods: [Bank],
    swapped: (first: Int32, second: Int32)? = nil
  ) throws(UnlearningError) {
    (self.labels, self.rows, self.swapped) = (labels, rows, swapped)
    (self.original, self.retrained, self.methods) = (original, retrained, methods)
    let names = ([retrained] + (original.map { [$0] } ?? []) + methods).map(\.name)
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw UnlearningError("two sets of models are named '\(name)'; name methods differently")
    }
    try checkRows()
    for bank in [retrained] + (original.map { [$0] } ?? []) + methods { try check(bank) }
    for bank in methods + (original.map { [$0] } ?? [])
    where rows.hasCoins && bank.runs.count != rows.wasForgotten.count {
      throw UnlearningError(
        "'\(bank.name)' has \(bank.runs.count) runs for the coins of \(rows.wasForgotten.count); "
          + "give as many rows of coins as runs")
    }
    for bank in [retrained] + (original.map { [$0] } ?? []) + methods { try checkVersions(bank) }
  }

  private func checkRows() throws(UnlearningError) {
    for (name, set) in [
      ("forget and never-seen", rows.candidates), ("retain", rows.retained), ("test", rows.test),
    ] {
      guard !set.isEmpty else { throw UnlearningError("the \(name) rows are empty; name some") }
      if let row = set.first(where: { $0 < 0 || $0 >= labels.count }) {
        throw UnlearningError(
          "the \(name) rows name row \(row) of \(labels.count) records; count from 0")
      }
      guard Set(set).count == set.count else {
        throw UnlearningError("the \(name) rows name a row twice; name each record once")
      }
    }
    if let row = Set(rows.candidates).intersection(rows.retained).min() {
      throw UnlearningError(
        "row \(row) is among the forget or never-seen rows and the retain rows; it can only be one")
    }
    if let row = Set(rows.retained).intersection(rows.test).min() {
      throw UnlearningError(
        "row \(row) is among the retain rows and the test rows; it can only be one")
    }
    for (run, fates) in rows.wasForgotten.enumerated() {
      guard fates.count == rows.candidates.count, Set(fates).count == 2 else {
        throw UnlearningError(
          "run \(run) must have forgotten some of the \(rows.candidates.count) candidates and never seen "
            + "others; check the forget and never-seen rows")
      }
    }
  }

  private func check(_ bank: Bank) throws(UnlearningError) {
    guard !bank.runs.isEmpty else {
      throw UnlearningError("'\(bank.name)' has no run; give the class scores of one model or more")
    }
    for (run, logits) in bank.runs.enumerated() {
      guard logits.shape.count == 2, logits.shape[0] == labels.count, logits.shape[1] >= 2 else {
        throw UnlearningError(
          "'\(bank.name)', run \(run): class scores of shape \(logits.shape) for \(labels.count) labels; "
            + "give records x classes")
      }
      let classes = logits.shape[1]
      if let row = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
        throw UnlearningError(
          "the label of row \(row) is \(labels[row]), but '\(bank.name)' has classes 0 to \(classes - 1)"
        )
      }
      if let place = logits.scalars.firstIndex(where: { !$0.isFinite }) {
        throw UnlearningError(
          "'\(bank.name)', run \(run): row \(place / classes) has a class score that is not finite; "
            + "mend it or leave the model out")
      }
    }
  }

  private func checkVersions(_ bank: Bank) throws(UnlearningError) {
    let wanted = retrained.versions.first?.count ?? 0
    guard bank.versions.count == (wanted > 0 ? bank.runs.count : 0),
      bank.versions.allSatisfy({ $0.count == wanted })
    else {
      throw UnlearningError(
        "'\(bank.name)' was asked about other than \(wanted + 1) version(s) of each record, as the oracles "
          + "were; give the same number for all models")
    }
    for (run, tensor) in bank.versions.enumerated().flatMap({ run, all in all.map { (run, $0) } }) {
      guard tensor.shape == [rows.candidates.count, bank.runs[run].rowLength],
        tensor.scalars.allSatisfy(\.isFinite)
      else {
        throw UnlearningError(
          "'\(bank.name)', run \(run): a version's class scores have shape \(tensor.shape) for "
            + "\(rows.candidates.count) candidates, or are not finite; mend them or ask once")
      }
    }
  }
}
