import Foundation
package import Statistics
package import Tensors

/// Images with the levels of their attributes, as diffusion learns them.
package struct LabelledImages: Sendable {
  /// Images x any shape; numbers from -1 to 1 as a rule.
  package let images: Tensor<Float>
  /// Attributes x images: levels.
  package let levels: [[Int32]]

  /// Puts images and levels together.
  package init(images: Tensor<Float>, levels: [[Int32]]) {
    precondition(
      levels.allSatisfy { $0.count == images.rowCount }, "levels of other than \(images.shape)")
    (self.images, self.levels) = (images, levels)
  }
}

/// A generator of images: the diffusion of Karras and others 2022 (EDM) around any denoising network.
///
/// Noise levels of training are log-normal (mean -1.2, deviation 1.2); the loss is the mean squared error of the clean image weighted by
/// level, and an attribute's level is left out at random, so that guidance knows what it guides away from.
package struct ImageDiffusion<Network: Denoiser>: Sendable {
  /// What surrounds a training.
  package typealias Surroundings = DenoiserTraining<Network>.Surroundings

  private static var levelMean: Double { -1.2 }
  private static var levelDeviation: Double { 1.2 }
  /// The factor on ln(s) / 4 that brings it to the scale of the networks' waves.
  private static var noiseScale: Double { 100 }

  /// What the network is given.
  package let preconditioning: EDMPreconditioning
  private var network: Network
  /// The mean loss of each epoch; 1 is that of a network that says nothing.
  package private(set) var losses: [Double] = []

  /// Learns from images.
  ///
  /// - Parameters:
  ///   - data: One image or more.
  ///   - network: The network with the parameters that it starts from, of the images' shape and attributes.
  ///   - plan: How it is trained.
  ///   - generator: Makes the generator of a purpose.
  ///   - surroundings: Progress and checkpoints.
  /// - Throws: `SynthesisError` where training fails; `CancellationError`.
  package init(
    learningFrom data: LabelledImages, network: Network, plan: DenoiserPlan,
    generator: (String) -> SeededGenerator, surroundings: Surroundings = Surroundings()
  ) throws {
    guard data.images.rowCount > 0 else {
      throw SynthesisError("there is no image to learn from; give at least one")
    }
    preconditioning = EDMPreconditioning(deviation: Self.deviation(data.images))
    self.network = network
    var training = DenoiserTraining(network, plan)
    let preconditioning = preconditioning
    (self.network, losses) = try training.run(
      records: data.images.rowCount, generator: { generator("epoch \($0)") },
      surroundings: surroundings
    ) { rows, network, generator in
      let levels = rows.map { _ in exp(Self.levelMean + Self.levelDeviation * generator.normal()) }
      let conditions = data.levels.map { levels in
        rows.map { generator.bernoulli(plan.dropout) ? -1 : levels[$0] }
      }
      return Self.objective(
        data.images, rows, at: levels, conditions, preconditioning, &network, &generator)
    }
  }

  /// The deviation of all numbers from their mean.
  private static func deviation(_ images: Tensor<Float>) -> Double {
    let count = Double(max(1, images.scalars.count))
    let mean = images.scalars.reduce(0) { $0 + Double($1) } / count
    let square = images.scalars.reduce(0) {
      $0 + (Double($1) - mean) * (Double($1) - mean)
    }
    return max(1e-3, (square / count).squareRoot())
  }

  /// The loss of a batch and its gradient: weight |D(y + s n; s) - y|², a mean over all numbers.
  static func objective(
    _ images: Tensor<Float>, _ rows: ArraySlice<Int>, at levels: [Double],
    _ conditions: [[Int32]], _ preconditioning: EDMPreconditioning, _ network: inout Network,
    _ generator: inout SeededGenerator
  ) -> (loss: Double, gradient: [Float]) {
    let width = images.rowLength
    var noisy: [Float] = []
    noisy.reserveCapacity(rows.count * width)
    for (row, level) in zip(rows, levels) {
      for pixel in images.row(row) {
        noisy.append(pixel + Float(level * generator.normal()))
      }
    }
    let inputs = scaled(noisy, width, levels.map(preconditioning.input))
    let shape = [rows.count] + images.shape.dropFirst()
    let answer = network.forward(
      Tensor(shape: shape, scalars: inputs),
      noise: levels.map { Float(noiseScale * preconditioning.noise($0)) }, conditions: conditions)
    var (loss, gradient) = (0.0, Array(repeating: Float(0), count: noisy.count))
    let scale = 1 / Double(noisy.count)
    for (record, row) in rows.enumerated() {
      let level = levels[record]
      let (skip, out) = (Float(preconditioning.skip(level)), Float(preconditioning.out(level)))
      let weight = Float(preconditioning.weight(level) * scale)
      for (place, pixel) in images.row(row).enumerated() {
        let index = record * width + place
        let error = skip * noisy[index] + out * answer.scalars[index] - pixel
        loss += Double(weight * error * error)
        gradient[index] = 2 * weight * error * out
      }
    }
    return (loss, network.backward(Tensor(shape: shape, scalars: gradient)))
  }

  private static func scaled(_ numbers: [Float], _ width: Int, _ factors: [Double]) -> [Float] {
    numbers.indices.map { numbers[$0] * Float(factors[$0 / width]) }
  }

  /// The expected clean images of noisy ones.
  ///
  /// - Parameters:
  ///   - noisy: Images x the shape that was learnt.
  ///   - level: Their noise level, above 0.
  ///   - conditions: Attributes x images: levels, -1 for none.
  ///   - guidance: For each attribute how many times what its level changes is added once more, 0 for the law that was learnt.
  /// - Returns: As many images.
  package mutating func clean(
    _ noisy: Tensor<Float>, level: Double, conditions: [[Int32]], guidance: [Double]
  ) -> Tensor<Float> {
    let count = noisy.rowCount
    let inputs = Tensor(
      shape: noisy.shape,
      scalars: noisy.scalars.map { $0 * Float(preconditioning.input(level)) })
    let noise = Array(
      repeating: Float(Self.noiseScale * preconditioning.noise(level)), count: count)
    let answer = network.forward(inputs, noise: noise, conditions: conditions).scalars
    var guided = answer
    for (place, weight) in guidance.enumerated() where weight > 0 {
      var without = conditions
      without[place] = Array(repeating: -1, count: count)
      let other = network.forward(inputs, noise: noise, conditions: without).scalars
      for index in guided.indices {
        guided[index] += Float(weight) * (answer[index] - other[index])
      }
    }
    let (skip, out) = (Float(preconditioning.skip(level)), Float(preconditioning.out(level)))
    return Tensor(
      shape: noisy.shape, scalars: zip(noisy.scalars, guided).map { skip * $0 + out * $1 })
  }

  /// Makes images.
  ///
  /// - Parameters:
  ///   - shape: The shape of one image, as it was learnt.
  ///   - levels: Attributes x images: levels, -1 for whatever comes.
  ///   - guidance: For each attribute its weight, at least 0.
  ///   - sampler: The noise levels.
  ///   - generator: Draws the noise.
  /// - Returns: Images x the shape.
  /// - Throws: `CancellationError`.
  package func images(
    of shape: [Int], levels: [[Int32]], guidance: [Double], sampler: EDMSampler = EDMSampler(),
    using generator: inout SeededGenerator
  ) throws -> Tensor<Float> {
    precondition(!levels.isEmpty && guidance.count == levels.count, "no attribute to ask for")
    let count = levels[0].count
    var model = self
    let noise = (0..<count * shape.reduce(1, *)).map { _ in Float(generator.normal()) }
    return try sampler.images(from: Tensor(shape: [count] + shape, scalars: noise)) {
      model.clean($0, level: $1, conditions: levels, guidance: guidance)
    }
  }
}
