package import Tables

/// The layers of a small U-Net that takes in noisy images, how noisy they are and what they are of, and gives images of the same size.
///
/// As in DDPM++ (Song et al. 2021; Karras et al. 2022): residual blocks of group normalisation, SiLU and 3 x 3 convolutions, each scaled and
/// shifted by an embedding of the noise level and the conditions; attention of one head at the lowest resolution; what the way down gave
/// joins the way up. Branches start with weights of zero.
package struct UNetShape: Equatable, Sendable {
  /// The size of the images.
  package let images: ImageShape
  /// The numbers that say what an image is of, such as one for each class; 0 for none.
  package let conditionCount: Int
  /// The layers.
  package let network: ImageNetworkShape
  /// The layer that takes in the embedded noise level.
  let noise: Int
  /// The layer that takes in the conditions.
  let conditions: Int?
  /// The numbers that a noise level becomes.
  let noiseWidth: Int

  /// Creates the layers.
  ///
  /// - Parameters:
  ///   - images: The size of the images, which halves at each level but the first.
  ///   - conditionCount: The numbers that say what an image is of; 0 for none.
  ///   - width: The channels at full resolution, a multiple of 8.
  ///   - factors: The channels of each level in units of `width`.
  ///   - blocks: The residual blocks of a level on the way down; on the way up there is one more.
  package init(
    images: ImageShape, conditionCount: Int, width: Int = 32, factors: [Int] = [1, 2, 2],
    blocks: Int = 1
  ) {
    precondition(
      width > 0 && width % 8 == 0 && factors.allSatisfy { $0 > 0 }
        && blocks > 0,
      "\(blocks) blocks of \(factors) x \(width) channels")
    precondition(
      Self.fits(images, levels: factors.count) && conditionCount >= 0,
      "\(images) does not halve \(factors.count - 1) times")
    (self.images, self.conditionCount, noiseWidth) = (images, conditionCount, width)
    var builder = UNetBuilder(images: images, conditionCount: conditionCount, width: width)
    builder.build(channels: factors.map { $0 * width }, blocks: blocks)
    (network, noise, conditions) = (builder.shape, builder.noise, builder.conditions)
  }

  /// Whether images can halve as often as a list of levels wants.
  package static func fits(_ images: ImageShape, levels: Int) -> Bool {
    levels > 0 && levels <= 16 && images.height % (1 << (levels - 1)) == 0
      && images.width % (1 << (levels - 1)) == 0
  }
}

/// The layers as they are added.
private struct UNetBuilder {
  var shape: ImageNetworkShape
  let noise: Int
  let conditions: Int?
  private let embedding: Int
  private let width: Int

  init(images: ImageShape, conditionCount: Int, width: Int) {
    shape = ImageNetworkShape(images: images)
    self.width = width
    let wide = 4 * width
    noise = shape.addInput(ImageShape(height: 1, width: 1, channels: width))
    var last = shape.add(.dense(outputs: wide, .uniform), to: noise)
    if conditionCount > 0 {
      let input = shape.addInput(ImageShape(height: 1, width: 1, channels: conditionCount))
      let own = shape.add(.dense(outputs: wide, .uniform), to: input)
      last = shape.add(.add, to: last, and: own)
      conditions = input
    } else {
      conditions = nil
    }
    shape.add(.activation(.silu), to: last)
    shape.add(.dense(outputs: wide, .uniform))
    embedding = shape.add(.activation(.silu))
  }

  mutating func build(channels: [Int], blocks: Int) {
    var kept = [shape.add(.convolution(Convolution(width, hasBias: true)), to: 0)]
    for (level, count) in channels.enumerated() {
      if level > 0 {
        kept.append(
          shape.add(
            .convolution(Convolution(channels[level - 1], stride: 2, hasBias: true)),
            to: kept[kept.count - 1]))
      }
      for _ in 0..<blocks { kept.append(block(kept[kept.count - 1], channels: count)) }
    }
    var last = block(kept[kept.count - 1], channels: channels[channels.count - 1])
    last = attention(last)
    last = block(last, channels: channels[channels.count - 1])
    for (level, count) in channels.enumerated().reversed() {
      // The way down gave one result for each block, and one for what came into the level.
      for _ in 0...blocks {
        last = shape.add(.concatenate, to: last, and: kept.removeLast())
        last = block(last, channels: count)
      }
      guard level > 0 else { continue }
      shape.add(.upsample, to: last)
      last = shape.add(.convolution(Convolution(count, hasBias: true)))
    }
    shape.add(.groupNorm(groups: groups(shape.layers[last].size.channels), .silu), to: last)
    let output = Convolution(shape.layers[0].size.channels, hasBias: true)
    shape.add(.convolution(output.starting(.zero)))
  }

  /// Four channels or more in each of at most 32 groups.
  private func groups(_ channels: Int) -> Int {
    var groups = min(32, max(1, channels / 4))
    while !channels.isMultiple(of: groups) { groups -= 1 }
    return groups
  }

  private mutating func block(_ input: Int, channels: Int) -> Int {
    let given = shape.layers[input].size.channels
    let change = shape.add(.dense(outputs: 2 * channels, .uniform), to: embedding)
    shape.add(.groupNorm(groups: groups(given), .silu), to: input)
    let first = shape.add(.convolution(Convolution(channels, hasBias: true)))
    shape.add(.groupNorm(groups: groups(channels), .silu), to: first, and: change)
    let second = shape.add(.convolution(Convolution(channels, hasBias: true).starting(.zero)))
    let skip =
      given == channels
      ? input
      : shape.add(.convolution(Convolution(channels, kernel: 1, hasBias: true)), to: input)
    return shape.add(.add, to: second, and: skip)
  }

  private mutating func attention(_ input: Int) -> Int {
    let channels = shape.layers[input].size.channels
    shape.add(.groupNorm(groups: groups(channels), .identity), to: input)
    let projection = Convolution(3 * channels, kernel: 1, hasBias: true).starting(.uniform)
    shape.add(.convolution(projection))
    shape.add(.attention)
    let back = Convolution(channels, kernel: 1, hasBias: true).starting(.zero)
    let branch = shape.add(.convolution(back))
    return shape.add(.add, to: branch, and: input)
  }
}
