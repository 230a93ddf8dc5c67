/// A function between the points of images.
package enum ImageActivation: String, CaseIterable, Sendable {
  /// The value itself.
  case identity
  /// The larger of the value and 0.
  case relu
  /// The value times its logistic function.
  case silu
  /// The hyperbolic tangent.
  case tanh
}

/// How the weights of a layer start.
package enum InitialWeights: Equatable, Sendable {
  /// Normal with variance 2 / inputs (He et al. 2015, equation 10), for layers before a rectifier.
  case he
  /// Uniform in ±1 / sqrt(inputs), biases too.
  case uniform
  /// Zero, so that the branch adds nothing at first.
  case zero
}

/// A convolution with a square kernel.
package struct Convolution: Equatable, Sendable {
  /// The channels of the result.
  package var outputs: Int
  /// The extent of the kernel in both directions.
  package var kernel: Int
  /// The points from one window to the next.
  package var stride: Int
  /// The points of zeros around the images.
  package var padding: Int
  /// Whether each channel of the result has a bias.
  package var hasBias: Bool
  /// How the weights start.
  package var initial: InitialWeights

  /// Creates a convolution; without `padding`, one that keeps the size where the stride is 1.
  package init(
    _ outputs: Int, kernel: Int = 3, stride: Int = 1, padding: Int? = nil, hasBias: Bool = false
  ) {
    precondition(
      outputs > 0 && kernel > 0 && stride > 0,
      "\(outputs) x \(kernel) by \(stride) convolves nothing")
    (self.outputs, self.kernel, self.stride, self.hasBias) = (outputs, kernel, stride, hasBias)
    self.padding = padding ?? kernel / 2
    initial = .he
  }

  /// The convolution with weights that start otherwise.
  package func starting(_ initial: InitialWeights) -> Convolution {
    var result = self
    result.initial = initial
    return result
  }
}

/// The windows of a pooling layer.
package struct PoolingWindow: Equatable, Sendable {
  /// The extent of a window in both directions.
  package var size: Int
  /// The points from one window to the next.
  package var stride: Int
  /// The points around the images that windows may reach over.
  package var padding: Int

  /// Creates windows; without `stride`, ones that do not overlap.
  package init(_ size: Int, stride: Int? = nil, padding: Int = 0) {
    precondition(
      size > 0 && size < 16 && padding < size, "windows of \(size) with \(padding) around them")
    (self.size, self.stride, self.padding) = (size, stride ?? size, padding)
  }
}

/// What a layer computes from the results of other layers.
package enum ImageOperation: Equatable, Sendable {
  /// Takes in images, or vectors as images of one point.
  case input
  /// Convolves.
  case convolution(Convolution)
  /// Normalises each channel over the records and points of a micro-batch, adds a second input where there is one, and applies identity or ReLU.
  case batchNorm(ImageActivation)
  /// Normalises groups of channels of each image; a second input of twice the channels scales (1 + its first half) and shifts.
  case groupNorm(groups: Int, ImageActivation)
  /// Applies a function to every value.
  case activation(ImageActivation)
  /// Takes the largest value of each window.
  case maxPool(PoolingWindow)
  /// Takes the mean of each window; windows without padding.
  case averagePool(PoolingWindow)
  /// Repeats each point, row and column twice.
  case upsample
  /// Multiplies all values of an image by a matrix.
  case dense(outputs: Int, InitialWeights)
  /// Lets points attend to each other: channels are queries, keys and values, a third each.
  case attention
  /// Adds two inputs.
  case add
  /// Joins the channels of two inputs.
  case concatenate
  /// Takes every `stride`-th point and puts channels of zeros around its own (He et al. 2016, option A).
  case subsample(stride: Int, outputs: Int)
}
