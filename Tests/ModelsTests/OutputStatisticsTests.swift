import Auditing
import Foundation
import Models
import Tensors
import Testing

@Suite("Output statistics")
struct OutputStatisticsTests {
  @Test("a worked softmax gives the known scaled confidences")
  func vector() {
    let logits = [0.7, 0.2, 0.1].map { Float(log($0)) }
    let observed = (0..<3).map { label in
      Observation(
        logits: [Tensor(shape: [1, 3], scalars: logits)], labels: [Int32(label)],
        wanted: [.scaledConfidence, .loss])
    }
    let expected = [0.847298, -1.386294, -2.197225]
    for (observation, expected) in zip(observed, expected) {
      #expect(
        abs((observation.statistics[.scaledConfidence]?.scalars[0] ?? .nan) - expected) < 1e-6)
    }
    for (observation, probability) in zip(observed, [0.7, 0.2, 0.1]) {
      #expect(abs((observation.statistics[.loss]?.scalars[0] ?? .nan) + log(probability)) < 1e-6)
    }
    #expect(observed.map { $0.isCorrect?[0] } == [true, false, false])
  }

  @Test(
    "a saturated softmax keeps its resolution",
    arguments: [(Float(40), 4.248354255e-18), (-40, 40), (200, 1.383896527e-87)])
  func saturated(margin: Float, loss: Double) {
    let observation = Observation(
      logits: [Tensor(shape: [1, 2], scalars: [margin, 0])], labels: [0],
      wanted: [.scaledConfidence, .loss])
    #expect(observation.statistics[.scaledConfidence]?.scalars == [Double(margin)])
    let value = observation.statistics[.loss]?.scalars[0] ?? .nan
    #expect(abs(value - loss) < 1e-6 * loss)
  }

  @Test("entropies agree with their definitions, and stay finite where the softmax saturates")
  func entropies() {
    let probabilities = [0.7, 0.2, 0.1]
    for label in 0..<3 {
      let observation = Observation(
        logits: [Tensor(shape: [1, 3], scalars: probabilities.map { Float(log($0)) })],
        labels: [Int32(label)], wanted: Set(OutputStatistic.allCases))
      let entropy = probabilities.reduce(0) { $0 - $1 * log($1) }
      let own = probabilities[label]
      let modified = (0..<3).reduce(-(1 - own) * log(own)) { total, other in
        other == label ? total : total - probabilities[other] * log(1 - probabilities[other])
      }
      #expect(abs((observation.statistics[.entropy]?.scalars[0] ?? .nan) - entropy) < 1e-6)
      #expect(
        abs((observation.statistics[.modifiedEntropy]?.scalars[0] ?? .nan) - modified) < 1e-6)
      let largest = observation.statistics[.largestConfidence]?.scalars[0] ?? .nan
      #expect(abs(largest - log(0.7 / 0.3)) < 1e-6)
      let logarithms = observation.statistics[.logProbabilities]?.scalars ?? []
      #expect(zip(logarithms, probabilities).allSatisfy { abs(exp($0) - $1) < 1e-6 })
      #expect(logarithms.count == 3)
    }
    let saturated = Observation(
      logits: [Tensor(shape: [2, 2], scalars: [500, -500, 500, -500])], labels: [0, 1],
      wanted: [.entropy, .modifiedEntropy])
    #expect(saturated.statistics[.entropy]?.scalars == [0, 0])
    // A sure and wrong prediction: -log p of the label, and as much again for the other class.
    #expect(saturated.statistics[.modifiedEntropy]?.scalars == [0, 2000])
  }

  @Test("queries follow one another for each record, and the class's logarithms are the first's")
  func queries() {
    let observation = Observation(
      logits: [
        Tensor(shape: [2, 2], scalars: [1, 0, 2, 0]),
        Tensor(shape: [2, 2], scalars: [3, 0, 4, 0]),
      ], labels: [0, 0], wanted: [.scaledConfidence, .logProbabilities])
    #expect(observation.statistics[.scaledConfidence]?.shape == [2, 2])
    #expect(observation.statistics[.scaledConfidence]?.scalars == [1, 3, 2, 4])
    #expect(observation.statistics[.logProbabilities]?.shape == [2, 2])
    #expect(
      abs((observation.statistics[.logProbabilities]?.scalars[2] ?? 0) + log1p(exp(-2.0))) < 1e-12)
  }

  @Test("of tied classes the first is the prediction")
  func ties() {
    let logits = Tensor(shape: [2, 2], scalars: [Float](repeating: 1, count: 4))
    #expect(Observation(logits: [logits], labels: [0, 1], wanted: []).isCorrect == [true, false])
  }
}
