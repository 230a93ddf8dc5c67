import Auditing
import Foundation

/// The logarithms of the mean probabilities exp(-loss) of each record itself, over the models on either side of the inclusion.
struct ReferenceProbabilities {
  /// Of the models that did not see the record; minus infinity where there is none.
  let logOut: [Double]
  /// Of the models that saw the record; minus infinity where there is none.
  let logInto: [Double]

  /// The least sum of probabilities that is told from 0 with all its digits.
  private static let leastSum = 1e-280

  /// Averages over a bank of losses.
  ///
  /// - Parameters:
  ///   - bank: The reference models' losses.
  ///   - sides: The sides on which each record must have a model.
  /// - Throws: `AuditingError` naming a record without a model on such a side.
  init(_ bank: SignalBank, requiring sides: [ReferenceSide]) throws {
    let sums = try bank.probabilitySums()
    for side in sides {
      if let record = sums[side].counts.firstIndex(of: 0) {
        throw AuditingError.noModel(included: side == .into, record: record)
      }
    }
    logOut = try Self.logMeans(sums, .out, bank)
    logInto = try Self.logMeans(sums, .into, bank)
  }

  private static func logMeans(
    _ sums: ProbabilitySums, _ side: ReferenceSide, _ bank: SignalBank
  ) throws -> [Double] {
    try zip(sums[side].sums, sums[side].counts).enumerated().map { record, own in
      let (sum, count) = own
      guard count > 0 else { return -.infinity }
      guard sum < leastSum else { return log(sum / count) }
      return logMean(try bank.losses(of: record, side))
    }
  }

  /// The logarithm of the mean of exp(-loss) with the least loss taken out, so that no sum underflows.
  private static func logMean(_ losses: [Double]) -> Double {
    let least = losses.min() ?? 0
    let sum = losses.reduce(0) { $0 + exp(least - $1) }
    return log(sum / Double(losses.count)) - least
  }
}

/// Sums of the probabilities exp(-loss) of each record itself, for both sides of the inclusion at once.
struct ProbabilitySums: DerivedFromBank {
  /// The sums of one side.
  struct Side: Sendable {
    /// How many models of the side each record has.
    var counts: [Double]
    /// The sum over them.
    var sums: [Double]
  }

  private var into: Side
  private var out: Side

  /// Adds up a bank's models in use, block by block.
  init(_ bank: SignalBank) throws {
    let none = Side(counts: [], sums: [])
    (into, out) = (none, none)
    for records in bank.blocks {
      let queries = try bank.firstQueries(records)
      let zeros = Array(repeating: 0.0, count: records.count)
      var (into, out, counts) = (zeros, zeros, zeros)
      for model in 0..<bank.models.count {
        let row = model * records.count..<(model + 1) * records.count
        Self.add(
          queries.values.span.extracting(row), queries.isIncluded.span.extracting(row), &counts,
          into: &into, out: &out)
      }
      self.into.sums += into
      self.out.sums += out
      self.into.counts += counts
      self.out.counts += counts.map { Double(bank.models.count) - $0 }
    }
  }

  subscript(side: ReferenceSide) -> Side { side == .into ? into : out }

  /// Without branches, because a half is on either side at random.
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

  /// Takes one model's probabilities out; a sum of which too little is left becomes 0, which is computed anew when it is asked for.
  fileprivate mutating func remove(_ losses: [Double], _ isIncluded: [Bool]) {
    for record in losses.indices {
      let probability = exp(-losses[record])
      if isIncluded[record] {
        into.remove(probability, at: record)
      } else {
        out.remove(probability, at: record)
      }
    }
  }
}

extension ProbabilitySums.Side {
  fileprivate mutating func remove(_ probability: Double, at record: Int) {
    let rest = sums[record] - probability
    counts[record] -= 1
    sums[record] = rest < BankMoments.leastShare * sums[record] ? 0 : rest
  }
}

extension SignalBank {
  /// The sums over the models in use, from those over all models where few are left out.
  fileprivate func probabilitySums() throws -> ProbabilitySums {
    let leftOut = leftOut
    guard leftOut.count <= mostSubtracted else { return try ProbabilitySums(self) }
    var sums = try derived(ProbabilitySums.self)
    for model in leftOut {
      sums.remove(try firstQueries(ofModel: model), Array(inclusion.row(model)))
    }
    return sums
  }

  /// One record's losses under the models on one side that are in use.
  fileprivate func losses(of record: Int, _ side: ReferenceSide) throws -> [Double] {
    let queries = try firstQueries(record..<record + 1)
    return zip(queries.values, queries.isIncluded).filter { side.contains($0.1) }
      .map { Double($0.0) }
  }
}
