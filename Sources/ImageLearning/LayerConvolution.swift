import CConvolutions
import Tables

/// One convolution of so many images, prepared by the library.
@safe final class LayerConvolution {
  private let handle: OpaquePointer
  /// The numbers of working memory that a pass takes.
  let scratch: Int

  /// Prepares a convolution.
  ///
  /// - Parameters:
  ///   - convolution: What is computed.
  ///   - input: The size of the images.
  ///   - count: How many there are.
  ///   - learns: Whether the backward passes are wanted.
  init(_ convolution: Convolution, of input: ImageShape, count: Int, learns: Bool) {
    let shape = rci_convolution_shape(
      count: Int64(count), height: Int64(input.height), width: Int64(input.width),
      inputs: Int64(input.channels), outputs: Int64(convolution.outputs),
      kernel: Int64(convolution.kernel), stride: Int64(convolution.stride),
      padding: Int64(convolution.padding), has_bias: convolution.hasBias)
    guard let handle = unsafe rci_convolution_create(shape, learns) else {
      preconditionFailure("oneDNN prepares no convolution of \(count) x \(input): \(convolution)")
    }
    unsafe self.handle = handle
    scratch = unsafe Int(rci_convolution_scratch(handle))
  }

  deinit { unsafe rci_convolution_destroy(handle) }

  /// Runs one of the passes, which returns the library's status.
  func run(_ pass: (OpaquePointer) -> Int32) {
    let status = unsafe pass(handle)
    precondition(status == 0, "oneDNN refused a convolution: \(status)")
  }
}
