import Foundation
package import Tensors

/// The way from noise to images: Heun's method on the probability flow of Karras and others 2022, algorithm 1 without churn.
package struct EDMSampler: Equatable, Sendable {
  /// The noise levels, falling, with a last one of 0.
  package let levels: [Double]

  /// Chooses levels: the seventh powers of evenly spread seventh roots, their equation 5.
  ///
  /// - Parameters:
  ///   - steps: The levels above 0, at least 2; the network is asked 2 steps - 1 times.
  ///   - lowest: The lowest level above 0.
  ///   - highest: The level of the noise that sampling starts from.
  package init(steps: Int = 18, lowest: Double = 0.002, highest: Double = 80) {
    precondition(steps >= 2 && lowest > 0 && highest > lowest, "\(steps) steps to \(lowest)")
    let (top, bottom) = (pow(highest, 1 / 7), pow(lowest, 1 / 7))
    var levels: [Double] = []
    for step in 0..<steps {
      let share = Double(step) / Double(steps - 1)
      levels.append(pow(top + share * (bottom - top), 7))
    }
    self.levels = levels + [0]
  }

  /// Follows the flow.
  ///
  /// - Parameters:
  ///   - noise: Standard normal numbers of the images' shape.
  ///   - denoise: Gives the expected clean images of noisy ones at a level.
  /// - Returns: Images.
  /// - Throws: `CancellationError`.
  /// - Complexity: 2 steps - 1 calls of `denoise`.
  package func images(
    from noise: Tensor<Float>, denoise: (Tensor<Float>, Double) throws -> Tensor<Float>
  ) throws -> Tensor<Float> {
    var images = noise
    images.scalars = noise.scalars.map { $0 * Float(levels[0]) }
    for (level, next) in zip(levels, levels.dropFirst()) {
      try Task.checkCancellation()
      let slopes = slopes(images, try denoise(images, level), level)
      let moved = Self.moved(images, by: slopes, Float(next - level))
      guard next > 0 else { return moved }
      // The slope at the end of the step corrects that at its beginning.
      let ends = self.slopes(moved, try denoise(moved, next), next)
      let means = zip(slopes, ends).map { ($0 + $1) / 2 }
      images = Self.moved(images, by: means, Float(next - level))
    }
    return images
  }

  private func slopes(
    _ noisy: Tensor<Float>, _ clean: Tensor<Float>, _ level: Double
  ) -> [Float] {
    zip(noisy.scalars, clean.scalars).map { ($0 - $1) / Float(level) }
  }

  private static func moved(
    _ images: Tensor<Float>, by slopes: [Float], _ step: Float
  ) -> Tensor<Float> {
    Tensor(
      shape: images.shape, scalars: zip(images.scalars, slopes).map { $0 + step * $1 })
  }
}
