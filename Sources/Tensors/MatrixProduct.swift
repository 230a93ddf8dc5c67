import COpenBLAS

/// A general matrix product, result = scale * left * right + keep * result, on row-major storage.
package struct MatrixProduct: Equatable, Sendable {
  /// The rows of the result.
  package var rows: Int
  /// The columns of the result.
  package var columns: Int
  /// The extent that the factors share.
  package var inner: Int
  /// True where the left factor is stored as inner x rows.
  package var leftIsTransposed = false
  /// True where the right factor is stored as columns x inner.
  package var rightIsTransposed = false
  /// The factor on the product.
  package var scale = 1.0
  /// The factor on what the result held before; 0 ignores it.
  package var keep = 0.0

  /// Creates the product of a rows x inner and an inner x columns matrix.
  package init(rows: Int, columns: Int, inner: Int) {
    precondition(
      min(rows, columns, inner) >= 0 && max(rows, columns, inner) <= Int(Int32.max),
      "\(rows) x \(columns) x \(inner) is no matrix product")
    (self.rows, self.columns, self.inner) = (rows, columns, inner)
  }

  private var leftStride: Int32 { Int32(max(1, leftIsTransposed ? rows : inner)) }
  private var rightStride: Int32 { Int32(max(1, rightIsTransposed ? inner : columns)) }

  private func check(_ left: Int, _ right: Int, _ result: Int) {
    precondition(
      left >= rows * inner && right >= inner * columns && result >= rows * columns,
      "\(left), \(right) and \(result) numbers for a \(rows) x \(inner) x \(columns) product")
  }

  /// Computes the product in single precision on the calling thread.
  ///
  /// - Complexity: O(rows * columns * inner).
  package func apply(
    _ left: Span<Float>, _ right: Span<Float>, to result: inout MutableSpan<Float>
  ) {
    check(left.count, right.count, result.count)
    singleThreaded()
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe cblas_sgemm(
            CblasRowMajor, leftIsTransposed ? CblasTrans : CblasNoTrans,
            rightIsTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns),
            Int32(inner), Float(scale), left.baseAddress, leftStride, right.baseAddress,
            rightStride, Float(keep), result.baseAddress, Int32(max(1, columns)))
        }
      }
    }
  }

  /// Computes the product in double precision on the calling thread.
  ///
  /// - Complexity: O(rows * columns * inner).
  package func apply(
    _ left: Span<Double>, _ right: Span<Double>, to result: inout MutableSpan<Double>
  ) {
    check(left.count, right.count, result.count)
    singleThreaded()
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe cblas_dgemm(
            CblasRowMajor, leftIsTransposed ? CblasTrans : CblasNoTrans,
            rightIsTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns),
            Int32(inner), scale, left.baseAddress, leftStride, right.baseAddress, rightStride,
            keep, result.baseAddress, Int32(max(1, columns)))
        }
      }
    }
  }
}

/// Set once: the library's own threads would fight with models that train in parallel, and would make
/// the order of additions depend on their number.
private let singleThread: Void = openblas_set_num_threads(1)

/// Makes sure that the library computes on the calling thread only.
func singleThreaded() { singleThread }

/// Asked for once: the library builds the text in a buffer that all threads share.
private let configuration = unsafe String(cString: openblas_get_config())

/// Names the processor kernels of the dense algebra library, which decide the last bits of a result.
///
/// - Returns: The library's version, options and kernel, such as `OpenBLAS 0.3.21 ... SkylakeX`.
package func algebraLibrary() -> String { configuration }
