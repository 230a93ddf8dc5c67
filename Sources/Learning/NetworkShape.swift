/// The layers of a fully connected network and where their parameters stand in one flat array.
///
/// Each layer's weights (inputs x outputs, row by row) are followed by its biases. A shape without hidden
/// layers is logistic regression.
package struct NetworkShape: Equatable, Sendable {
  /// How scores become probabilities.
  package enum Output: String, CaseIterable, Sendable {
    /// One score for each class.
    case softmax
    /// One score for the second of two classes; the first one's is 0.
    case sigmoid
  }

  /// The widths from the features through the hidden layers to the classes.
  package let widths: [Int]
  /// The function after each hidden layer.
  package let activation: Activation
  /// How scores become probabilities.
  package let output: Output

  /// Creates the shape of a classifier.
  ///
  /// - Parameters:
  ///   - features: The input columns.
  ///   - hidden: The width of each hidden layer; none for logistic regression.
  ///   - classes: The outputs, one for each class.
  ///   - activation: The function after each hidden layer.
  ///   - output: How scores become probabilities; sigmoid is for two classes.
  package init(
    features: Int, hidden: [Int], classes: Int, activation: Activation, output: Output = .softmax
  ) {
    precondition(output == .softmax || classes == 2, "a sigmoid for \(classes) classes")
    widths = [features] + hidden + [output == .sigmoid ? 1 : classes]
    self.output = output
    precondition(widths.allSatisfy { $0 > 0 }, "a layer of width 0 in \(widths)")
    self.activation = activation
  }

  /// The number of layers that hold weights.
  package var layerCount: Int { widths.count - 1 }
  /// The number of classes.
  package var classCount: Int { output == .sigmoid ? 2 : widths[widths.count - 1] }
  /// The number of weights and biases.
  package var parameterCount: Int { biases(ofLayer: layerCount - 1).upperBound }

  /// The numbers that a batch holds for each record of a layer: its width and, before another layer, a constant 1.
  ///
  /// With that one, the biases that follow the weights in the flat array are the last row of one matrix, and need no
  /// products of their own.
  func stride(ofLayer layer: Int) -> Int { widths[layer] + (layer < layerCount ? 1 : 0) }

  /// The place of a layer's weights and biases in the flat array: inputs + 1 rows, one column for each output.
  package func parameters(ofLayer layer: Int) -> Range<Int> {
    weights(ofLayer: layer).lowerBound..<biases(ofLayer: layer).upperBound
  }

  /// The place of a layer's weights in the flat array.
  package func weights(ofLayer layer: Int) -> Range<Int> {
    let start = (0..<layer).reduce(0) { $0 + (widths[$1] + 1) * widths[$1 + 1] }
    return start..<start + widths[layer] * widths[layer + 1]
  }

  /// The place of a layer's biases in the flat array.
  package func biases(ofLayer layer: Int) -> Range<Int> {
    let start = weights(ofLayer: layer).upperBound
    return start..<start + widths[layer + 1]
  }
}

extension TrainingPlan {
  /// The shape of the network that the plan trains.
  ///
  /// - Parameters:
  ///   - inputs: The number of encoded columns.
  ///   - classes: The number of classes.
  /// - Returns: The shape.
  package func shape(inputs: Int, classes: Int) -> NetworkShape {
    NetworkShape(
      features: inputs, hidden: hidden, classes: classes, activation: activation, output: output)
  }
}
