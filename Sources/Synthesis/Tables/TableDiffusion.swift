package import Statistics
package import Tables
import Tensors

/// How a table's diffusion is shaped, trained and sampled.
package struct TableDiffusionPlan: Equatable, Sendable {
  /// The steps from a record to noise.
  package var steps = 100
  /// The jumps in which records are sampled; at most the steps.
  package var jumps = 100
  /// The widths of the hidden layers.
  package var hidden = [256, 256, 256]
  /// How the network is trained.
  package var training = DenoiserPlan()

  /// Plans with the defaults.
  package init() {}
}

/// A generator of records: diffusion of normal numbers and of levels at once, after TabDDPM (Kotelnikov and others 2023).
///
/// The network sees all columns, numbers and levels as 0 and 1, beside the step and the attributes' levels, and says which noise is in the
/// numbers and which levels are the clean ones. The loss is the mean square of the noise's error plus the mean over columns of levels of
/// the bound's part, weighted by the steps so that it is an estimate of the whole bound.
package struct TableDiffusion: Sendable {
  let encoding: TableEncoding
  let attributes: [TableAttribute]
  let plan: TableDiffusionPlan
  let gaussian: GaussianDiffusion
  let multinomials: [MultinomialDiffusion]
  private(set) var network: ConditionedNetwork
  /// The mean loss of each epoch.
  package private(set) var losses: [Double] = []

  /// What surrounds a training.
  package typealias Surroundings = DenoiserTraining<ConditionedNetwork>.Surroundings

  /// Learns from records.
  ///
  /// - Parameters:
  ///   - table: The records, at least one.
  ///   - attributes: Attributes of the same records by which others are asked for; none for records as they come.
  ///   - plan: Shape and training.
  ///   - generator: Makes the generator of a purpose.
  ///   - surroundings: Progress and checkpoints.
  /// - Throws: `SynthesisError` where the table cannot be learnt; `CancellationError`.
  package init(
    learningFrom table: Dataset, attributes: [TableAttribute], plan: TableDiffusionPlan,
    generator: (String) -> SeededGenerator, surroundings: Surroundings = Surroundings()
  ) throws {
    guard table.count > 0 else {
      throw SynthesisError("there is no record to learn from; give at least one")
    }
    guard table.images == nil else {
      throw SynthesisError(
        "a diffusion of tables learns columns, and these records are images; take the diffusion of images"
      )
    }
    encoding = try TableEncoding(table, except: attributes.compactMap(\.column))
    (self.attributes, self.plan) = (attributes, plan)
    let schedule = NoiseSchedule(steps: plan.steps)
    gaussian = GaussianDiffusion(schedule)
    multinomials = encoding.categories.map {
      MultinomialDiffusion(schedule, levels: $0.codes.count)
    }
    var weights = generator("weights")
    network = ConditionedNetwork(
      width: encoding.width, hidden: plan.hidden, conditions: attributes.map(\.levels.count),
      using: &weights)
    var training = DenoiserTraining(network, plan.training)
    let encoded = encoding.encode(table)
    (network, losses) = try training.run(
      records: table.count, generator: { generator("epoch \($0)") }, surroundings: surroundings
    ) { rows, network, generator in
      objective(encoded, rows, &network, &generator)
    }
  }

  /// What a network is told of a step, on one scale for all numbers of steps.
  func noise(_ step: Int) -> Float { Float(1000 * Double(step) / Double(plan.steps)) }

  /// A batch with noise of random strengths.
  struct NoisyBatch {
    var inputs: [Float]
    var steps: [Int]
    /// Records x numbers.
    var noises: [Double]
    /// Columns of levels x records.
    var levels: [[Int]]
  }

  /// The loss of a batch and its gradient.
  func objective(
    _ encoded: TableEncoding.Encoded, _ rows: ArraySlice<Int>,
    _ network: inout ConditionedNetwork, _ generator: inout SeededGenerator
  ) -> (loss: Double, gradient: [Float]) {
    let batch = noisy(encoded, rows, &generator)
    let conditions = attributes.map { attribute in
      rows.map { row in
        generator.bernoulli(plan.training.dropout) ? -1 : attribute.codes[row]
      }
    }
    let outputs = network.forward(
      Tensor(shape: [rows.count, encoding.width], scalars: batch.inputs),
      noise: batch.steps.map(noise), conditions: conditions)
    let (loss, gradient) = self.loss(outputs.scalars, batch, encoded, rows)
    return (loss, network.backward(Tensor(shape: outputs.shape, scalars: gradient)))
  }

  /// Adds noise to records.
  private func noisy(
    _ encoded: TableEncoding.Encoded, _ rows: ArraySlice<Int>,
    _ generator: inout SeededGenerator
  ) -> NoisyBatch {
    let (width, count) = (encoding.width, encoding.numbers.count)
    var batch = NoisyBatch(
      inputs: Array(repeating: 0, count: rows.count * width),
      steps: rows.map { _ in 1 + generator.integer(below: plan.steps) },
      noises: Array(repeating: 0, count: rows.count * count),
      levels: multinomials.map { _ in Array(repeating: 0, count: rows.count) })
    for (record, row) in rows.enumerated() {
      let step = batch.steps[record]
      for (column, number) in encoding.numbers.enumerated() {
        let value = encoded.numbers[column][row]
        let clean =
          value.isNaN ? generator.normal() : number.map.normal(value, at: generator.uniform())
        let noise = generator.normal()
        batch.noises[record * count + column] = noise
        batch.inputs[record * width + column] = Float(
          gaussian.noisy(clean, noise: noise, step: step))
      }
      var place = record * width + count
      for (column, diffusion) in multinomials.enumerated() {
        let level = diffusion.noisy(
          encoded.levels[column][row], step: step, using: &generator)
        batch.levels[column][record] = level
        batch.inputs[place + level] = 1
        place += diffusion.levels
      }
    }
    return batch
  }

  /// The mean loss of outputs, and its derivative by each.
  private func loss(
    _ outputs: [Float], _ batch: NoisyBatch, _ encoded: TableEncoding.Encoded,
    _ rows: ArraySlice<Int>
  ) -> (Double, [Float]) {
    let (width, count, records) = (encoding.width, encoding.numbers.count, Double(rows.count))
    var gradient = Array(repeating: Float(0), count: outputs.count)
    var sum = 0.0
    let ofNumbers = 1 / (records * Double(max(1, count)))
    let ofLevels = Double(plan.steps) / (records * Double(max(1, multinomials.count)))
    for (record, row) in rows.enumerated() {
      let start = record * width
      for column in 0..<count {
        let error = Double(outputs[start + column]) - batch.noises[record * count + column]
        sum += error * error * ofNumbers
        gradient[start + column] = Float(2 * error * ofNumbers)
      }
      var place = start + count
      for (column, diffusion) in multinomials.enumerated() {
        let (value, slopes) = diffusion.loss(
          logits: outputs[place..<place + diffusion.levels].map(Double.init),
          clean: encoded.levels[column][row], noisy: batch.levels[column][record],
          step: batch.steps[record])
        sum += value * ofLevels
        for (level, slope) in slopes.enumerated() {
          gradient[place + level] = Float(slope * ofLevels)
        }
        place += diffusion.levels
      }
    }
    return (sum, gradient)
  }
}
