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
        logits: Tensor(shape: [1, 3], scalars: logits), labels: [Int32(label)],
        wanted: [.scaledConfidence, .loss])
    }
    let expected = [0.847298, -1.386294, -2.197225]
    for (observation, expected) in zip(observed, expected) {
      #expect(abs((observation.statistics[.scaledConfidence]?[0] ?? .nan) - expected) < 1e-6)
    }
    for (observation, probability) in zip(observed, [0.7, 0.2, 0.1]) {
      #expect(abs((observation.statistics[.loss]?[0] ?? .nan) + log(probability)) < 1e-6)
    }
    #expect(observed.map { $0.isCorrect[0] } == [true, false, false])
  }

  @Test(
    "a saturated softmax keeps its resolution",
    arguments: [(Float(40), 4.248354255e-18), (-40, 40), (200, 1.383896527e-87)])
  func saturated(margin: Float, loss: Double) {
    let observation = Observation(
      logits: Tensor(shape: [1, 2], scalars: [margin, 0]), labels: [0],
      wanted: [.scaledConfidence, .loss])
    #expect(observation.statistics[.scaledConfidence] == [Double(margin)])
    let value = observation.statistics[.loss]?[0] ?? .nan
    #expect(abs(value - loss) < 1e-6 * loss)
  }

  @Test("of tied classes the first is the prediction")
  func ties() {
    let logits = Tensor(shape: [2, 2], scalars: [Float](repeating: 1, count: 4))
    #expect(Observation(logits: logits, labels: [0, 1], wanted: []).isCorrect == [true, false])
  }
}
