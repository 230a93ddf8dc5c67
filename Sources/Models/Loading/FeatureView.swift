package import Settings
package import Tables

/// What of a record a model takes in.
package enum FeatureView: Equatable, Sendable {
  /// The names of the views.
  enum Name: String, CaseIterable { case columns, encoded, image }

  /// The features as they are in the files, in their order.
  case columns
  /// The encoded columns, as the program's own models see them.
  case encoded
  /// The record's image, or its features as the points of one.
  case image(ImageView)

  /// Reads the view from a target's settings.
  ///
  /// - Parameter settings: The target's mapping; takes out `features` and `image`.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  package init(_ settings: inout Settings) throws {
    let name: Name = try settings.choice(
      "features", default: .columns,
      "what the model takes in: the columns as they are in the files, encoded as for the program's own models, or an image"
    )
    var own = try settings.section("image", "for features image: how points become a tensor")
    let image = try ImageView(&own)
    try own.finish()
    switch name {
    case .columns: self = .columns
    case .encoded: self = .encoded
    case .image: self = .image(image)
    }
  }

  /// The values of one record.
  ///
  /// - Parameter records: The records.
  /// - Returns: The width of a row.
  package func width(_ records: Records) -> Int {
    switch self {
    case .encoded: records.columns.count
    case .columns: records.dataset.features.count
    case .image: records.dataset.images?.shape.valueCount ?? records.dataset.features.count
    }
  }

  /// The name by which settings refer to the view.
  package var name: String {
    switch self {
    case .columns: Name.columns.rawValue
    case .encoded: Name.encoded.rawValue
    case .image: Name.image.rawValue
    }
  }
}

/// How the points of an image stand in a tensor, and how they are scaled.
package struct ImageView: Equatable, Sendable {
  /// Where a point's channels stand.
  package enum Layout: String, CaseIterable, Sendable {
    /// Channels x height x width, as PyTorch has it.
    case channelsFirst = "channels-first"
    /// Height x width x channels, as Keras has it.
    case channelsLast = "channels-last"
  }

  /// Where a point's channels stand.
  package let layout: Layout
  /// The channels of a point.
  package let channels: Int
  private let height: Int
  private let mean: [Float]
  private let deviation: [Float]

  init(_ settings: inout Settings) throws {
    layout = try settings.choice(
      "layout", default: .channelsFirst, "channels-first as in PyTorch, channels-last as in Keras")
    channels = try settings.integer("channels", default: 1, in: 1...64, "values of a point")
    height = try settings.integer(
      "height", default: 0, in: 0...65_536, "rows of points; 0 for square images")
    mean = try settings.numbers(
      "mean", default: [0], in: -1e6...1e6, count: 1...64,
      "what is taken from each channel, of values from 0 to 1; one number for all"
    ).map(Float.init)
    deviation = try settings.numbers(
      "deviation", default: [1], in: 1e-9...1e9, count: 1...64,
      "what each channel is then divided by; one number for all"
    ).map(Float.init)
    for (key, values) in [("mean", mean), ("deviation", deviation)] {
      guard values.count == 1 || values.count == channels else {
        throw settings.error(
          key, "\(values.count) numbers for \(channels) channels; give one for each, or one for all"
        )
      }
    }
  }

  /// The same with a point's channels side by side.
  var channelsLast: ImageView {
    ImageView(.channelsLast, channels: channels, height: height, mean: mean, deviation: deviation)
  }

  private init(
    _ layout: Layout, channels: Int, height: Int, mean: [Float], deviation: [Float]
  ) {
    (self.layout, self.channels, self.height) = (layout, channels, height)
    (self.mean, self.deviation) = (mean, deviation)
  }

  /// The extents of one image in the tensor.
  ///
  /// - Parameter width: The values of an image.
  /// - Returns: Three extents.
  /// - Throws: `ModelsError` where so many values are no image.
  package func extents(width: Int) throws(ModelsError) -> [Int] {
    let points = width / channels
    let rows = height > 0 ? height : Int(Double(points).squareRoot().rounded())
    guard rows > 0, points * channels == width, points.isMultiple(of: rows),
      height > 0 || rows * rows == points
    else {
      throw ModelsError(
        "\(width) columns are no image of \(channels) channels"
          + (height > 0 ? " and \(height) rows" : " that is square")
          + "; set 'height' and 'channels' of 'image'")
    }
    return layout == .channelsFirst
      ? [channels, rows, points / rows] : [rows, points / rows, channels]
  }

  /// The feature that stands at each place of the tensor; nil where all stand as they are.
  func order(width: Int) -> [Int]? {
    guard layout == .channelsFirst, channels > 1 else { return nil }
    let points = width / channels
    return (0..<width).map { $0 % points * channels + $0 / points }
  }

  /// Whether values go in as they are.
  var scalesNothing: Bool { mean.allSatisfy { $0 == 0 } && deviation.allSatisfy { $0 == 1 } }

  /// Scales values that stand in the order of the layout.
  ///
  /// - Parameters:
  ///   - values: Images, one after the other.
  ///   - width: The values of an image.
  func scale(_ values: inout [Float], width: Int) {
    guard !scalesNothing, width > 0 else { return }
    let points = width / channels
    // A plane holds values of one channel, a step from one to the next.
    let (plane, step) = layout == .channelsFirst ? (points, 1) : (1, channels)
    var span = values.mutableSpan
    for image in stride(from: 0, to: span.count, by: width) {
      for channel in 0..<channels {
        let shift = mean.count == 1 ? mean[0] : mean[channel]
        let scale = deviation.count == 1 ? deviation[0] : deviation[channel]
        var place = image + channel * plane
        for _ in 0..<points {
          span[place] = (span[place] - shift) / scale
          place += step
        }
      }
    }
  }
}

/// Says that there is no such column, and which there are.
func unknownColumn(_ name: String, among names: [String]) -> String {
  "\(unknownName("column", name, among: names)); 'inputs' of 'target' says which column an input takes"
}
