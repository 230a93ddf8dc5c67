import Arrays
import Auditing
import Foundation
import Models
import Tables
import Tensors

/// One model's numbers as they were read.
enum GivenValues {
  /// Class scores, in single precision, which differences of scores outlive.
  case classScores([Float])
  /// One number for each record and query, in the precision of the file: rounding would make ties.
  case numbers([Double])

  /// The same with further records.
  func appending(_ further: GivenValues?) -> GivenValues {
    switch (self, further) {
    case (.classScores(let own), .classScores(let others)): .classScores(own + others)
    case (.numbers(let own), .numbers(let others)): .numbers(own + others)
    case (_, nil): self
    default: preconditionFailure("class scores beside other numbers")
    }
  }
}

/// One model's numbers, reduced to the statistics that they allow.
struct GivenNumbers {
  let kind: ScoreExperiment.Kind
  let higherIsMember: Bool
  let rows: GivenRows
  /// The class of each record in the order in which models are asked, where it is known.
  private let labels: [Int32]?
  /// The row of each record in that order.
  private let order: [Int]

  private var recordCount: Int { order.count }

  /// Prepares the reduction of an experiment's numbers.
  ///
  /// - Parameters:
  ///   - experiment: What the numbers are.
  ///   - labels: The class of each row.
  ///   - rows: Which rows are attacked.
  init(_ experiment: ScoreExperiment, labels: [Int32]?, rows: GivenRows) {
    self.init(
      experiment.kind, higherIsMember: experiment.higherIsMember, labels: labels, rows: rows)
  }

  /// Prepares the reduction of numbers of one kind.
  ///
  /// - Parameters:
  ///   - kind: What the numbers are.
  ///   - higherIsMember: For scores, whether members have the higher ones.
  ///   - labels: The class of each row.
  ///   - rows: Which rows are attacked.
  init(
    _ kind: ScoreExperiment.Kind, higherIsMember: Bool = true, labels: [Int32]?, rows: GivenRows
  ) {
    (self.kind, self.higherIsMember) = (kind, higherIsMember)
    self.rows = rows
    order = rows.observed
    self.labels = labels.map { labels in rows.observed.map { labels[$0] } }
  }

  /// Reduces one model's values.
  ///
  /// - Parameters:
  ///   - given: Records x queries (x classes), the population's last where they are in separate arrays.
  ///   - shape: The values' shape.
  ///   - place: What messages call the model.
  /// - Returns: The statistics that the numbers allow, of the attacked records before those of the population.
  /// - Throws: `PipelinesError` naming the record of a value that cannot be.
  func observation(_ given: GivenValues, shape: [Int], place: String) throws -> Observation {
    switch given {
    case .classScores(let scores): return try classScores(ordered(scores), shape, place)
    case .numbers(let numbers):
      let values = ordered(numbers)
      try checkFinite(values, place)
      return try scalars(
        Tensor(shape: [recordCount, values.count / recordCount], scalars: values), place: place)
    }
  }

  private func checkFinite(_ values: [some BinaryFloatingPoint], _ place: String) throws {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw PipelinesError(
        "\(place): \(name(index / (values.count / recordCount))) has a value that is not finite; "
          + "leave the record out or mend it")
    }
  }

  private func classScores(
    _ values: [Float], _ shape: [Int], _ place: String
  ) throws -> Observation {
    try checkFinite(values, place)
    guard let labels, let classes = shape.last, classes >= 2 else {
      throw PipelinesError("\(place): class scores of \(shape) have fewer than two classes")
    }
    if let record = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
      throw PipelinesError(
        "the label of \(name(record)) is \(labels[record]), but \(place) has classes 0 to \(classes - 1)"
      )
    }
    let scores = kind == .logits ? values : try logarithms(values, classes: classes, place: place)
    let queries = values.count / recordCount / classes
    let logits = (0..<queries).map { query -> Tensor<Float> in
      var own: [Float] = []
      own.reserveCapacity(recordCount * classes)
      for record in 0..<recordCount {
        let start = (record * queries + query) * classes
        own += scores[start..<start + classes]
      }
      return Tensor(shape: [recordCount, classes], scalars: own)
    }
    return Observation(
      logits: logits, labels: labels, wanted: Set(OutputStatistic.allCases).subtracting([.given]))
  }

  /// Puts the population after the attacked records.
  private func ordered<Number>(_ values: [Number]) -> [Number] {
    guard let last = rows.audited.last, last >= rows.audited.count else { return values }
    let width = values.count / order.count
    return order.flatMap { values[$0 * width..<($0 + 1) * width] }
  }

  /// What messages call a record by its place in the order.
  private func name(_ place: Int) -> String { rows.name(order[place]) }

  /// Logarithms of probabilities that add up to 1; a probability of 0 is taken as the least number above it.
  private func logarithms(_ values: [Float], classes: Int, place: String) throws -> [Float] {
    for start in stride(from: 0, to: values.count, by: classes) {
      let row = values[start..<start + classes]
      guard row.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(row.reduce(0, +) - 1) < 1e-3 else {
        throw PipelinesError(
          "\(place): the probabilities of \(name(start / (values.count / recordCount))) do not add up "
            + "to 1; are they logits? Then say kind: logits")
      }
    }
    return values.map { log(max($0, .leastNormalMagnitude)) }
  }

  private func scalars(_ values: Tensor<Double>, place: String) throws -> Observation {
    var statistics: [OutputStatistic: Tensor<Double>] = [:]
    func map(_ body: (Double) -> Double) -> Tensor<Double> {
      Tensor(shape: values.shape, scalars: values.scalars.map(body))
    }
    switch kind {
    case .score: statistics[.given] = higherIsMember ? values : map { -$0 }
    case .scaledConfidence:
      statistics[.scaledConfidence] = values
      statistics[.loss] = map { max(0, -$0) + log1p(exp(-abs($0))) }
    case .loss:
      if let index = values.scalars.firstIndex(where: { $0 < 0 }) {
        throw PipelinesError(
          "\(place): the loss of \(name(index / values.rowLength)) is negative; say kind: score")
      }
      statistics[.loss] = values
      // The label's probability is exp(-loss); a loss of 0 has no finite log odds.
      if values.scalars.allSatisfy({ $0 > 0 }) {
        statistics[.scaledConfidence] = map { $0 > 30 ? -$0 : -log(expm1($0)) }
      }
    case .labelProbability:
      if let index = values.scalars.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw PipelinesError(
          "\(place): the label probability of \(name(index / values.rowLength)) is not within 0 and 1; are "
            + "they losses? Then say kind: loss")
      }
      statistics[.loss] = map { -log(max($0, Double(Float.leastNormalMagnitude))) }
      // A probability of 1 is one above 1 - 2^-25 in single precision and above 1 - 2^-54 in double, whose log odds are the
      // most that can be told.
      let isSingle = values.scalars.allSatisfy { Double(Float($0)) == $0 }
      statistics[.scaledConfidence] = map { [least = isSingle ? 0x1p-25 : 0x1p-54] probability in
        log(max(probability, Double(Float.leastNormalMagnitude)) / max(1 - probability, least))
      }
    case .logits, .probabilities: preconditionFailure("class scores are reduced elsewhere")
    }
    return Observation(statistics: statistics, isCorrect: nil)
  }
}
