import Auditing

/// Counts, means and squared residuals of each record and query, for the models on either side of the inclusion.
struct BankMoments: DerivedFromBank {
  /// The moments of one side.
  struct Side: Sendable {
    /// How many models of the side each place has.
    fileprivate(set) var counts: [Double] = []
    /// The mean of each place; 0 where there is no model.
    fileprivate(set) var means: [Double] = []
    /// The sum of the squared residuals of each place.
    fileprivate(set) var squares: [Double] = []
  }

  /// Of the models that saw the record.
  private(set) var into = Side()
  /// Of the models that did not see the record.
  private(set) var out = Side()

  /// Below this share of what was there, a difference keeps too few digits and is computed anew.
  static let leastShare = 1e-3

  /// Adds up a bank's models in use, block by block.
  init(_ bank: SignalBank) throws {
    for records in bank.blocks { append(try Self.block(records, of: bank)) }
  }

  private static func block(_ records: Range<Int>, of bank: SignalBank) throws -> BlockMoments {
    BlockMoments(
      try bank.block(records), modelCount: bank.models.count, queries: bank.queryCount)
  }

  private mutating func append(_ block: BlockMoments) {
    into.counts += block.includedCounts
    into.means += block.includedMeans
    into.squares += block.includedSquares
    out.counts += block.excludedCounts
    out.means += block.excludedMeans
    out.squares += block.excludedSquares
  }

  /// Takes one model's values out.
  ///
  /// - Returns: The records of which too little is left to tell the squares from rounding.
  fileprivate mutating func remove(_ values: [Float], _ isIncluded: [Bool], queries: Int) -> [Int] {
    var cancelled: [Int] = []
    for (record, isIncluded) in isIncluded.enumerated() {
      var isCancelled = false
      for place in record * queries..<(record + 1) * queries {
        let value = Double(values[place])
        let isLost = isIncluded ? into.remove(value, at: place) : out.remove(value, at: place)
        isCancelled = isCancelled || isLost
      }
      if isCancelled { cancelled.append(record) }
    }
    return cancelled
  }

  /// Computes some records anew from the models in use.
  fileprivate mutating func replace(_ record: Int, from bank: SignalBank) throws {
    let block = try Self.block(record..<record + 1, of: bank)
    for query in 0..<bank.queryCount {
      let place = record * bank.queryCount + query
      into.counts[place] = block.includedCounts[query]
      into.means[place] = block.includedMeans[query]
      into.squares[place] = block.includedSquares[query]
      out.counts[place] = block.excludedCounts[query]
      out.means[place] = block.excludedMeans[query]
      out.squares[place] = block.excludedSquares[query]
    }
  }
}

extension BankMoments.Side {
  /// Takes one value out of a place and says whether the squares that are left are no more than rounding.
  fileprivate mutating func remove(_ value: Double, at place: Int) -> Bool {
    let count = counts[place]
    let mean = count > 1 ? means[place] + (means[place] - value) / (count - 1) : 0
    let squares = squares[place] - (value - means[place]) * (value - mean)
    let isLost = squares < BankMoments.leastShare * self.squares[place]
    (counts[place], means[place]) = (count - 1, mean)
    self.squares[place] = count > 2 ? max(0, squares) : 0
    return isLost && count > 2
  }
}

extension SignalBank {
  /// The moments over the models in use, from those over all models where few are left out.
  func moments() throws -> BankMoments {
    let leftOut = leftOut
    guard leftOut.count <= mostSubtracted else { return try BankMoments(self) }
    var moments = try derived(BankMoments.self)
    var cancelled: Set<Int> = []
    for model in leftOut {
      cancelled.formUnion(
        moments.remove(
          try values(ofModel: model), Array(inclusion.row(model)), queries: queryCount))
    }
    for record in cancelled { try moments.replace(record, from: self) }
    return moments
  }

  /// The most models whose part is taken out of what all models give.
  var mostSubtracted: Int { 2 }
}
