import Learning
import Statistics
import Tables
import Tensors

/// A multilayer perceptron in this program's memory.
struct PerceptronSession: ModelSession {
  private let network: Network
  private let scaling: FeatureScaling

  /// Fits weights to records.
  ///
  /// - Parameters:
  ///   - weights: The layers.
  ///   - activation: The function after hidden layers.
  ///   - output: How scores become probabilities.
  ///   - surroundings: The records and what of them the network takes.
  /// - Throws: `ModelsError` where the layers do not fit the columns.
  init(
    _ weights: WeightLayers, activation: Activation, output: NetworkShape.Output,
    in surroundings: ModelSurroundings
  ) throws(ModelsError) {
    let layers = weights.layers
    let width = surroundings.view.width(surroundings.records)
    guard layers[0].inputs == width else {
      throw ModelsError(
        "\(weights.place): takes \(layers[0].inputs) numbers of a record and 'features: \(surroundings.view.name)' gives "
          + "\(width); set 'features', or leave columns out of the data")
    }
    let outputs = layers[layers.count - 1].outputs
    guard output == .softmax || outputs == 1 else {
      throw ModelsError("\(weights.place): a sigmoid has one score, and the last layer \(outputs)")
    }
    // A softmax over one score is the log odds of two classes, which the scores' reader knows.
    let shape = NetworkShape(
      features: width, hidden: layers.dropLast().map(\.outputs),
      classes: output == .sigmoid ? 2 : outputs, activation: activation, output: output)
    var generator = SeededGenerator(seed: 0, label: "weights that are replaced")
    network = Network(shape: shape, using: &generator).withParameters(
      layers.flatMap { $0.weights + $0.biases })
    scaling =
      weights.scaling.map { FeatureScaling(shift: $0.shift, scale: $0.scale) }
      ?? .identity(columns: width)
  }

  func answer(_ batch: ModelBatch) async throws -> ModelAnswer {
    let values = try batch.singles()
    let width = scaling.shift.count
    let features = Tensor(shape: [batch.count, width], scalars: values)
    return ModelAnswer(
      network.logits(ofRows: Array(0..<batch.count), of: features, scaling: scaling),
      kind: .logits)
  }
}
