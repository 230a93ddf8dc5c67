package import Tables

/// The networks that classify images.
package enum ImageModel: Equatable, Sendable {
  /// LeNet-5 (LeCun et al. 1998) with tanh and mean pooling, and padding that lets small images through.
  case leNet
  /// Two 3 x 3 convolutions of 64 channels with tanh and 3 x 3 pooling by steps of 2, and a dense layer of 128 (Yu et al. 2021).
  case twoConvolutions
  /// ResNet-18 (He et al. 2016) with a 3 x 3 stem for small images; 64 channels in the first stage are the original.
  case resNet18(width: Int)
  /// The residual networks of 6 n + 2 layers with option A shortcuts (He et al. 2016, section 4.2), such as 20 and 56.
  case residual(depth: Int)

  /// The layers, with the names that PyTorch's models give their numbers.
  ///
  /// - Parameters:
  ///   - images: The size of the images.
  ///   - classes: The number of classes.
  /// - Returns: The layers.
  package func shape(images: ImageShape, classes: Int) -> ImageNetworkShape {
    var shape = ImageNetworkShape(images: images)
    switch self {
    case .leNet: shape.addLeNet(classes)
    case .twoConvolutions: shape.addTwoConvolutions(classes)
    case .resNet18(let width): shape.addResNet18(classes, width: width)
    case .residual(let depth): shape.addResidual(classes, depth: depth)
    }
    return shape
  }
}

extension ImageNetworkShape {
  fileprivate mutating func addLeNet(_ classes: Int) {
    for (number, channels) in [6, 16].enumerated() {
      let convolution = Convolution(channels, kernel: 5, hasBias: true).starting(.uniform)
      add(.convolution(convolution), name: "conv\(number + 1)")
      add(.activation(.tanh))
      add(.averagePool(PoolingWindow(2)))
    }
    for (number, width) in [120, 84].enumerated() {
      add(.dense(outputs: width, .uniform), name: "fc\(number + 1)")
      add(.activation(.tanh))
    }
    add(.dense(outputs: classes, .uniform), name: "fc3")
  }

  fileprivate mutating func addTwoConvolutions(_ classes: Int) {
    for number in 1...2 {
      let convolution = Convolution(64, hasBias: true).starting(.uniform)
      add(.convolution(convolution), name: "conv\(number)")
      // The largest of increasing functions is the function of the largest, and has fewer points.
      add(.maxPool(PoolingWindow(3, stride: 2)))
      add(.activation(.tanh))
    }
    add(.dense(outputs: 128, .uniform), name: "fc1")
    add(.activation(.tanh))
    add(.dense(outputs: classes, .uniform), name: "fc2")
  }

  fileprivate mutating func addResNet18(_ classes: Int, width: Int) {
    addStem(width)
    for stage in 0..<4 {
      for block in 0..<2 {
        let place = "layer\(stage + 1).\(block)"
        let stride = stage > 0 && block == 0 ? 2 : 1
        addBlock(place, channels: width << stage, stride: stride) { shape, start in
          shape.add(
            .convolution(Convolution(width << stage, kernel: 1, stride: stride)), to: start,
            name: place + ".shortcut.0")
          return shape.add(.batchNorm(.identity), name: place + ".shortcut.1")
        }
      }
    }
    addHead(classes)
  }

  fileprivate mutating func addResidual(_ classes: Int, depth: Int) {
    precondition(depth >= 8 && depth % 6 == 2, "\(depth) layers are not 6 n + 2")
    addStem(16)
    for stage in 0..<3 {
      for block in 0..<(depth - 2) / 6 {
        let stride = stage > 0 && block == 0 ? 2 : 1
        addBlock("layer\(stage + 1).\(block)", channels: 16 << stage, stride: stride) {
          $0.add(.subsample(stride: stride, outputs: 16 << stage), to: $1)
        }
      }
    }
    addHead(classes)
  }

  private mutating func addStem(_ channels: Int) {
    add(.convolution(Convolution(channels)), name: "conv1")
    add(.batchNorm(.relu), name: "bn1")
  }

  /// Two convolutions and what came in; where sizes differ, through a shortcut.
  private mutating func addBlock(
    _ name: String, channels: Int, stride: Int,
    shortcut: (inout ImageNetworkShape, Int) -> Int
  ) {
    let start = last
    let isSameSize = stride == 1 && layers[start].size.channels == channels
    let added = isSameSize ? start : shortcut(&self, start)
    add(.convolution(Convolution(channels, stride: stride)), to: start, name: name + ".conv1")
    add(.batchNorm(.relu), name: name + ".bn1")
    let second = add(.convolution(Convolution(channels)), name: name + ".conv2")
    add(.batchNorm(.relu), to: second, and: added, name: name + ".bn2")
  }

  private mutating func addHead(_ classes: Int) {
    add(.averagePool(PoolingWindow(min(output.height, output.width))))
    add(.dense(outputs: classes, .uniform), name: "linear")
  }
}
