import Auditing
import ImageLearning
import Tables
import Tensors
import Testing

@Suite("Image classifiers")
struct ImageClassifierTests {
  private static func classifier(_ examples: ImageExamples) -> ImageClassifier {
    let shape = ImageModel.resNet18(width: 2).shape(images: examples.shape, classes: 10)
    return ImageClassifier(
      network: ImageNetwork(shape: shape, seed: 4),
      scaling: ImageScaling(fittedOn: [0, 1, 2], of: examples))
  }

  @Test("scores do not depend on which images pass together")
  func blocks() throws {
    let examples = try digits()
    let classifier = Self.classifier(examples)
    let rows = Array(0..<150)
    let together = try classifier.logits(ofRows: rows, of: examples)
    for row in [0, 63, 64, 149] {
      let alone = try classifier.logits(ofRows: [row], of: examples)
      #expect(zip(alone.scalars, together.row(row)).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    #expect(try classifier.logits(ofRows: [], of: examples).shape == [0, 10])
  }

  @Test("the gradient of parameters is the slope of what the scores' gradient is of")
  func gradient() throws {
    let examples = try digits()
    var classifier = Self.classifier(examples)
    let rows = Array(3..<80)
    // The loss is the sum of half the squared scores.
    let gradient = try classifier.parameterGradient(ofRows: rows, of: examples) { places, scores in
      #expect(scores.rowCount == places.count)
      return scores
    }
    func loss() throws -> Double {
      try classifier.logits(ofRows: rows, of: examples).scalars.reduce(0) {
        $0 + Double($1) * Double($1) / 2
      }
    }
    let direction = gradient.map { $0 / gradient.reduce(0) { max($0, abs($1)) } }
    let step: Float = 1e-3
    let start = classifier.parameters
    classifier.parameters = zip(start, direction).map { $0 + step * $1 }
    let above = try loss()
    classifier.parameters = zip(start, direction).map { $0 - step * $1 }
    let slope = (above - (try loss())) / (2 * Double(step))
    let expected = zip(gradient, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(slope - expected) < 0.02 * expected)
  }

  @Test("weights are named, and scores that are not finite are refused")
  func weights() throws {
    let examples = try digits()
    var classifier = Self.classifier(examples)
    #expect(classifier.weights["layer2.0.shortcut.0.weight"]?.shape == [4, 2, 1, 1])
    #expect(classifier.weights["linear.bias"]?.shape == [10])
    classifier.parameters[0] = .nan
    let error = #expect(throws: ImageLearningError.self) {
      try classifier.logits(ofRows: [0], of: examples)
    }
    #expect(error?.description.contains("not finite") == true)
  }
}
