package import Auditing
package import Learning
package import Tables
package import Tensors

extension FeatureScaling {
  /// Fits the scaling of a model on its own training records.
  ///
  /// Numbers are standardised by their mean and population deviation there; levels and flags that do not occur there are
  /// switched off, as if they had never been seen.
  ///
  /// - Parameters:
  ///   - rows: The records that the model may learn from; at least one.
  ///   - records: The records.
  package init(fittedOn rows: [Int], of records: Records) {
    precondition(!rows.isEmpty, "no records to fit a scaling on")
    let width = records.columns.count
    var (sums, squares, counts) = (
      Array(repeating: 0.0, count: width), Array(repeating: 0.0, count: width),
      Array(repeating: 0.0, count: width)
    )
    for row in rows {
      for (column, value) in records.features.row(row).enumerated() where !value.isNaN {
        sums[column] += Double(value)
        squares[column] += Double(value) * Double(value)
        counts[column] += 1
      }
    }
    var (shift, scale) = ([Float](), [Float]())
    for (column, description) in records.columns.enumerated() {
      guard description.kind == .number else {
        shift.append(0)
        scale.append(sums[column] > 0 ? 1 : 0)
        continue
      }
      let count = max(1, counts[column])
      let mean = sums[column] / count
      let deviation = max(0, squares[column] / count - mean * mean).squareRoot()
      shift.append(Float(mean))
      // The columns are scaled over the dataset already: below this, a training half holds one value.
      scale.append(deviation > 1e-6 ? Float(1 / deviation) : 0)
    }
    self.init(shift: shift, scale: scale)
  }
}

/// A network on the encoded columns of a table, with the scaling it was trained with.
package struct TabularClassifier: TargetModel {
  private let columns: [Records.Column]
  /// What the network scales features by.
  package let scaling: FeatureScaling
  /// The network.
  package let network: Network
  /// How it was trained.
  package let plan: TrainingPlan
  /// The rows that it was trained on.
  package let members: [Int]

  /// Trains a classifier on some of the records.
  ///
  /// - Parameters:
  ///   - plan: How to train.
  ///   - context: The records, the membership to learn from, and randomness.
  /// - Throws: `AuditingError` where there are no members; `LearningError` where training diverges.
  package init(training plan: TrainingPlan, in context: StageContext) throws {
    let members = context.membership.records(.member)
    guard !members.isEmpty else {
      throw AuditingError("no members to train on; raise 'members' in 'split'")
    }
    let records = context.records
    (self.plan, self.members) = (plan, members)
    columns = records.columns
    // What private training scales by must not depend on who is a member.
    let known = plan.privacy == nil ? members : Array(0..<records.features.rowCount)
    scaling = FeatureScaling(fittedOn: known, of: records)
    let examples = Examples(
      features: records.features, labels: records.dataset.label.codes,
      classCount: records.classCount)
    var trainer = Trainer(plan: plan, examples: examples, scaling: scaling)
    var generator = context.generator("training")
    network = try trainer.train(onRows: members, using: &generator)
  }

  package var classCount: Int { network.shape.classCount }

  /// Each layer's weights (inputs x outputs) and biases, and the shift and scale of each encoded column.
  package var weights: [String: Tensor<Float>] {
    var weights = [
      "shift": Tensor(shape: [scaling.shift.count], scalars: scaling.shift),
      "scale": Tensor(shape: [scaling.scale.count], scalars: scaling.scale),
    ]
    for layer in 0..<network.shape.layerCount {
      let widths = network.shape.widths[layer...layer + 1]
      weights["layer-\(layer + 1)-weights"] = Tensor(
        shape: Array(widths),
        scalars: Array(network.parameters[network.shape.weights(ofLayer: layer)]))
      weights["layer-\(layer + 1)-biases"] = Tensor(
        shape: [network.shape.widths[layer + 1]],
        scalars: Array(network.parameters[network.shape.biases(ofLayer: layer)]))
    }
    return weights
  }

  package func logits(ofRows rows: [Int], of records: Records) throws -> Tensor<Float> {
    guard records.columns == columns else {
      throw AuditingError("the records' columns are not those that the model was trained on")
    }
    return network.logits(ofRows: rows, of: records.features, scaling: scaling)
  }
}
