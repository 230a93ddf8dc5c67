import Auditing
import Foundation
import PrivacyBounds
package import Results
import Tables

/// Scores of trials that somebody else made, in the columns of a CSV file: one trial a line.
package struct TrialTable {
  /// What a line is, which decides the families that may use it.
  package enum Trials: String, CaseIterable, Sendable {
    /// A model trained independently of those of the other lines, and its score of the one canary of them all.
    case models
    /// A canary of the one model of all lines, put in or left out by a fair coin of its own.
    case canaries
  }

  /// Which columns are what.
  package struct Columns: Sendable {
    /// One column of scores for each attack.
    package let scores: [String]
    /// The column of truth values: whether the canary was put in.
    package let membership: String
    /// The column of each canary's group; nil for none.
    package let group: String?
    /// Whether canaries that were put in have the higher scores.
    package let higherIsMember: Bool

    /// Names the columns.
    package init(scores: [String], membership: String, group: String?, higherIsMember: Bool) {
      self.scores = scores
      self.membership = membership
      self.group = group
      self.higherIsMember = higherIsMember
    }
  }

  private let trials: Trials
  private let thresholds: [Double]
  private let scores: [(name: String, values: [Double])]
  private let isMember: [Bool]
  private let cells: [(group: String, positions: [Int])]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file, with a header.
  ///   - columns: Which columns are what.
  ///   - trials: What a line is.
  ///   - thresholds: Thresholds that were fixed before the scores were seen: one, several to be corrected for, or none.
  /// - Throws: An error in one line where the file cannot be read, lacks a column or holds what cannot be.
  package init(
    path: String, columns: Columns, trials: Trials, thresholds: [Double]
  ) throws {
    let group = columns.group.map { [GroupRule(name: $0, column: $0)] } ?? []
    let table = try readCSV(
      paths: [path], name: URL(filePath: path).lastPathComponent,
      schema: try Schema(
        ofColumnsIn: path, numeric: columns.scores, categorical: [], label: columns.membership,
        groups: group))
    self.trials = trials
    self.thresholds = columns.higherIsMember ? thresholds : thresholds.map { -$0 }
    isMember = try table.label.membershipBits()
    scores = try columns.scores.map { name in
      guard let feature = table.features.first(where: { $0.name == name }),
        case .numeric(let numbers) = feature.values
      else { throw PipelinesError("column '\(name)' is no column of numbers") }
      return (name, columns.higherIsMember ? numbers : numbers.map { -$0 })
    }
    let all = (group: Measurement.all, positions: Array(0..<table.count))
    cells =
      [all]
      + table.groups.flatMap { group in
        group.categories.names.enumerated().map { code, level in
          (
            "\(group.name)=\(level)",
            all.positions.filter { group.categories.codes[$0] == Int32(code) }
          )
        }
      }
  }

  /// Bounds epsilon for every column of scores, group by group, each line corrected over the columns.
  ///
  /// - Parameter plan: What is asked.
  /// - Returns: One line for each family, also where it refuses.
  /// - Throws: An error in one line where a score is missing or the plan's numbers are out of range.
  package func rows(plan: EpsilonPlan) throws -> [Run.EpsilonRow] {
    let rows = EpsilonRows(plan: plan, attackCount: scores.count, copies: plan.copies)
    return try scores.flatMap { name, values in
      try cells.flatMap { group, positions in
        let evidence = try evidence(
          "\(name)/\(group)", values: positions.map { values[$0] },
          isMember: positions.map { isMember[$0] })
        return try rows.rows(evidence) {
          Run.EpsilonRow(
            $0, plan: plan, stage: "0 given", attack: name, kind: "given", group: group,
            copies: plan.copies)
        }
      }
    }
  }

  private func evidence(
    _ label: String, values: [Double], isMember: [Bool]
  ) throws -> EpsilonEvidence {
    switch trials {
    case .models:
      return EpsilonEvidence(
        label: label,
        models: .given([EpsilonEvidence.ModelScores(scores: values, included: isMember)]),
        canaries: .refused(
          "needs many canaries of one model, each with a coin of its own; these are scores of one canary"
        ),
        threshold: thresholds.count == 1 ? thresholds[0] : nil,
        thresholds: thresholds.count > 1 ? thresholds : [])
    case .canaries:
      return EpsilonEvidence(
        label: label,
        models: .refused(
          "needs independently trained models, one score each; these are canaries of one model, which "
            + "share its randomness"),
        canaries: .given([
          try CanaryScores(scores: values, included: isMember, inclusion: .independentCoins)
        ]))
    }
  }
}
