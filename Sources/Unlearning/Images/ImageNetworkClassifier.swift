package import ImageLearning
package import Statistics
package import Tables
package import Tensors

/// An image network beside the images that it reads.
///
/// Gradients see the images as they are, without the changes of training, and batch normalisation with its running means and
/// variances, which methods of unlearning leave as they are.
package struct ImageNetworkClassifier: DifferentiableClassifier {
  /// The network with the scaling that it was trained with.
  package private(set) var classifier: ImageClassifier
  private let examples: ImageExamples
  private let lanes: ImageGradientLanes

  /// Puts a network beside images.
  ///
  /// - Parameters:
  ///   - classifier: The network with its scaling.
  ///   - examples: The images.
  ///   - lanes: The buffers of gradients, shared by models of one shape.
  package init(
    _ classifier: ImageClassifier, examples: ImageExamples,
    lanes: ImageGradientLanes = ImageGradientLanes()
  ) {
    (self.classifier, self.examples, self.lanes) = (classifier, examples, lanes)
  }

  package var classCount: Int { classifier.classCount }

  package var parameters: [Float] {
    get { classifier.parameters }
    set { classifier.parameters = newValue }
  }

  /// The parameters, then the running means and variances of batch normalisation.
  package var state: [Float] {
    get { classifier.network.parameters + classifier.network.statistics }
    set {
      let count = classifier.network.parameters.count
      classifier.network.parameters = Array(newValue[..<count])
      classifier.network.statistics = Array(newValue[count...])
    }
  }

  package func logits(ofRows rows: [Int]) throws -> Tensor<Float> {
    try classifier.logits(ofRows: rows, of: examples)
  }

  package func reading(_ records: Records) throws -> ImageNetworkClassifier {
    ImageNetworkClassifier(
      classifier, examples: try ImageExamples(records, shape: examples.shape), lanes: lanes)
  }

  package func parameterGradient(
    ofRows rows: [Int], _ logitGradient: (Tensor<Float>) throws -> Tensor<Float>
  ) async throws -> [Float] {
    try await lanes.gradient(ofRows: rows, by: classifier, of: examples, logitGradient)
  }
}

/// The training of image networks on shared images.
package struct ImageNetworkTraining: IncrementalTraining {
  private let model: ImageModel
  private let plan: ImageTrainingPlan
  private let examples: ImageExamples
  private let lanes = ImageGradientLanes()

  /// Says how networks are trained.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - plan: How to train.
  ///   - examples: The shared images.
  package init(_ model: ImageModel, _ plan: ImageTrainingPlan, examples: ImageExamples) {
    (self.model, self.plan, self.examples) = (model, plan, examples)
  }

  package var epochs: Int { plan.epochs }

  private var shape: ImageNetworkShape {
    model.shape(images: examples.shape, classes: examples.classCount)
  }

  package func trained(
    onRows rows: [Int], using generator: inout SeededGenerator
  ) async throws -> any RowClassifier {
    let scaling = ImageScaling(fittedOn: rows, of: examples)
    let trainer = ImageTrainer(
      plan, shape, examples: (examples, scaling), rows: rows, seed: generator.next())
    return classifier(try await trainer.train().averaged, scaling)
  }

  package func untrained(
    scaledBy rows: [Int], using generator: inout SeededGenerator
  ) -> any DifferentiableClassifier {
    classifier(
      ImageNetwork(shape: shape, seed: generator.next()),
      ImageScaling(fittedOn: rows, of: examples))
  }

  package func continued(
    _ model: any DifferentiableClassifier, onRows rows: [Int], epochs: Int,
    using generator: inout SeededGenerator
  ) async throws -> any DifferentiableClassifier {
    guard let model = model as? ImageNetworkClassifier else {
      throw UnlearningError(
        "a model of another kind cannot be trained as an image network; give the one that was trained"
      )
    }
    var shorter = plan
    shorter.epochs = epochs
    let scaling = model.classifier.scaling
    let trainer = ImageTrainer(
      shorter, shape, examples: (examples, scaling), rows: rows, seed: generator.next())
    return classifier(
      try await trainer.train(startingAt: model.classifier.network).averaged, scaling)
  }

  private func classifier(
    _ network: ImageNetwork, _ scaling: ImageScaling
  ) -> ImageNetworkClassifier {
    ImageNetworkClassifier(
      ImageClassifier(network: network, scaling: scaling), examples: examples, lanes: lanes)
  }
}
