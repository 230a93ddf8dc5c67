package import Tables

/// What is taken off the values of each channel, from 0 to 1, and what they are then divided by.
package struct ImageScaling: Equatable, Sendable {
  /// The value that becomes 0, for each channel.
  package let mean: [Float]
  /// What becomes 1 above that, for each channel; none is 0.
  package let deviation: [Float]

  /// Creates a scaling of as many channels.
  package init(mean: [Float], deviation: [Float]) {
    precondition(
      mean.count == deviation.count && deviation.allSatisfy { $0 > 0 }, "scales by \(deviation)")
    (self.mean, self.deviation) = (mean, deviation)
  }

  /// Measures the channels of some images.
  ///
  /// - Parameters:
  ///   - rows: The images; at least one.
  ///   - examples: All images.
  package init(fittedOn rows: [Int], of examples: ImageExamples) {
    precondition(!rows.isEmpty, "no images to fit a scaling on")
    let (channels, size) = (examples.shape.channels, examples.shape.valueCount)
    var sums = Array(repeating: 0.0, count: channels)
    var squares = sums
    for row in rows {
      examples.withValues(ofRow: row) { place, value in
        sums[place % channels] += Double(value)
        squares[place % channels] += Double(value) * Double(value)
      }
    }
    let count = Double(rows.count * size / channels)
    mean = sums.map { Float($0 / count) }
    deviation = zip(sums, squares).map { sum, square in
      let variance = square / count - sum / count * sum / count
      // A channel of one value stays as it is.
      return variance > 1e-12 ? Float(variance.squareRoot()) : 1
    }
  }
}

/// Labelled images that models may be trained on; shared by all of them, never copied for one.
package struct ImageExamples: Sendable {
  /// The size of every image.
  package let shape: ImageShape
  /// The values of all images, each row by row from the top left, the channels of a point side by side.
  package let pixels: Coordinates.Values
  /// The class of each image.
  package let labels: [Int32]
  /// The number of classes.
  package let classCount: Int

  /// Creates examples of as many images as there are labels.
  package init(shape: ImageShape, pixels: Coordinates.Values, labels: [Int32], classCount: Int) {
    precondition(
      pixels.count == labels.count * shape.valueCount
        && labels.allSatisfy { $0 >= 0 && $0 < classCount },
      "\(labels.count) labels of \(classCount) classes for \(pixels.count) values of \(shape)")
    (self.shape, self.pixels, self.labels, self.classCount) = (shape, pixels, labels, classCount)
  }

  /// The number of images.
  package var count: Int { labels.count }

  /// Calls a function with the place and the value, from 0 to 1, of each number of an image.
  @inline(__always)
  func withValues(ofRow row: Int, _ body: (Int, Float) -> Void) {
    let size = shape.valueCount
    switch pixels {
    case .bytes(let bytes):
      let span = bytes.span
      for place in 0..<size { body(place, Float(span[row * size + place]) * (1 / 255)) }
    case .numbers(let numbers):
      let span = numbers.span
      for place in 0..<size { body(place, span[row * size + place]) }
    }
  }

  /// Scales an image and moves its points.
  ///
  /// - Parameters:
  ///   - row: The image.
  ///   - scaling: The scaling; points that come from outside the image are black before it.
  ///   - transform: Where points come from; nil for where they are.
  ///   - target: Takes the values.
  func write(
    _ row: Int, scaling: ImageScaling, _ transform: ImageTransform?,
    to target: inout MutableSpan<Float>
  ) {
    let (channels, start) = (shape.channels, row * shape.valueCount)
    let factors = scaling.deviation.map { 1 / $0 }
    let offsets = zip(scaling.mean, factors).map { -$0 * $1 }
    let (factor, offset) = (factors.span, offsets.span)
    let sources = transform?.sources(in: shape) ?? Array(0..<Int32(shape.height * shape.width))
    let source = sources.span
    func gather(_ value: (Int) -> Float) {
      for point in 0..<source.count {
        let from = Int(source[point]) * channels
        for channel in 0..<channels {
          let own = from < 0 ? 0 : value(start + from + channel)
          target[point * channels + channel] = own * factor[channel] + offset[channel]
        }
      }
    }
    switch pixels {
    case .bytes(let bytes):
      let span = bytes.span
      gather { Float(span[$0]) * (1 / 255) }
    case .numbers(let numbers):
      let span = numbers.span
      gather { span[$0] }
    }
    for place in transform?.cutPlaces(in: shape) ?? [] { target[place] = 0 }
  }

  /// Makes a changed copy of every image.
  ///
  /// Points that come from outside an image are black; what is cut out has the mean colour of all images.
  ///
  /// - Parameters:
  ///   - copy: The number of the copy, from 0.
  ///   - augmentation: The changes.
  /// - Returns: As many images.
  package func copies(_ copy: Int, by augmentation: ImageAugmentation) -> RecordImages {
    let means = ImageScaling(fittedOn: Array(0..<count), of: self).mean
    switch pixels {
    case .bytes(let bytes):
      let colour = means.map { UInt8(max(0, min(255, ($0 * 255).rounded()))) }
      return RecordImages(
        shape: shape, values: .bytes(moved(bytes, colour: colour, copy, augmentation)))
    case .numbers(let numbers):
      return RecordImages(
        shape: shape, values: .numbers(moved(numbers, colour: means, copy, augmentation)))
    }
  }

  private func moved<Value: Numeric>(
    _ values: [Value], colour: [Value], _ copy: Int, _ augmentation: ImageAugmentation
  ) -> [Value] {
    let (channels, size) = (shape.channels, shape.valueCount)
    var moved = Array(repeating: Value.zero, count: values.count)
    for row in 0..<count {
      let transform = augmentation.transform(ofRow: row, copy: copy)
      let start = row * size
      for (point, source) in transform.sources(in: shape).enumerated() where source >= 0 {
        for channel in 0..<channels {
          moved[start + point * channels + channel] =
            values[start + Int(source) * channels + channel]
        }
      }
      for place in transform.cutPlaces(in: shape) {
        moved[start + place] = colour[place % channels]
      }
    }
    return moved
  }
}
