import Privacy

/// A client's records behind noisy vectors.
struct GuardedClient {
  private let plan: PrivateFairPlan
  private let network: TanhNetwork
  /// The groups and label of each combination, whether it has records or not.
  private let keys: [(groups: [Int], label: Int)]
  /// For each combination records x width, each record's coordinates clipped to the plan's norm.
  private let records: [[Double]]
  /// The noisy means of clipped coordinates of the combinations that count; nil where none were asked for.
  private var coordinateMeans: [Double]?

  init(_ records: LocalRecords, plan: PrivateFairPlan, network: TanhNetwork) {
    (self.plan, self.network) = (plan, network)
    var combinations: [[Int]] = [[]]
    for attribute in records.attributes {
      combinations = combinations.flatMap { combination in
        attribute.levels.indices.map { combination + [$0] }
      }
    }
    keys = combinations.flatMap { [($0, 0), ($0, 1)] }
    var parts = Array(repeating: [Double](), count: keys.count)
    for (record, label) in records.labels.enumerated() {
      var place = 0
      for attribute in records.attributes {
        place = place * attribute.levels.count + attribute.codes[record]
      }
      parts[2 * place + label] += Self.clipped(
        records.features[record * records.width..<(record + 1) * records.width], to: plan.clip)
    }
    self.records = parts
  }

  private static func clipped(_ row: ArraySlice<Double>, to norm: Double) -> [Double] {
    let size = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return size > norm ? row.map { $0 * norm / size } : Array(row)
  }

  /// The combinations that count as having records, with their noisy numbers.
  ///
  /// Sensitivity: a record is in one combination, so that one number changes by 1.
  mutating func cells(
    from noise: inout NoisyVectors, emptyBelow deviations: Double
  ) throws -> [ClientSample.Cell] {
    let noisy = try noise.publish(
      records.map { Double($0.count / network.widths[0]) }, sensitivity: 1,
      rho: PrivateFairPlan.countShare * plan.rho,
      for: "records of each combination of groups and label")
    var (cells, start) = ([ClientSample.Cell](), 0)
    for (key, value) in zip(keys, noisy.values) where value > deviations * noisy.deviation {
      let count = max(1, Int(value.rounded()))
      cells.append(
        .init(groups: key.groups, label: key.label, records: start..<start + count))
      start += count
    }
    return cells
  }

  /// Publishes the sums of clipped coordinates of each combination, once.
  ///
  /// Sensitivity: a record is in one combination, whose sum changes by its clipped coordinates.
  mutating func publishSums(
    from noise: inout NoisyVectors, cells: [ClientSample.Cell], rho: Double
  ) throws {
    let width = network.widths[0]
    let sums = places(of: cells).flatMap { place in
      combinations(
        of: records[place], width: width,
        by: Array(repeating: 1, count: records[place].count / width))
    }
    let noisy = try noise.publish(
      sums, sensitivity: plan.clip, rho: rho, for: "sums of coordinates of each combination")
    coordinateMeans = means(of: noisy.values, cells)
  }

  /// What one step learns.
  struct Linearisation {
    /// The gradient of the loss.
    let loss: [Double]
    /// The cells' means; loss and scores are not learnt.
    let evaluation: ClientSample.Evaluation
    /// The gradients of the cells' means.
    let means: [Double]
  }

  /// What one step learns: the loss's gradient, the cells' means and their gradients.
  ///
  /// - Parameters:
  ///   - parameters: The model's parameters, which follow from what was published before.
  ///   - points: The set at whose minimum they are.
  ///   - step: The step's number.
  ///   - set: The constraints.
  ///   - cells: The combinations that count.
  ///   - noise: Where noisy vectors come from.
  ///   - spending: What they may cost.
  /// - Returns: All that the step learns.
  /// - Throws: `PrivacyError` where the budget is exceeded; what keeping throws.
  func linearisation(
    at parameters: [Double], of points: PointSet, _ step: Int, _ set: ConstraintSet,
    _ cells: [ClientSample.Cell], from noise: inout NoisyVectors, spending: PrivateSpending
  ) throws -> Linearisation {
    let seen = records.map { RecordGradients($0, network, at: parameters) }
    let limit = limit(at: parameters, of: points)
    let total = Double(max(1, cells.reduce(0) { $0 + $1.records.count }))
    var sum = Array(repeating: 0.0, count: parameters.count)
    for (key, records) in zip(keys, seen) {
      let label = Double(key.label)
      let part = records.sum(within: limit) { logisticLoss($0, label: label).probability - label }
      for place in part.indices { sum[place] += part[place] }
    }
    let gradient = try noise.publish(
      sum, sensitivity: limit, rho: spending.gradient,
      for: "step \(step + 1): gradient of the loss")
    var (means, slopes) = ([Double](), [Double]())
    for (place, smoothing) in set.smoothings.enumerated() {
      if smoothing == .score, let known = coordinateMeans {
        means += products(of: known, width: network.widths[0], with: parameters)
        slopes += known
      } else if spending.means > 0 {
        let found = try smoothed(
          smoothing, places(of: cells).map { seen[$0] }, at: parameters, limit, from: &noise,
          spending, place == 0 ? "step \(step + 1)" : "step \(step + 1), smoothing \(place + 1)")
        means += self.means(of: found.values, cells)
        slopes += self.means(of: found.slopes, cells)
      }
    }
    return Linearisation(
      loss: gradient.values.map { $0 / total },
      evaluation: ClientSample.Evaluation(loss: 0, accuracy: 0, means: means, scores: []),
      means: slopes)
  }

  /// The norm that each record's gradient of the loss is clipped to; that of a smoothed decision to as many times this as it is steep.
  ///
  /// For logistic regression it is the norm of records, beyond which no gradient goes since residuals are within 1. For a perceptron it is
  /// the root mean square, over the set's own points, of the norm of the score's gradient: public, as large as that of a common record, and
  /// renewed as the parameters move. Noise is in proportion to it, and a record whose gradient is longer counts as one of this length. The
  /// largest norm that any record could have is larger and would waste noise. Smaller ones, such as that of the loss's gradients at the
  /// points, cut off just what the model does not know yet: on Adult it then learned the commoner class, noise or not.
  private func limit(at parameters: [Double], of points: PointSet) -> Double {
    guard network.layers > 1 else { return plan.clip }
    return max(
      Self.leastSensitivity,
      RecordGradients(points.features, network, at: parameters).typicalNorm)
  }

  /// No sensitivity may be 0, and that of parameters which are all 0 would be.
  private static let leastSensitivity = 1e-3

  /// The noisy sums of smoothed decisions and of their gradients.
  ///
  /// Sensitivity: a record is in one combination; its decision is within 0 and 1, or a perceptron's score within the sum of the last layer's
  /// parameters either way, and its gradient is clipped.
  private func smoothed(
    _ smoothing: DecisionSmoothing, _ records: [RecordGradients], at parameters: [Double],
    _ limit: Double, from noise: inout NoisyVectors, _ spending: PrivateSpending, _ step: String
  ) throws -> (values: [Double], slopes: [Double]) {
    let bound =
      smoothing == .score ? max(Self.leastSensitivity, network.largestScore(parameters)) : 1
    let least = smoothing == .score ? -bound : 0
    let values = try noise.publish(
      records.map { $0.scores.reduce(0) { $0 + min(max(smoothing($1).value, least), bound) } },
      sensitivity: bound, rho: spending.means,
      for: "\(step): decisions of each combination")
    let most = limit * smoothing.steepest
    let slopes = try noise.publish(
      records.flatMap { $0.sum(within: most) { smoothing($0).slope } }, sensitivity: most,
      rho: spending.means, for: "\(step): slopes of each combination")
    return (values.values, slopes.values)
  }

  private func places(of cells: [ClientSample.Cell]) -> [Int] {
    cells.map { cell in
      keys.firstIndex { $0.groups == cell.groups && $0.label == cell.label } ?? 0
    }
  }

  private func means(of sums: [Double], _ cells: [ClientSample.Cell]) -> [Double] {
    let width = sums.count / cells.count
    return sums.enumerated().map { $1 / Double(cells[$0 / width].records.count) }
  }
}
