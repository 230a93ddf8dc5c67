package import Statistics

/// How often an attack decides rightly on one record, over several models.
///
/// The models must be independent given the record (targets, or shadows attacked in turn), and their thresholds
/// fitted elsewhere. The intervals are of one record each: the highest of many rates is high by chance too.
package struct RecordRisk: Equatable, Sendable {
  /// The record's row, from 0.
  package let row: Int
  /// The models.
  package let models: Int
  /// The models trained on the record, and how many of them the attack called so.
  package let included: Int
  /// The models trained on the record that the attack called so.
  package let found: Int
  /// The models not trained on the record that the attack called so all the same.
  package let accused: Int
  /// The confidence level of the interval.
  package let level: Double

  /// Takes counts of decisions.
  ///
  /// - Parameters:
  ///   - row: The record's row, from 0.
  ///   - models: The models, 1 or more.
  ///   - included: How many of them were trained on the record.
  ///   - found: How many of those the attack called so.
  ///   - accused: How many of the others it called so.
  ///   - level: The confidence level of the interval.
  package init(
    row: Int, models: Int, included: Int, found: Int, accused: Int, level: Double = 0.95
  ) {
    precondition(
      found <= included && accused <= models - included && models > 0,
      "\(found) of \(included) found and \(accused) accused of \(models)")
    (self.row, self.models, self.included) = (row, models, included)
    (self.found, self.accused, self.level) = (found, accused, level)
  }

  /// The models on which the decision was right.
  package var right: Int { found + (models - included - accused) }
  /// Clopper-Pearson's interval of the success rate.
  package var interval: Interval {
    clopperPearson(successes: right, trials: models, level: level)
  }
  /// The share of models on which the decision was right, from 0 to 1; higher is more exposed.
  package var successRate: Double { Double(right) / Double(models) }
  /// The share of models whose decision is the more frequent one, right or wrong, from 0.5 to 1.
  package var agreement: Double {
    Double(max(found + accused, models - found - accused)) / Double(models)
  }
}

/// Each record's risk from the decisions of several models.
///
/// - Parameters:
///   - decisions: For each model and record, whether the attack called the record a member.
///   - inclusions: For each model and record, whether it was one.
///   - level: The confidence level of the intervals.
/// - Returns: One risk for each record, in the records' order.
/// - Throws: `MetricsError` without models, and where the rows of the two matrices differ in length.
/// - Complexity: O(models x records).
package func recordRisks(
  decisions: [[Bool]], inclusions: [[Bool]], level: Double = 0.95
) throws(MetricsError) -> [RecordRisk] {
  guard let records = decisions.first?.count, decisions.count == inclusions.count else {
    throw MetricsError(
      "\(decisions.count) models decide and \(inclusions.count) include; give both for 1 model at least"
    )
  }
  for (model, rows) in zip(decisions, inclusions).enumerated()
  where rows.0.count != records || rows.1.count != records {
    throw MetricsError(
      "model \(model + 1) decides on \(rows.0.count) and includes \(rows.1.count) records, not \(records)"
    )
  }
  let models = decisions.count
  return (0..<records).map { row in
    var (included, found, accused) = (0, 0, 0)
    for model in 0..<models {
      switch (inclusions[model][row], decisions[model][row]) {
      case (true, true): (included, found) = (included + 1, found + 1)
      case (true, false): included += 1
      case (false, true): accused += 1
      case (false, false): break
      }
    }
    return RecordRisk(
      row: row, models: models, included: included, found: found, accused: accused, level: level)
  }
}

/// The records on which the attack decides rightly most often, the earlier row first among equals.
///
/// - Parameters:
///   - risks: The risks of all records.
///   - count: The most records to return, 0 or more.
/// - Returns: The risks in falling order of success.
package func mostExposed(_ risks: [RecordRisk], _ count: Int) -> [RecordRisk] {
  precondition(count >= 0, "the \(count) most exposed records")
  return Array(risks.sorted { ($1.right, $0.row) < ($0.right, $1.row) }.prefix(count))
}
