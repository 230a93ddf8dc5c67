import Foundation
import Learning
import Statistics
import Tensors
import Testing

@Suite("Ridge logistic regression")
struct RidgeLogisticTests {
  @Test("the gradient of the penalised loss vanishes at the fit")
  func optimum() throws {
    var generator = SeededGenerator(seed: 4, label: "logistic")
    let (count, width, ridge) = (3000, 4, 0.7)
    let scalars = (0..<count * width).map { _ in generator.normal() }
    let features = Tensor(shape: [count, width], scalars: scalars)
    let targets = (0..<count).map { features.row($0).reduce(0, +) + generator.normal() > 0.4 }
    let model = try RidgeLogistic(
      features: features, rows: Array(0..<count), targets: targets, ridge: ridge)
    let zero = model.logOdds(of: [0, 0, 0, 0])
    let weights = (0..<width).map { column in
      model.logOdds(of: ArraySlice((0..<width).map { $0 == column ? 1 : 0 })) - zero
    }
    var gradient = weights.map { ridge * $0 } + [0]
    for row in 0..<count {
      let residual = 1 / (1 + exp(-model.logOdds(of: features.row(row)))) - (targets[row] ? 1 : 0)
      for (column, value) in features.row(row).enumerated() { gradient[column] += residual * value }
      gradient[width] += residual
    }
    #expect(gradient.allSatisfy { abs($0) < 1e-6 }, "\(gradient)")
  }

  @Test("separable data converge, thanks to the ridge")
  func separable() throws {
    let features = Tensor<Double>(shape: [4, 1], scalars: [-2, -1, 1, 2])
    let model = try RidgeLogistic(
      features: features, rows: [0, 1, 2, 3], targets: [false, false, true, true], ridge: 1)
    #expect(model.logOdds(of: [1]) > 0 && model.logOdds(of: [-1]) < 0)
    #expect(abs(model.logOdds(of: [0])) < 1e-6)
  }

  @Test("a feature that is not finite is refused", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) {
    let features = Tensor<Double>(shape: [3, 1], scalars: [1, value, 2])
    let error = #expect(throws: LearningError.self) {
      try RidgeLogistic(
        features: features, rows: [0, 1, 2], targets: [true, false, true], ridge: 1)
    }
    #expect(
      error?.description
        == "logistic regression met a feature that is not finite; encode missing values")
  }
}
