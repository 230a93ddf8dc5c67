internal import Foundation

/// The discrete Fourier transform of a length that is a power of two.
///
/// The transform leaves its values in bit-reversed order and the inverse expects them so: products
/// of transforms do not care, and nothing is sorted.
struct FourierTransform {
  let count: Int
  private let cosines: [Double]
  private let sines: [Double]

  /// Prepares a transform of 2 values or more.
  init(count: Int) {
    precondition(count >= 2 && count & (count - 1) == 0, "\(count) is not a power of two")
    self.count = count
    let angles = (0..<count / 2).map { -2 * Double.pi * Double($0) / Double(count) }
    cosines = angles.map { cos($0) }
    sines = angles.map { sin($0) }
  }

  /// Transforms in place; values leave in bit-reversed order.
  func forward(_ real: inout [Double], _ imaginary: inout [Double]) {
    var half = count / 2
    while half >= 1 {
      let stride = count / (2 * half)
      for start in Swift.stride(from: 0, to: count, by: 2 * half) {
        for offset in 0..<half {
          let (i, j, k) = (start + offset, start + offset + half, offset * stride)
          let (x, y) = (real[i] - real[j], imaginary[i] - imaginary[j])
          real[i] += real[j]
          imaginary[i] += imaginary[j]
          real[j] = x * cosines[k] - y * sines[k]
          imaginary[j] = x * sines[k] + y * cosines[k]
        }
      }
      half /= 2
    }
  }

  /// Transforms back in place, from bit-reversed order, up to a factor of the count.
  func backward(_ real: inout [Double], _ imaginary: inout [Double]) {
    var half = 1
    while half < count {
      let stride = count / (2 * half)
      for start in Swift.stride(from: 0, to: count, by: 2 * half) {
        for offset in 0..<half {
          let (i, j, k) = (start + offset, start + offset + half, offset * stride)
          let x = real[j] * cosines[k] + imaginary[j] * sines[k]
          let y = imaginary[j] * cosines[k] - real[j] * sines[k]
          (real[j], imaginary[j]) = (real[i] - x, imaginary[i] - y)
          real[i] += x
          imaginary[i] += y
        }
      }
      half *= 2
    }
  }
}

/// Complex values in two arrays.
struct Spectrum {
  var real: [Double]
  var imaginary: [Double]

  /// Multiplies each value by a power of another's.
  mutating func multiply(byPower power: Int, of other: Spectrum) {
    for index in real.indices {
      var (x, y) = (real[index], imaginary[index])
      var (a, b) = (other.real[index], other.imaginary[index])
      var left = power
      while left > 0 {
        if left & 1 == 1 { (x, y) = (x * a - y * b, x * b + y * a) }
        left >>= 1
        if left > 0 { (a, b) = (a * a - b * b, 2 * a * b) }
      }
      (real[index], imaginary[index]) = (x, y)
    }
  }
}
