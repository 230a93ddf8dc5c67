import Learning
package import Settings

extension ImageTrainingPlan {
  /// The names of the optimisers.
  private enum OptimizerName: String, CaseIterable { case sgd, nesterov, adam, adamW }
  /// The names of the schedules.
  private enum ScheduleName: String, CaseIterable { case constant, cosine }

  /// Reads the plan of an image network from its settings.
  ///
  /// - Parameters:
  ///   - settings: The settings of a training stage; the keys it uses are taken out.
  ///   - seed: Draws the changes to images.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings, seed: UInt64) throws {
    self.init()
    epochs = try settings.integer("epochs", default: 10, in: 1...100_000, "passes over the members")
    batchSize = try settings.integer("batch", default: 128, in: 1...65_536, "images in a step")
    microBatchSize = try settings.integer(
      "microBatch", default: 64, in: 1...4096,
      "most images that pass together, over which batch normalisation takes its means")
    let name: OptimizerName = try settings.choice("optimizer", default: .sgd, "step rule")
    let momentum = Float(
      try settings.number("momentum", default: 0.9, in: 0...0.9999, "of sgd and nesterov"))
    switch name {
    case .sgd: optimizer = .sgd(momentum: momentum)
    case .nesterov: optimizer = .nesterov(momentum: momentum)
    case .adam: optimizer = .adam
    case .adamW: optimizer = .adamW
    }
    learningRate = try settings.number("rate", default: 0.05, in: 1e-9...100, "learning rate")
    let schedule: ScheduleName = try settings.choice(
      "schedule", default: .cosine, "learning rate over the steps")
    self.schedule = schedule == .cosine ? .cosine : .constant
    weightDecay = try settings.number(
      "weightDecay", default: 0, in: 0...10, "squared-norm penalty, in the gradient but for adamW")
    let keep = try settings.number(
      "averaging", default: 0, in: 0...0.999999,
      "share of the running average of the weights that a step keeps; 0 publishes the last weights")
    averaging = keep > 0 ? keep : nil
    augmentation = try Self.augmentation(&settings, seed: seed)
  }

  private static func augmentation(
    _ settings: inout Settings, seed: UInt64
  ) throws -> ImageAugmentation? {
    let operations = try ImageAugmentation.operations(
      &settings, default: [], "changes to images in training")
    let copies = try settings.integer(
      "copies", default: 0, in: 0...10_000,
      "fixed copies of each image that epochs take in turn; 0 makes fresh ones in each epoch")
    guard !operations.isEmpty else { return nil }
    return ImageAugmentation(
      operations: operations, copies: copies > 0 ? copies : nil, seed: seed)
  }
}

extension ImageAugmentation {
  /// Reads which changes are in use.
  ///
  /// - Parameters:
  ///   - settings: The mapping that holds `augmentation`, which is taken out.
  ///   - standard: The changes where none are named.
  ///   - purpose: What the changes are for.
  /// - Returns: The changes.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package static func operations(
    _ settings: inout Settings, default standard: [Operation], _ purpose: String
  ) throws -> Set<Operation> {
    let all = Operation.allCases.map(\.rawValue)
    let names = try settings.texts(
      "augmentation", default: standard.map(\.rawValue), count: 0...all.count,
      "\(purpose): \(all.joined(separator: ", "))")
    let operations = names.compactMap(Operation.init)
    guard operations.count == names.count, Set(operations).count == names.count else {
      throw settings.error(
        "augmentation", "takes each of \(all.joined(separator: ", ")) at most once")
    }
    return Set(operations)
  }
}

extension ImageModel {
  /// The names of the networks.
  private enum Name: String, CaseIterable {
    case leNet = "lenet"
    case twoConvolutions = "two-convolutions"
    case resNet18 = "resnet-18"
    case residual20 = "resnet-20"
    case residual56 = "resnet-56"
  }

  /// Reads which network is trained.
  ///
  /// - Parameter settings: The settings of a training stage; the keys it uses are taken out.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    let name: Name = try settings.choice("model", default: .twoConvolutions, "network")
    let width = try settings.integer(
      "width", default: 16, in: 1...256, "channels of resnet-18's first stage; 64 is the original")
    switch name {
    case .leNet: self = .leNet
    case .twoConvolutions: self = .twoConvolutions
    case .resNet18: self = .resNet18(width: width)
    case .residual20: self = .residual(depth: 20)
    case .residual56: self = .residual(depth: 56)
    }
  }

  /// The keys by which settings name the network, as a mapping in JSON.
  package var design: String {
    switch self {
    case .leNet: "{\"model\": \"\(Name.leNet.rawValue)\"}"
    case .twoConvolutions: "{\"model\": \"\(Name.twoConvolutions.rawValue)\"}"
    case .resNet18(let width): "{\"model\": \"\(Name.resNet18.rawValue)\", \"width\": \(width)}"
    case .residual(let depth): "{\"model\": \"resnet-\(depth)\"}"
    }
  }

  /// The least height and width of images that reach the end of the network.
  package var smallestSide: Int {
    switch self {
    case .leNet: 4
    case .twoConvolutions: 7
    case .resNet18, .residual: 1
    }
  }
}
