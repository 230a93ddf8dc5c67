package import Auditing
import HDF5

extension Run {
  /// What is claimed of the privacy of what a stage published for one target.
  package struct StagePrivacy: Equatable, Sendable {
    /// The stage's number and name.
    package let stage: String
    /// The number of the target from 1.
    package let target: String
    /// What is claimed, and what was spent.
    package let account: PrivacyAccount
    /// The number and name of the stage that paid; later stages touch its release alone and claim the same.
    package let payer: String

    /// Creates the claim of one stage.
    ///
    /// - Parameters:
    ///   - stage: The stage's number and name.
    ///   - target: The number of the target from 1.
    ///   - account: What is claimed, and what was spent.
    ///   - payer: The stage that paid.
    package init(stage: String, target: String, account: PrivacyAccount, payer: String) {
      (self.stage, self.target) = (stage, target)
      (self.account, self.payer) = (account, payer)
    }
  }

  /// What is claimed after a stage; nil where nothing is.
  ///
  /// - Parameters:
  ///   - stage: The stage's number and name.
  ///   - target: The number of the target from 1.
  /// - Returns: The claim with who paid.
  package func claim(afterStage stage: String, target: String = "1") -> StagePrivacy? {
    privacy.first { $0.stage == stage && $0.target == target }
  }

  func writePrivacy(to file: inout HDF5Writer) throws {
    let accounts = privacy.map(\.account)
    try file.column(privacy.map(\.stage), "/privacy/stage")
    try file.column(privacy.map(\.target), "/privacy/target")
    try file.column(privacy.map(\.payer), "/privacy/payer")
    try file.column(accounts.map(\.epsilon), "/privacy/epsilon")
    try file.column(accounts.map(\.delta), "/privacy/delta")
    try file.column(accounts.map { $0.rho ?? .nan }, "/privacy/rho")
    try file.column(accounts.map(\.relation), "/privacy/relation")
    try file.column(accounts.map(\.accountant), "/privacy/accountant")
    try file.column(accounts.map(\.noise), "/privacy/noise")
    try file.column(accounts.map(\.isPrivate), "/privacy/is_private")
    let rows = accounts.enumerated().flatMap { place, account in
      account.expenses.map { (place: place, expense: $0) }
    }
    try file.column(rows.map { Int64($0.place) }, "/privacy/expenses/row")
    try file.column(rows.map(\.expense.label), "/privacy/expenses/label")
    try file.column(rows.map(\.expense.mechanism), "/privacy/expenses/mechanism")
    try file.column(rows.map { $0.expense.rho ?? .nan }, "/privacy/expenses/rho")
  }
}

extension RunFile {
  /// What is claimed and was spent; empty where the run has no claim.
  func privacy() throws -> [Run.StagePrivacy] {
    guard file.contains("/privacy") else { return [] }
    let stages = try file.strings(at: "/privacy/stage")
    func texts(_ name: String) throws -> [String] {
      try column(file.strings(at: "/privacy/\(name)"), stages.count, "privacy")
    }
    func numbers(_ name: String) throws -> [Double] {
      try column(file.doubles(at: "/privacy/\(name)"), stages.count, "privacy")
    }
    let (targets, payers) = (try texts("target"), try texts("payer"))
    let (epsilons, deltas) = (try numbers("epsilon"), try numbers("delta"))
    let (rhos, relations) = (try numbers("rho"), try texts("relation"))
    let (accountants, noises) = (try texts("accountant"), try texts("noise"))
    let secure = try column(
      file.booleans(at: "/privacy/is_private"), stages.count, "privacy")
    let expenses = try expenses(of: stages.count)
    return stages.indices.map { row in
      Run.StagePrivacy(
        stage: stages[row], target: targets[row],
        account: PrivacyAccount(
          claim: (epsilons[row], deltas[row]), rho: rhos[row].isNaN ? nil : rhos[row],
          rules: (relations[row], accountants[row]), noise: (noises[row], secure[row]),
          expenses: expenses[row]),
        payer: payers[row])
    }
  }

  private func expenses(of count: Int) throws -> [[PrivacyAccount.Expense]] {
    let rows = try file.integers(at: "/privacy/expenses/row")
    func texts(_ name: String) throws -> [String] {
      try column(file.strings(at: "/privacy/expenses/\(name)"), rows.count, "privacy/expenses")
    }
    let (labels, mechanisms) = (try texts("label"), try texts("mechanism"))
    let costs = try column(
      file.doubles(at: "/privacy/expenses/rho"), rows.count, "privacy/expenses")
    var expenses = Array(repeating: [PrivacyAccount.Expense](), count: count)
    for (place, row) in rows.enumerated() {
      guard expenses.indices.contains(row) else {
        throw contradiction("an expense of privacy belongs to no claim")
      }
      expenses[row].append(
        PrivacyAccount.Expense(
          labels[place], mechanism: mechanisms[place],
          rho: costs[place].isNaN ? nil : costs[place]))
    }
    return expenses
  }
}
