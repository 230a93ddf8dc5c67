import Auditing
import Foundation

/// The logarithms of the mean probabilities exp(-loss) of each record itself, over the models on either side of the inclusion.
struct ReferenceProbabilities {
  /// Of the models that did not see the record; minus infinity where there is none.
  private(set) var logOut: [Double] = []
  /// Of the models that saw the record; minus infinity where there is none.
  private(set) var logInto: [Double] = []

  /// The least sum of probabilities that is told from 0 with all its digits.
  private static let leastSum = 1e-280

  /// Averages over a bank of losses, block by block.
  ///
  /// - Parameters:
  ///   - bank: The reference models' losses.
  ///   - sides: The sides on which each record must have a model.
  /// - Throws: `AuditingError` naming a record without a model on such a side.
  init(_ bank: SignalBank, requiring sides: [ReferenceSide]) throws {
    for records in bank.blocks {
      let queries = try bank.firstQueries(records)
      let sums = Sums(queries, modelCount: bank.models.count)
      for side in sides {
        try bank.requireModels(sums.counts(side), side, from: records.lowerBound)
      }
      logOut += Self.logMeans(sums, .out, queries)
      logInto += Self.logMeans(sums, .into, queries)
    }
  }

  private static func logMeans(
    _ sums: Sums, _ side: ReferenceSide, _ queries: FirstQueries
  ) -> [Double] {
    let counts = sums.counts(side)
    return (side == .into ? sums.into : sums.out).enumerated().map { place, sum in
      guard counts[place] > 0 else { return -.infinity }
      guard sum < leastSum else { return log(sum / counts[place]) }
      return logMean(queries.losses(at: place, side))
    }
  }

  /// The logarithm of the mean of exp(-loss) with the least loss taken out, so that no sum underflows.
  private static func logMean(_ losses: [Double]) -> Double {
    let least = losses.min() ?? 0
    let sum = losses.reduce(0) { $0 + exp(least - $1) }
    return log(sum / Double(losses.count)) - least
  }
}

extension FirstQueries {
  /// The values of one record under the models of one side.
  fileprivate func losses(at place: Int, _ side: ReferenceSide) -> [Double] {
    stride(from: place, to: values.count, by: records.count)
      .filter { side.contains(isIncluded[$0]) }.map { Double(values[$0]) }
  }
}

/// Sums of probabilities of each record of a block, for both sides of the inclusion at once and without branches.
private struct Sums {
  let into: [Double]
  let out: [Double]
  private let intoCounts: [Double]
  private let modelCount: Int

  init(_ queries: FirstQueries, modelCount: Int) {
    let width = queries.records.count
    let zeros = Array(repeating: 0.0, count: width)
    var (into, out, counts) = (zeros, zeros, zeros)
    for model in 0..<modelCount {
      let row = model * width..<(model + 1) * width
      Self.add(
        queries.values.span.extracting(row), queries.isIncluded.span.extracting(row), &counts,
        into: &into, out: &out)
    }
    (self.into, self.out, intoCounts) = (into, out, counts)
    self.modelCount = modelCount
  }

  /// How many models of a side each record has.
  func counts(_ side: ReferenceSide) -> [Double] {
    side == .into ? intoCounts : intoCounts.map { Double(modelCount) - $0 }
  }

  private static func add(
    _ losses: Span<Float>, _ isIncluded: Span<Bool>, _ counts: inout [Double],
    into: inout [Double], out: inout [Double]
  ) {
    var counts = counts.mutableSpan
    var into = into.mutableSpan
    var out = out.mutableSpan
    for place in 0..<losses.count {
      let probability = exp(-Double(losses[place]))
      let isIn = isIncluded[place]
      counts[place] += isIn ? 1 : 0
      into[place] += isIn ? probability : 0
      out[place] += isIn ? 0 : probability
    }
  }
}
