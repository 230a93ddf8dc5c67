package import Statistics
package import Tables
package import Tensors

/// A model that gives class scores to the records of a dataset by their row numbers.
package protocol RowClassifier: Sendable {
  /// The number of classes.
  var classCount: Int { get }

  /// Computes the class scores before the softmax.
  ///
  /// - Parameter rows: The records wanted, in order.
  /// - Returns: Rows x classes.
  /// - Throws: An error in one line where the records do not fit the model.
  func logits(ofRows rows: [Int]) throws -> Tensor<Float>

  /// The same model on another version of the records.
  ///
  /// - Parameter records: Records, encoded as those that it was trained on.
  /// - Returns: The model, which now reads these.
  /// - Throws: An error in one line where the records do not fit the model.
  func reading(_ records: Records) throws -> Self
}

/// A classifier whose parameters methods of unlearning can change along gradients.
package protocol DifferentiableClassifier: RowClassifier {
  /// All weights and biases, in an order of the model's own.
  var parameters: [Float] { get set }
  /// The parameters and whatever else training measures, such as running means: what a checkpoint keeps.
  var state: [Float] { get set }

  /// Computes the gradient of any loss of the class scores by all parameters.
  ///
  /// - Parameters:
  ///   - rows: The records of the loss, in order.
  ///   - logitGradient: Given the class scores, rows x classes, gives the loss's gradient by them.
  /// - Returns: One number for each parameter.
  /// - Throws: What the scores or the loss throw.
  func parameterGradient(
    ofRows rows: [Int], _ logitGradient: (Tensor<Float>) throws -> Tensor<Float>
  ) async throws -> [Float]
}

extension DifferentiableClassifier {
  /// The parameters, which are all there is.
  package var state: [Float] {
    get { parameters }
    set { parameters = newValue }
  }
}

/// How a model was trained, so that it can be trained again on other records.
package protocol ModelTraining: Sendable {
  /// Trains a model that has seen nothing but some records, what it scales by included.
  ///
  /// - Parameters:
  ///   - rows: The records to learn from; at least one.
  ///   - generator: Draws everything random.
  /// - Returns: The model.
  /// - Throws: An error in one line where training fails.
  func trained(
    onRows rows: [Int], using generator: inout SeededGenerator
  ) async throws -> any RowClassifier
}

/// A training that can stop, keep the parameters, and go on with more records.
package protocol IncrementalTraining: ModelTraining {
  /// The passes over the records of a whole training.
  var epochs: Int { get }

  /// Makes a model with random weights.
  ///
  /// - Parameters:
  ///   - rows: The records that what it scales by may depend on.
  ///   - generator: Draws the weights.
  /// - Returns: A model that has learned nothing else.
  func untrained(
    scaledBy rows: [Int], using generator: inout SeededGenerator
  ) -> any DifferentiableClassifier

  /// Trains a model further.
  ///
  /// - Parameters:
  ///   - model: A model of this training.
  ///   - rows: The records to learn from; at least one.
  ///   - epochs: The passes over them.
  ///   - generator: Draws the order of the records.
  /// - Returns: The model after the last pass.
  /// - Throws: An error in one line where training diverges.
  func continued(
    _ model: any DifferentiableClassifier, onRows rows: [Int], epochs: Int,
    using generator: inout SeededGenerator
  ) async throws -> any DifferentiableClassifier
}
