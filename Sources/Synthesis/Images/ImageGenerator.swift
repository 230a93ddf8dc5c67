package import Settings
package import Statistics
package import Tables
import Tensors

/// How images that are the rows of a table are learnt and sampled.
package struct ImageGeneratorPlan: Equatable, Sendable {
  /// The denoising network.
  package enum Network: String, CaseIterable, Sendable {
    /// A multilayer perceptron over all points.
    case perceptron
    /// A small U-Net.
    case uNet = "u-net"
  }

  /// The denoising network.
  package var network = Network.perceptron
  /// The channels of a U-Net at full resolution.
  package var width = 32
  /// Height, width and channels where records are columns of points.
  package var shape = [8, 8, 1]
  /// The least and the greatest value of a point.
  package var range = [0.0, 1]
  /// The widths of a perceptron's hidden layers.
  package var hidden = [256, 256, 256]
  /// The noise levels of sampling.
  package var levels = 18
  /// How the network is trained.
  package var training = DenoiserPlan()

  /// Plans with the defaults.
  package init() {}

  /// Reads the plan.
  ///
  /// - Parameter settings: The mapping that holds the keys; they are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    shape = try settings.integers(
      "shape", default: [8, 8, 1], in: 1...4_096, count: 3...3,
      "of records that are columns of points: height, width and channels, the features in this order"
    )
    range = try settings.numbers(
      "range", default: [0, 1], in: -1e9...1e9, count: 2...2,
      "of records that are columns of points: the least and the greatest value of a point")
    guard range[0] < range[1] else {
      throw settings.error("range", "'range' must be the least value, then a greater one")
    }
    network = try settings.choice(
      "network", default: Network.perceptron,
      "denoiser: a perceptron, or a small U-Net for images whose sides are multiples of 4")
    width = try settings.integer(
      "width", default: 32, in: 8...512, "channels of a U-Net at full resolution, a multiple of 8")
    guard width.isMultiple(of: 8) else {
      throw settings.error("width", "'width' must be a multiple of 8")
    }
    levels = try settings.integer(
      "levels", default: 18, in: 2...1_000, "noise levels of sampling (Heun's method)")
    let table = try TableDiffusionPlan(network: &settings)
    (hidden, training) = (table.hidden, table.training)
  }
}

/// A generator of images, or of rows of columns that are their points, by a diffusion (EDM).
package struct ImageGenerator: RecordGenerator {
  private let plan: ImageGeneratorPlan
  private let attributes: [TableAttribute]
  private let template: Dataset
  private let shape: ImageShape
  private let areWhole: Bool
  private let model: Model

  /// A trained diffusion.
  private enum Model {
    case perceptron(ImageDiffusion<ConditionedNetwork>)
    case uNet(ImageDiffusion<UNetDenoiser>)
  }

  /// The images that are sampled side by side.
  private static let block = 1_024

  /// Learns images.
  ///
  /// - Parameters:
  ///   - table: Images, or records whose features are all numbers within the plan's range, none missing.
  ///   - attributes: Attributes of the same images; the classes among them, where there are classes.
  ///   - plan: Shape and training.
  ///   - generator: Makes the generator of a purpose.
  ///   - surroundings: Progress and checkpoints.
  /// - Throws: `SynthesisError` where the table is none of images, or they do not fit the network; `CancellationError`.
  package init(
    learningFrom table: Dataset, attributes: [TableAttribute], plan: ImageGeneratorPlan,
    generator: (String) -> SeededGenerator,
    surroundings: TableDiffusion.Surroundings = .init()
  ) throws {
    guard !table.label.isGiven || attributes.contains(where: { $0.column == .label }) else {
      throw SynthesisError(
        "images are made with their class, so 'label' must be one of the attributes")
    }
    guard !attributes.isEmpty, attributes.allSatisfy({ $0.column == .label || $0.column == nil })
    else {
      throw SynthesisError(
        "attributes of images are classes and groups, and there must be one; no feature is one")
    }
    shape = table.images?.shape ?? ImageShape(plan.shape)
    guard plan.network == .perceptron || UNetDenoiser.fits(shape) else {
      throw SynthesisError(
        "images of \(shape) are none for a U-Net, which halves sides twice; take 'network: perceptron'"
      )
    }
    let pixels =
      try table.images.map { (images: $0.denoised, areWhole: false) }
      ?? Self.pixels(of: table, plan)
    (self.plan, self.attributes, template) = (plan, attributes, table.selecting(rows: []))
    areWhole = pixels.areWhole
    var weights = generator("weights")
    let data = LabelledImages(images: pixels.images, levels: attributes.map(\.codes))
    let levels = attributes.map(\.levels.count)
    switch plan.network {
    case .perceptron:
      model = .perceptron(
        try ImageDiffusion(
          learningFrom: data,
          network: ConditionedNetwork(
            width: shape.valueCount, hidden: plan.hidden, conditions: levels,
            using: &weights),
          plan: plan.training, generator: generator, surroundings: surroundings))
    case .uNet:
      var own = ImageDiffusion<UNetDenoiser>.Surroundings()
      (own.told, own.load, own.keep) = (surroundings.told, surroundings.load, surroundings.keep)
      model = .uNet(
        try ImageDiffusion(
          learningFrom: data,
          network: UNetDenoiser(
            size: shape, width: plan.width, levels: levels, seed: weights.next()),
          plan: plan.training, generator: generator, surroundings: own))
    }
  }

  /// The mean loss of each epoch.
  package var losses: [Double] {
    switch model {
    case .perceptron(let diffusion): diffusion.losses
    case .uNet(let diffusion): diffusion.losses
    }
  }

  /// Samples images of some levels.
  private func images(
    _ levels: [[Int32]], guidance: [Double], using generator: inout SeededGenerator
  ) throws -> Tensor<Float> {
    let sampler = EDMSampler(steps: plan.levels)
    switch model {
    case .perceptron(let diffusion):
      return try diffusion.images(
        of: [shape.height, shape.width, shape.channels], levels: levels, guidance: guidance,
        sampler: sampler, using: &generator)
    case .uNet(let diffusion):
      return try diffusion.images(
        of: [shape.height, shape.width, shape.channels], levels: levels, guidance: guidance,
        sampler: sampler, using: &generator)
    }
  }

  package func records(
    _ count: Int, levels: [[Int32]], guidance: [Double], generator: (String) -> SeededGenerator
  ) throws -> Dataset {
    var points: [Float] = []
    points.reserveCapacity(count * shape.valueCount)
    for start in stride(from: 0, to: count, by: Self.block) {
      let rows = start..<min(start + Self.block, count)
      var own = generator("records from \(start)")
      points += try images(
        levels.map { Array($0[rows]) }, guidance: guidance, using: &own
      ).scalars
    }
    var label = Categories.notGiven(count: count)
    for (attribute, levels) in zip(attributes, levels) where attribute.column == .label {
      label = Categories(
        codes: levels.map { attribute.columnCodes[Int($0)] }, names: template.label.names)
    }
    return Dataset(
      name: "image diffusion", features: template.images == nil ? columns(points) : [],
      label: label, groups: [], sources: [], images: template.images.map { $0.made(of: points) })
  }

  /// The features that values between -1 and 1 are, image after image.
  private func columns(_ points: [Float]) -> [Feature] {
    let width = template.features.count
    return template.features.enumerated().map { place, feature in
      Feature(
        name: feature.name,
        values: .numeric(
          stride(from: place, to: points.count, by: width).map { point(of: Double(points[$0])) }))
    }
  }

  /// The value of a point that the network gave between -1 and 1.
  private func point(of value: Double) -> Double {
    let number = plan.range[0] + (max(-1, min(1, value)) + 1) / 2 * (plan.range[1] - plan.range[0])
    return areWhole ? number.rounded() : number
  }

  /// The table's numbers as images between -1 and 1.
  private static func pixels(
    of table: Dataset, _ plan: ImageGeneratorPlan
  ) throws(SynthesisError) -> (images: Tensor<Float>, areWhole: Bool) {
    let width = plan.shape.reduce(1, *)
    guard table.features.count == width else {
      throw SynthesisError(
        "images of the shape \(plan.shape) have \(width) values, but there are \(table.features.count) features; correct 'shape'"
      )
    }
    let (low, high) = (plan.range[0], plan.range[1])
    var scalars = Array(repeating: Float(0), count: table.count * width)
    var areWhole = true
    for (place, feature) in table.features.enumerated() {
      guard case .numeric(let numbers) = feature.values,
        numbers.allSatisfy({ $0 >= low && $0 <= high })
      else {
        throw SynthesisError(
          "feature '\(feature.name)' is no number from \(low) to \(high) in every record; correct 'range', or leave it out"
        )
      }
      areWhole = areWhole && numbers.allSatisfy { $0 == $0.rounded() }
      for (row, number) in numbers.enumerated() {
        scalars[row * width + place] = Float((number - low) / (high - low) * 2 - 1)
      }
    }
    return (Tensor(shape: [table.count] + plan.shape, scalars: scalars), areWhole)
  }
}

extension RecordImages {
  /// The images between -1 and 1.
  fileprivate var denoised: Tensor<Float> {
    Tensor(
      shape: [count, shape.height, shape.width, shape.channels],
      scalars: values.asNumbers.map { $0 * 2 - 1 })
  }

  /// Images of this size and kind of values, of values between -1 and 1.
  fileprivate func made(of points: [Float]) -> RecordImages {
    let numbers = points.map { (max(-1, min(1, $0)) + 1) / 2 }
    return switch values {
    case .bytes:
      RecordImages(shape: shape, values: .bytes(numbers.map { UInt8(($0 * 255).rounded()) }))
    case .numbers: RecordImages(shape: shape, values: .numbers(numbers))
    }
  }
}

extension ImageShape {
  /// The size of a plan: height, width and channels.
  init(_ shape: [Int]) {
    self.init(height: shape[0], width: shape[1], channels: shape[2])
  }
}
