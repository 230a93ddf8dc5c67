import Privacy

/// A client's records behind noisy vectors.
struct GuardedClient {
  private let plan: PrivateFairPlan
  private let labels: [Int]
  private let width: Int
  /// Records x width, each record's coordinates clipped to the plan's norm.
  private let clipped: [Double]
  /// The groups and label of each combination, whether it has records or not.
  private let keys: [(groups: [Int], label: Int)]
  /// The combination of each record.
  private let owners: [Int]
  /// The noisy means of clipped coordinates of the combinations that count; nil where none were asked for.
  private var coordinateMeans: [Double]?

  init(_ records: LocalRecords, plan: PrivateFairPlan) {
    self.plan = plan
    (labels, width) = (records.labels, records.width)
    clipped = Self.clipped(records.features, width: records.width, to: plan.clip)
    var combinations: [[Int]] = [[]]
    for attribute in records.attributes {
      combinations = combinations.flatMap { combination in
        attribute.levels.indices.map { combination + [$0] }
      }
    }
    keys = combinations.flatMap { [($0, 0), ($0, 1)] }
    let sizes = records.attributes.map(\.levels.count)
    owners = records.labels.indices.map { record in
      var place = 0
      for (attribute, size) in zip(records.attributes, sizes) {
        place = place * size + attribute.codes[record]
      }
      return 2 * place + records.labels[record]
    }
  }

  private static func clipped(_ features: [Double], width: Int, to norm: Double) -> [Double] {
    var result = features
    for start in stride(from: 0, to: features.count, by: width) {
      let square = features[start..<start + width].reduce(0) { $0 + $1 * $1 }
      guard square > norm * norm else { continue }
      let scale = norm / square.squareRoot()
      for place in start..<start + width { result[place] *= scale }
    }
    return result
  }

  /// The combinations that count as having records, with their noisy numbers.
  ///
  /// Sensitivity: a record is in one combination, so that one number changes by 1.
  mutating func cells(
    from noise: inout NoisyVectors, emptyBelow deviations: Double
  ) throws -> [ClientSample.Cell] {
    var counts = Array(repeating: 0.0, count: keys.count)
    for owner in owners { counts[owner] += 1 }
    let noisy = try noise.publish(
      counts, sensitivity: 1, rho: PrivateFairPlan.countShare * plan.rho,
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
    let sums = sums(of: Array(repeating: 1, count: owners.count), cells)
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
  func linearisation(
    at coefficients: [Double], _ step: Int, _ set: ConstraintSet, _ cells: [ClientSample.Cell],
    from noise: inout NoisyVectors, spending: PrivateSpending
  ) throws -> Linearisation {
    let scores = products(of: clipped, width: width, with: coefficients)
    let total = Double(max(1, cells.reduce(0) { $0 + $1.records.count }))
    let residuals = scores.indices.map {
      logisticLoss(scores[$0], label: 0).probability - Double(labels[$0])
    }
    // A residual is within 1, so that a record's gradient is within the clipping norm.
    let gradient = try noise.publish(
      combinations(of: clipped, width: width, by: residuals), sensitivity: plan.clip,
      rho: spending.gradient, for: "step \(step + 1): gradient of the loss")
    var (means, slopes) = ([Double](), [Double]())
    for smoothing in set.smoothings {
      if smoothing == .score, let known = coordinateMeans {
        means += products(of: known, width: width, with: coefficients)
        slopes += known
      } else if spending.means > 0 {
        let found = try smoothed(smoothing, scores, cells, step, from: &noise, spending)
        means += found.means
        slopes += found.slopes
      }
    }
    return Linearisation(
      loss: gradient.values.map { $0 / total },
      evaluation: ClientSample.Evaluation(loss: 0, accuracy: 0, means: means, scores: []),
      means: slopes)
  }

  /// The noisy means of smoothed decisions, within 0 and 1 for each record, and of their slopes.
  private func smoothed(
    _ smoothing: DecisionSmoothing, _ scores: [Double], _ cells: [ClientSample.Cell], _ step: Int,
    from noise: inout NoisyVectors, _ spending: PrivateSpending
  ) throws -> (means: [Double], slopes: [Double]) {
    let places = places(of: cells)
    var values = Array(repeating: 0.0, count: cells.count)
    for (record, owner) in owners.enumerated() {
      if let cell = places[owner] {
        values[cell] += min(max(smoothing(scores[record]).value, 0), 1)
      }
    }
    let noisy = try noise.publish(
      values, sensitivity: 1, rho: spending.means,
      for: "step \(step + 1): decisions of each combination")
    let sums = sums(of: scores.map { smoothing($0).slope }, cells)
    let slopes = try noise.publish(
      sums, sensitivity: plan.clip * smoothing.steepest, rho: spending.means,
      for: "step \(step + 1): slopes of each combination")
    return (
      zip(noisy.values, cells).map { $0 / Double($1.records.count) },
      means(of: slopes.values, cells)
    )
  }

  private func places(of cells: [ClientSample.Cell]) -> [Int?] {
    keys.map { key in
      cells.firstIndex { $0.groups == key.groups && $0.label == key.label }
    }
  }

  /// Cells x width: the sums of clipped coordinates, each times its factor.
  private func sums(of factors: [Double], _ cells: [ClientSample.Cell]) -> [Double] {
    let places = places(of: cells)
    var sums = Array(repeating: 0.0, count: cells.count * width)
    for (record, owner) in owners.enumerated() {
      guard let cell = places[owner] else { continue }
      for column in 0..<width {
        sums[cell * width + column] += factors[record] * clipped[record * width + column]
      }
    }
    return sums
  }

  private func means(of sums: [Double], _ cells: [ClientSample.Cell]) -> [Double] {
    sums.enumerated().map { $1 / Double(cells[$0 / width].records.count) }
  }
}
