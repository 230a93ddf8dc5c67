import Auditing
import Tensors

/// The target's scores on the population, as what a regression on the records' features is to predict.
///
/// Scores are standardised on the population, and the squares of numeric features stand beside them, so that difficulty may
/// be lowest in the middle of a feature's range. Rows stand in an order that depends on what they hold alone.
struct PopulationRegression {
  /// The population's features.
  let population: RegressionDesign
  /// The features of the records that are attacked.
  private let audited: Tensor<Float>
  /// The features whose squares stand beside them.
  private let squared: [Int]
  /// The population's scores, standardised.
  let targets: [Double]
  /// The scores of the records that are attacked, in the population's units.
  let scores: [Double]

  /// Takes the signals that `requirements` names.
  ///
  /// - Throws: `AuditingError` where one was not collected or the population's scores are all the same.
  init(_ signals: Signals) throws(AuditingError) {
    guard let features = signals.features else {
      throw AuditingError("the records of the population were not collected")
    }
    let observed = try signals.requiredPopulation().firstQuery(.scaledConfidence)
    let scores = try signals.audited.firstQuery(.scaledConfidence)
    guard let first = observed.first, observed.contains(where: { $0 != first }) else {
      throw AuditingError(
        "the target gives all \(observed.count) records of the population the same score; enlarge "
          + "the population, or check that the target was trained")
    }
    let rows = features.population
    let order = rowsInCanonicalOrder(rows.scalars, width: rows.rowLength) {
      observed[$0] < observed[$1]
    }
    squared = Self.numericColumns(rows)
    audited = features.audited
    population = RegressionDesign(rows, squaring: squared, order: order)
    let sorted = observed.sorted()
    let center = sorted.reduce(0, +) / Double(sorted.count)
    let variance =
      sorted.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(sorted.count)
    targets = order.map { (observed[$0] - center) / variance.squareRoot() }
    self.scores = scores.map { ($0 - center) / variance.squareRoot() }
  }

  /// What regressions on the population need.
  static let requirements: Set<SignalRequirement> = [
    .target(.scaledConfidence), .populationTarget(.scaledConfidence), .populationRecords,
  ]

  /// The linear predictor of each record that is attacked.
  ///
  /// Added up record by record, so that equal records get equal numbers wherever they stand.
  ///
  /// - Parameter weights: One for each feature, then the intercept.
  /// - Returns: One number for each record.
  func predictions(_ weights: [Double]) -> [Double] {
    (0..<audited.rowCount).map { record in
      zip(RegressionDesign.row(audited.row(record), squaring: squared), weights).reduce(0) {
        $0 + $1.0 * $1.1
      }
    }
  }

  /// The columns that hold more than zeros and ones.
  private static func numericColumns(_ features: Tensor<Float>) -> [Int] {
    let width = features.rowLength
    return (0..<width).filter { column in
      (0..<features.rowCount).contains { row in
        let value = features.scalars[row * width + column]
        return value != 0 && value != 1
      }
    }
  }
}

/// Orders rows by what they hold, first feature first.
///
/// - Parameters:
///   - values: The features, row after row, finite.
///   - width: The number of features in a row.
///   - precedes: Decides between two rows of equal features.
/// - Returns: The rows' numbers; equal rows stand in any order.
private func rowsInCanonicalOrder(
  _ values: [Float], width: Int, _ precedes: (Int, Int) -> Bool
) -> [Int] {
  let count = width > 0 ? values.count / width : 0
  return (0..<count).sorted { first, second in
    let (left, right) = (first * width, second * width)
    for column in 0..<width where values[left + column] != values[right + column] {
      return values[left + column] < values[right + column]
    }
    return precedes(first, second)
  }
}
