package import Learning
package import Statistics
package import Tables
package import Tensors

/// A fully connected network beside the features that it reads, with the scaling it was trained with.
package struct NetworkClassifier: DifferentiableClassifier {
  /// The network.
  package private(set) var network: Network
  /// What it scales features by.
  package let scaling: FeatureScaling
  private let features: Tensor<Float>

  /// Puts a network beside features.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - features: Records x columns.
  ///   - scaling: The scaling that the network was trained with.
  package init(_ network: Network, features: Tensor<Float>, scaling: FeatureScaling) {
    (self.network, self.features, self.scaling) = (network, features, scaling)
  }

  package var classCount: Int { network.shape.classCount }

  package var parameters: [Float] {
    get { network.parameters }
    set { network = network.withParameters(newValue) }
  }

  package func logits(ofRows rows: [Int]) -> Tensor<Float> {
    network.logits(ofRows: rows, of: features, scaling: scaling)
  }

  package func reading(_ records: Records) -> NetworkClassifier {
    NetworkClassifier(network, features: records.features, scaling: scaling)
  }

  package func parameterGradient(
    ofRows rows: [Int], _ logitGradient: (Tensor<Float>) throws -> Tensor<Float>
  ) rethrows -> [Float] {
    try network.parameterGradient(ofRows: rows, of: features, scaling: scaling, logitGradient)
  }
}

/// The training of networks on shared examples.
package struct NetworkTraining: IncrementalTraining {
  private let plan: TrainingPlan
  private let examples: Examples
  private let scaling: @Sendable (_ rows: [Int]) -> FeatureScaling

  /// Says how networks are trained.
  ///
  /// - Parameters:
  ///   - plan: How to train; a private plan cannot be gone on with.
  ///   - examples: The shared records.
  ///   - scaling: Fits a scaling on some of the records.
  package init(
    _ plan: TrainingPlan, examples: Examples,
    scaling: @escaping @Sendable (_ rows: [Int]) -> FeatureScaling
  ) {
    (self.plan, self.examples, self.scaling) = (plan, examples, scaling)
  }

  package var epochs: Int { plan.epochs }

  package func trained(
    onRows rows: [Int], using generator: inout SeededGenerator
  ) throws -> any RowClassifier {
    let scaling = scaling(rows)
    var trainer = Trainer(plan: plan, examples: examples, scaling: scaling)
    return classifier(try trainer.train(onRows: rows, using: &generator), scaling)
  }

  package func untrained(
    scaledBy rows: [Int], using generator: inout SeededGenerator
  ) -> any DifferentiableClassifier {
    let shape = plan.shape(inputs: examples.features.rowLength, classes: examples.classCount)
    return classifier(Network(shape: shape, using: &generator), scaling(rows))
  }

  package func continued(
    _ model: any DifferentiableClassifier, onRows rows: [Int], epochs: Int,
    using generator: inout SeededGenerator
  ) throws -> any DifferentiableClassifier {
    guard let model = model as? NetworkClassifier else {
      throw UnlearningError(
        "a model of another kind cannot be trained as a network; give the one that was trained")
    }
    var shorter = plan
    shorter.epochs = epochs
    var trainer = Trainer(plan: shorter, examples: examples, scaling: model.scaling)
    return classifier(
      try trainer.train(onRows: rows, from: model.network, using: &generator), model.scaling)
  }

  private func classifier(_ network: Network, _ scaling: FeatureScaling) -> NetworkClassifier {
    NetworkClassifier(network, features: examples.features, scaling: scaling)
  }
}
