import COneDNN
import COpenBLAS

/// A general matrix product, result = scale * left * right + keep * result, on row-major storage.
///
/// Rows may stand further apart than they are long; what lies between them is left alone.
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
  /// How far apart the left factor's stored rows start; nil where they follow one another.
  package var leftStride: Int?
  /// How far apart the right factor's stored rows start; nil where they follow one another.
  package var rightStride: Int?
  /// How far apart the result's rows start; nil where they follow one another.
  package var resultStride: Int?

  /// Creates the product of a rows x inner and an inner x columns matrix.
  package init(rows: Int, columns: Int, inner: Int) {
    precondition(
      min(rows, columns, inner) >= 0 && max(rows, columns, inner) <= Int(Int32.max),
      "\(rows) x \(columns) x \(inner) is no matrix product")
    (self.rows, self.columns, self.inner) = (rows, columns, inner)
  }

  /// Computes the product in single precision on the calling thread.
  ///
  /// - Complexity: O(rows * columns * inner).
  package func apply(
    _ left: Span<Float>, _ right: Span<Float>, to result: inout MutableSpan<Float>
  ) {
    let strides = checkedStrides(left.count, right.count, result.count)
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        unsafe result.withUnsafeMutableBufferPointer { result in
          guard isLarge else {
            singleThreaded()
            return unsafe cblas_sgemm(
              CblasRowMajor, leftIsTransposed ? CblasTrans : CblasNoTrans,
              rightIsTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns),
              Int32(inner), Float(scale), left.baseAddress, Int32(strides.left),
              right.baseAddress, Int32(strides.right), Float(keep), result.baseAddress,
              Int32(strides.result))
          }
          omp_set_num_threads(1)
          let status = unsafe dnnl_sgemm(
            transposition(leftIsTransposed), transposition(rightIsTransposed), Int64(rows),
            Int64(columns), Int64(inner), Float(scale), left.baseAddress, Int64(strides.left),
            right.baseAddress, Int64(strides.right), Float(keep), result.baseAddress,
            Int64(strides.result))
          precondition(status == dnnl_success, "oneDNN refused a product: \(status.rawValue)")
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
    let strides = checkedStrides(left.count, right.count, result.count)
    singleThreaded()
    unsafe left.withUnsafeBufferPointer { left in
      unsafe right.withUnsafeBufferPointer { right in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe cblas_dgemm(
            CblasRowMajor, leftIsTransposed ? CblasTrans : CblasNoTrans,
            rightIsTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns),
            Int32(inner), scale, left.baseAddress, Int32(strides.left), right.baseAddress,
            Int32(strides.right), keep, result.baseAddress, Int32(strides.result))
        }
      }
    }
  }

  /// Whether oneDNN computes a single-precision product faster than OpenBLAS.
  ///
  /// Measured with OpenBLAS 0.3.21 and oneDNN 2.6 on AVX-512: 12 to 38 % faster from 128 x 128 x 100 on, 10 %
  /// slower for 128 x 64 x 108, and several times slower where a side has two elements.
  private var isLarge: Bool {
    rows * columns * inner > 1 << 20 && min(rows, columns, inner) >= 16
  }

  private func checkedStrides(
    _ left: Int, _ right: Int, _ result: Int
  ) -> (left: Int, right: Int, result: Int) {
    let leftShape = leftIsTransposed ? (inner, rows) : (rows, inner)
    let rightShape = rightIsTransposed ? (columns, inner) : (inner, columns)
    return (
      checkedStride(leftStride, shape: leftShape, count: left),
      checkedStride(rightStride, shape: rightShape, count: right),
      checkedStride(resultStride, shape: (rows, columns), count: result)
    )
  }

  private func checkedStride(
    _ stride: Int?, shape: (rows: Int, columns: Int), count: Int
  ) -> Int {
    let stride = stride ?? max(1, shape.columns)
    let isEmpty = shape.rows == 0 || shape.columns == 0
    let extent = isEmpty ? 0 : (shape.rows - 1) * stride + shape.columns
    precondition(
      stride >= max(1, shape.columns) && stride <= Int(Int32.max) && count >= extent,
      "\(count) numbers for \(shape) with rows \(stride) apart in \(rows) x \(inner) x \(columns)")
    return stride
  }
}

private func transposition(_ isTransposed: Bool) -> CChar {
  CChar(UInt8(ascii: isTransposed ? "T" : "N"))
}

/// Set once: the library's own threads would fight with models that train in parallel, and would make
/// the order of additions depend on their number.
private let singleThread: Void = openblas_set_num_threads(1)

/// Makes sure that OpenBLAS computes on the calling thread only.
func singleThreaded() { singleThread }

/// Asked for once: OpenBLAS builds the text in a buffer that all threads share.
private let configuration: String = {
  let blas = unsafe String(cString: openblas_get_config())
  guard let version = unsafe dnnl_version() else { return blas }
  let number = unsafe "\(version.pointee.major).\(version.pointee.minor).\(version.pointee.patch)"
  return "\(blas); oneDNN \(number) isa \(dnnl_get_effective_cpu_isa().rawValue)"
}()

/// Names the processor kernels of the dense algebra libraries, which decide the last bits of a result.
///
/// - Returns: The libraries' versions, options and kernels, such as `OpenBLAS 0.3.21 ... SkylakeX; oneDNN 2.6.3 isa 15`.
package func algebraLibrary() -> String { configuration }
