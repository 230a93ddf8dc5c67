import Arrays
import Auditing
import Foundation
import Models
import Tables
import Tensors

/// One model's numbers, reduced to the statistics that they allow.
struct GivenNumbers {
  let kind: ScoreExperiment.Kind
  let higherIsMember: Bool
  /// The class of each record, where it is known.
  let labels: [Int32]?
  let recordCount: Int

  /// Reduces one model's values.
  ///
  /// - Parameters:
  ///   - values: Records x queries (x classes).
  ///   - shape: The values' shape.
  ///   - place: What messages call the model.
  /// - Returns: The statistics that the numbers allow.
  /// - Throws: `PipelinesError` naming the record of a value that cannot be.
  func observation(_ values: [Float], shape: [Int], place: String) throws -> Observation {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw PipelinesError(
        "\(place): record \(index / (values.count / recordCount)) has a value that is not finite; "
          + "leave the record out or mend it")
    }
    guard kind.isPerClass else {
      return try scalars(
        Tensor(
          shape: [recordCount, values.count / recordCount], scalars: values.map(Double.init)),
        place: place)
    }
    guard let labels, let classes = shape.last, classes >= 2 else {
      throw PipelinesError("\(place): class scores of \(shape) have fewer than two classes")
    }
    if let record = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
      throw PipelinesError(
        "the label of record \(record) is \(labels[record]), but \(place) has classes 0 to \(classes - 1)"
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

  /// Logarithms of probabilities that add up to 1; a probability of 0 is taken as the least number above it.
  private func logarithms(_ values: [Float], classes: Int, place: String) throws -> [Float] {
    for start in stride(from: 0, to: values.count, by: classes) {
      let row = values[start..<start + classes]
      guard row.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(row.reduce(0, +) - 1) < 1e-3 else {
        throw PipelinesError(
          "\(place): the probabilities of record \(start / (values.count / recordCount)) do not add up "
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
          "\(place): the loss of record \(index / values.rowLength) is negative; say kind: score")
      }
      statistics[.loss] = values
      // The label's probability is exp(-loss); a loss of 0 has no finite log odds.
      if values.scalars.allSatisfy({ $0 > 0 }) {
        statistics[.scaledConfidence] = map { $0 > 30 ? -$0 : -log(expm1($0)) }
      }
    case .labelProbability:
      if let index = values.scalars.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw PipelinesError(
          "\(place): the label probability of record \(index / values.rowLength) is not within 0 and 1; are "
            + "they losses? Then say kind: loss")
      }
      statistics[.loss] = map { -log(max($0, Double(Float.leastNormalMagnitude))) }
      // In single precision a probability of 1 is one above 1 - 2^-25, whose log odds are the most that can be told.
      statistics[.scaledConfidence] = map { probability in
        log(max(probability, Double(Float.leastNormalMagnitude)) / max(1 - probability, 0x1p-25))
      }
    case .logits, .probabilities: preconditionFailure("class scores are reduced elsewhere")
    }
    return Observation(statistics: statistics, isCorrect: nil)
  }
}
