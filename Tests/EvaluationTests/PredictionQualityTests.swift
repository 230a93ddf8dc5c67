import Evaluation
import Foundation
import Statistics
import Tensors
import Testing

@Suite("Prediction quality")
struct PredictionQualityTests {
  private func predictions(
    _ rows: [[Double]], _ labels: [Int32], positive: Int32? = nil
  ) -> Predictions {
    Predictions(
      probabilities: Tensor(shape: [rows.count, rows[0].count], scalars: rows.flatMap { $0 }),
      labels: labels, positive: positive)
  }

  @Test("two classes have the values of the definitions")
  func two() throws {
    let found = predictions(
      [[0.9, 0.1], [0.6, 0.4], [0.4, 0.6], [0.2, 0.8], [0.6, 0.4]], [0, 0, 0, 1, 1], positive: 1)
    let weights = [1, 1, 1, 1, 1]
    #expect(found.value(of: .accuracy, weights: weights) == 0.6)
    #expect(
      try #require(found.value(of: .balancedAccuracy, weights: weights)) == (2.0 / 3 + 0.5) / 2)
    #expect(found.value(of: .f1, weights: weights) == 0.5)
    // Pairs (member of class 1, of class 0): .8 beats all; .4 beats .1 and ties .4.
    #expect(found.value(of: .auc, weights: weights) == 4.5 / 6)
    let loss = -[0.9, 0.6, 0.4, 0.8, 0.4].reduce(0) { $0 + log($1) } / 5
    #expect(abs(try #require(found.value(of: .logLoss, weights: weights)) - loss) < 1e-12)
  }

  @Test("a weight counts a record as often, in every measure")
  func weights() throws {
    var generator = SeededGenerator(seed: 5, label: "quality")
    let rows = (0..<40).map { _ in
      let values = (0..<3).map { _ in Double(1 + generator.integer(below: 4)) }
      let total = values.reduce(0, +)
      return values.map { $0 / total }
    }
    let labels = (0..<40).map { _ in Int32(generator.integer(below: 3)) }
    let weights = (0..<40).map { _ in generator.integer(below: 3) }
    let places = weights.indices.flatMap { Array(repeating: $0, count: weights[$0]) }
    let repeated = predictions(places.map { rows[$0] }, places.map { labels[$0] })
    for quality in PredictionQuality.allCases {
      let first = predictions(rows, labels).value(of: quality, weights: weights)
      let second = repeated.value(of: quality, weights: places.map { _ in 1 })
      #expect(abs(try #require(first) - #require(second)) < 1e-12, "\(quality)")
    }
  }

  @Test("the area of several classes is the mean of pairs won against the rest")
  func several() throws {
    let rows = [
      [0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.4, 0.4, 0.2], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4],
    ]
    let labels: [Int32] = [0, 1, 1, 2, 0]
    var areas: [Double] = []
    for label in 0..<3 {
      let (own, others) = (
        rows.indices.filter { labels[$0] == label }, rows.indices.filter { labels[$0] != label }
      )
      let won = own.flatMap { i in
        others.map { j in
          rows[i][label] > rows[j][label] ? 1 : rows[i][label] == rows[j][label] ? 0.5 : 0
        }
      }
      areas.append(won.reduce(0, +) / Double(won.count))
    }
    let found = predictions(rows, labels).value(of: .auc, weights: [1, 1, 1, 1, 1])
    #expect(abs(try #require(found) - areas.reduce(0, +) / 3) < 1e-12)
  }

  @Test("without records, or with one class, a measure that needs more has no value")
  func undefined() {
    let found = predictions([[0.5, 0.5], [0, 1]], [1, 1], positive: 0)
    #expect(found.value(of: .auc, weights: [1, 1]) == nil)
    #expect(found.value(of: .balancedAccuracy, weights: [1, 1]) == 0.5)
    #expect(found.value(of: .f1, weights: [0, 1]) == nil)
    #expect(found.value(of: .accuracy, weights: [0, 0]) == nil)
    // A probability of 0 for the true class counts as 1e-7.
    let sure = predictions([[1, 0]], [1]).value(of: .logLoss, weights: [1])
    #expect(sure.map { abs($0 - 7 * log(10.0)) < 1e-12 } ?? false)
  }
}
