import Auditing
import Statistics

/// The middle values of each record and query over the models on either side of the inclusion.
struct BankMedians: DerivedFromBank {
  /// Of the models that saw the record.
  private(set) var into: [MiddleValues] = []
  /// Of the models that did not see the record.
  private(set) var out: [MiddleValues] = []

  /// Selects from a bank's models in use, block by block.
  init(_ bank: SignalBank) throws {
    for records in bank.blocks {
      let values = BlockValues(
        try bank.block(records), modelCount: bank.models.count, queries: bank.queryCount)
      into += values.middles(included: true)
      out += values.middles(included: false)
    }
  }
}

/// A block's values with the side of the inclusion of each.
private struct BlockValues {
  private let values: [Float]
  private let isIncluded: [Bool]
  private let modelCount: Int

  init(_ block: SignalBank.Block, modelCount: Int, queries: Int) {
    values = block.values
    isIncluded =
      queries == 1
      ? block.isIncluded
      : block.isIncluded.flatMap { Array(repeating: $0, count: queries) }
    self.modelCount = modelCount
  }

  /// As many places at a time as a cache line holds, so that each line is read once.
  private static let tile = 16

  /// The middle values of each record and query over one side's models.
  func middles(included: Bool) -> [MiddleValues] {
    let width = modelCount == 0 ? 0 : values.count / modelCount
    var middles: [MiddleValues] = []
    middles.reserveCapacity(width)
    var samples = Array(repeating: Float(0), count: Self.tile * modelCount)
    for start in stride(from: 0, to: width, by: Self.tile) {
      let places = start..<min(start + Self.tile, width)
      var counts = Array(repeating: 0, count: Self.tile)
      for model in 0..<modelCount {
        for place in places where isIncluded[model * width + place] == included {
          let row = place - start
          samples[row * modelCount + counts[row]] = values[model * width + place]
          counts[row] += 1
        }
      }
      for row in 0..<places.count {
        var all = samples.mutableSpan
        var sample = all._mutatingExtracting(row * modelCount..<row * modelCount + counts[row])
        middles.append(MiddleValues(&sample))
      }
    }
    return middles
  }
}

extension SignalBank {
  /// The median of each record and query over the models on one side that are in use; NaN where there is none.
  func medians(_ side: ReferenceSide) throws -> [Double] {
    let leftOut = leftOut
    guard leftOut.count <= 1 else {
      let own = try BankMedians(self)
      return (side == .into ? own.into : own.out).map(\.median)
    }
    let whole = try derived(BankMedians.self)
    let middles = side == .into ? whole.into : whole.out
    guard let model = leftOut.first else { return middles.map(\.median) }
    let (values, isIncluded) = (try values(ofModel: model), Array(inclusion.row(model)))
    return middles.indices.map { place in
      side.contains(isIncluded[place / queryCount])
        ? middles[place].median(without: values[place]) : middles[place].median
    }
  }
}
