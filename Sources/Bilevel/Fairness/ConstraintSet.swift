/// Fairness constraints matched with a client's groups: linear rows over the means of its cells.
package struct ConstraintSet: Sendable {
  /// What decisions are taken for.
  package let smoothings: [DecisionSmoothing]
  /// The rows.
  package let rows: [ConstraintRow]

  /// Matches constraints with a client's records.
  ///
  /// - Parameters:
  ///   - constraints: The constraints; none for loss alone.
  ///   - sample: The client's records.
  /// - Throws: `BilevelError` where an attribute is unknown, or the client has records of fewer than two of its groups.
  package init(_ constraints: [FairnessConstraint], on sample: ClientSample) throws(BilevelError) {
    var smoothings: [DecisionSmoothing] = []
    for constraint in constraints where !smoothings.contains(constraint.smoothing) {
      smoothings.append(constraint.smoothing)
    }
    self.smoothings = smoothings
    var rows: [ConstraintRow] = []
    for constraint in constraints {
      guard let attribute = sample.attributes.firstIndex(where: { $0.name == constraint.attribute })
      else {
        throw BilevelError(
          "a constraint names the attribute '\(constraint.attribute)', which is none of "
            + sample.attributes.map(\.name).joined(separator: ", "))
      }
      let offset = (smoothings.firstIndex(of: constraint.smoothing) ?? 0) * sample.cells.count
      let builder = RowBuilder(
        constraint: constraint, attribute: attribute, sample: sample,
        place: (offset, smoothings.count * sample.cells.count))
      for label in constraint.measure.classes { rows += try builder.rows(within: label) }
    }
    self.rows = rows
  }

  /// The rows' values.
  ///
  /// - Parameter evaluation: What a model made of the records.
  /// - Returns: One value for each row.
  package func values(_ evaluation: ClientSample.Evaluation) -> [Double] {
    rows.map { row in zip(row.factors, evaluation.means).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The rows' gradients.
  ///
  /// - Parameters:
  ///   - means: Means x width: the gradients of the cells' means.
  ///   - width: The coordinates of a record.
  /// - Returns: Rows x width.
  package func gradients(_ means: [Double], width: Int) -> [Double] {
    rows.flatMap { combinations(of: means, width: width, by: $0.factors) }
  }

  /// The sum of all rows' distances from being allowed.
  ///
  /// - Parameter values: One value for each row.
  /// - Returns: 0 where all hold.
  package func violation(_ values: [Double]) -> Double {
    zip(rows, values).reduce(0) { $0 + $1.0.violation($1.1) }
  }

  /// The largest of the rows' distances from being allowed.
  ///
  /// - Parameter values: One value for each row.
  /// - Returns: 0 where all hold.
  package func worst(_ values: [Double]) -> Double {
    zip(rows, values).reduce(0) { max($0, $1.0.violation($1.1)) }
  }
}

/// Writes one constraint as rows.
private struct RowBuilder {
  let constraint: FairnessConstraint
  let attribute: Int
  let sample: ClientSample
  /// Where the constraint's smoothing starts among all means, and how many means there are.
  let place: (offset: Int, total: Int)

  func rows(within label: Int?) throws(BilevelError) -> [ConstraintRow] {
    let levels = sample.attributes[attribute].levels
    let rates = levels.indices.compactMap { group in
      rate(of: group, within: label).map { (levels[group], $0) }
    }
    guard rates.count >= 2 else {
      let what = label.map { " with label \($0 == 1 ? "positive" : "negative")" } ?? ""
      throw BilevelError(
        "records\(what) of \(rates.count) group of '\(constraint.attribute)': nothing to compare; "
          + "leave the constraint or the client out")
    }
    if constraint.measure == .covariance { return covariances(rates) }
    return rates.indices.flatMap { first in
      rates.indices.dropFirst(first + 1).flatMap { second in
        pair(rates[first], rates[second], within: label)
      }
    }
  }

  /// The factors of a group's rate, and how many records it has; nil where it has none.
  private func rate(of group: Int, within label: Int?) -> (factors: [Double], count: Int)? {
    let chosen = sample.cells.indices.filter { cell in
      sample.cells[cell].groups[attribute] == group
        && (label == nil || sample.cells[cell].label == label)
    }
    let count = chosen.reduce(0) { $0 + sample.cells[$1].records.count }
    guard count > 0 else { return nil }
    var factors = Array(repeating: 0.0, count: place.total)
    for cell in chosen {
      factors[place.offset + cell] = Double(sample.cells[cell].records.count) / Double(count)
    }
    return (factors, count)
  }

  private typealias Rate = (String, (factors: [Double], count: Int))

  /// The covariance of being in each group with the decision; with two groups one follows from the other.
  private func covariances(_ rates: [Rate]) -> [ConstraintRow] {
    let total = Double(rates.reduce(0) { $0 + $1.1.count })
    var mean = Array(repeating: 0.0, count: place.total)
    for rate in rates {
      for (index, factor) in rate.1.factors.enumerated() {
        mean[index] += Double(rate.1.count) / total * factor
      }
    }
    return rates.prefix(rates.count == 2 ? 1 : rates.count).map { name, rate in
      let share = Double(rate.count) / total
      return ConstraintRow(
        name: title("\(name)", within: nil),
        factors: zip(rate.factors, mean).map { share * ($0 - $1) }, lower: -constraint.bound,
        upper: constraint.bound)
    }
  }

  private func pair(_ first: Rate, _ second: Rate, within label: Int?) -> [ConstraintRow] {
    guard constraint.measure.isRatio else {
      return [
        row(
          first, second, factor: 1, (-constraint.bound, constraint.bound), within: label)
      ]
    }
    return [(first, second), (second, first)].map { left, right in
      row(left, right, factor: constraint.bound, (-.infinity, 0), within: label)
    }
  }

  /// A factor times one group's rate, less another group's.
  private func row(
    _ left: Rate, _ right: Rate, factor: Double, _ bounds: (lower: Double, upper: Double),
    within label: Int?
  ) -> ConstraintRow {
    ConstraintRow(
      name: title("\(left.0) - \(right.0)", within: label),
      factors: zip(left.1.factors, right.1.factors).map { factor * $0 - $1 },
      lower: bounds.lower, upper: bounds.upper)
  }

  private func title(_ what: String, within label: Int?) -> String {
    let suffix = constraint.measure == .equalizedOdds ? (label == 1 ? " (TPR)" : " (FPR)") : ""
    return "\(constraint.measure.rawValue) \(constraint.attribute): \(what)\(suffix)"
  }
}
