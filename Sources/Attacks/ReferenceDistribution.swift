import Auditing
import Statistics
import Tensors

/// Where the centre of a reference distribution is put.
package enum Center: Sendable {
  /// The arithmetic mean, as in the LiRA paper.
  case mean
  /// The median, as in the paper's code.
  case median
}

/// Over what the variance of a reference distribution is estimated.
package enum VarianceEstimate: Sendable {
  /// The models of one record.
  case perRecord
  /// All records and models, each record centred first.
  case global
}

/// A Gaussian for each record and query, fitted to the reference models on one side of its inclusion.
struct ReferenceDistribution {
  /// The centre of each record and query.
  let center: [Double]
  /// The population standard deviation of each record and query.
  let deviation: [Double]

  /// The smallest deviation, as a share of the global one; a record on which all models agree has none of its own.
  static let floor = 1e-3

  /// Fits to the models that saw a record, or to those that did not.
  ///
  /// - Parameters:
  ///   - bank: The reference models' signals.
  ///   - included: True for the models that saw the record.
  ///   - center: Where the centre is put.
  ///   - variance: Over what the variance is estimated.
  /// - Throws: `AuditingError` where a record has no model on that side, or none of the models vary.
  init(
    _ bank: SignalBank, included: Bool, center: Center, variance: VarianceEstimate
  ) throws(AuditingError) {
    let queries = bank.queryCount
    let moments = Moments(bank, included: included)
    if let record = moments.counts.firstIndex(of: 0) {
      throw AuditingError(
        "no reference model \(included ? "saw" : "left out") the record at position \(record): "
          + "draw each record into half of the models")
    }
    let global = moments.globalVariance(queries: queries)
    guard global > 0 else {
      throw AuditingError("all reference models give the same signals; check that they differ")
    }
    let least = Self.floor * global.squareRoot()
    deviation = moments.sums.indices.map { place in
      switch variance {
      case .global: global.squareRoot()
      case .perRecord:
        max(least, (moments.squares[place] / Double(moments.counts[place / queries])).squareRoot())
      }
    }
    self.center =
      switch center {
      case .mean: moments.means
      case .median: medians(bank, included: included)
      }
  }
}

extension ReferenceDistribution {
  /// The distribution of one record and query.
  func normal(_ place: Int) -> Normal {
    Normal(mean: center[place], standardDeviation: deviation[place])
  }
}

/// Counts, means and squared residuals of each record over one side of its inclusion, in two passes.
private struct Moments {
  var counts: [Int]
  var sums: [Double]
  var means: [Double]
  var squares: [Double]

  init(_ bank: SignalBank, included: Bool) {
    let (records, queries) = (bank.recordCount, bank.queryCount)
    counts = Array(repeating: 0, count: records)
    sums = Array(repeating: 0, count: records * queries)
    squares = sums
    for model in bank.models {
      let (row, values) = (bank.inclusion.row(model), bank.values.row(model))
      for record in 0..<records where row[row.startIndex + record] == included {
        counts[record] += 1
        for place in record * queries..<(record + 1) * queries {
          sums[place] += Double(values[values.startIndex + place])
        }
      }
    }
    means = sums
    for place in means.indices { means[place] /= Double(max(1, counts[place / queries])) }
    for model in bank.models {
      let (row, values) = (bank.inclusion.row(model), bank.values.row(model))
      for record in 0..<records where row[row.startIndex + record] == included {
        for place in record * queries..<(record + 1) * queries {
          let residual = Double(values[values.startIndex + place]) - means[place]
          squares[place] += residual * residual
        }
      }
    }
  }

  func globalVariance(queries: Int) -> Double {
    squares.reduce(0, +) / Double(counts.reduce(0, +) * queries)
  }
}

private func medians(_ bank: SignalBank, included: Bool) -> [Double] {
  let queries = bank.queryCount
  var collected: [[Double]] = Array(repeating: [], count: bank.recordCount * queries)
  for model in bank.models {
    let (row, values) = (bank.inclusion.row(model), bank.values.row(model))
    for record in 0..<bank.recordCount where row[row.startIndex + record] == included {
      for place in record * queries..<(record + 1) * queries {
        collected[place].append(Double(values[values.startIndex + place]))
      }
    }
  }
  return collected.map { median($0) }
}
