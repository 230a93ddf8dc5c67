package import Tensors

/// A network that diffusion trains and samples from: noisy numbers, how noisy they are, and conditions in; as many numbers out.
///
/// A value: copies share their parameters until one of them is trained. The same parameters and inputs give the same bytes.
package protocol Denoiser: Sendable {
  /// All numbers that are learnt, in an order of the network's own.
  var parameters: [Float] { get set }

  /// Computes the outputs and keeps what `backward` needs.
  ///
  /// - Parameters:
  ///   - inputs: Records x any shape.
  ///   - noise: How noisy each record is, on the scale that the network was trained with.
  ///   - conditions: Attributes x records: levels, -1 for none (the null condition of guidance).
  /// - Returns: Records x outputs.
  mutating func forward(
    _ inputs: Tensor<Float>, noise: [Float], conditions: [[Int32]]
  ) -> Tensor<Float>

  /// Computes the gradient of a loss by the parameters, for the inputs of the last `forward`.
  ///
  /// - Parameter outputGradient: The loss's derivative by each output of the last `forward`.
  /// - Returns: One number for each parameter.
  mutating func backward(_ outputGradient: Tensor<Float>) -> [Float]
}
