import Foundation
import Tensors
import Testing

@Suite("Reductions")
struct ReductionsTests {
  @Test("sums and maxima of every length agree with plain loops", arguments: 0...40)
  func lengths(count: Int) {
    let values = (0..<count).map { Float(($0 * 37) % 23) - 30 }
    #expect(values.span.sum() == values.reduce(0, +))
    #expect(values.span.maximum() == values.max() ?? -.infinity)
  }

  @Test("the exponential is right to 3e-7 relative where single precision can tell it from zero")
  func exponentials() {
    var values = stride(from: Float(-86.9), through: 87, by: 0.00713).map { $0 }
    let inputs = values
    var span = values.mutableSpan
    span.transform { exponential($0) }
    for (input, value) in zip(inputs, values) {
      let expected = exp(Double(input))
      #expect(abs(Double(value) - expected) <= 3e-7 * expected, "exp(\(input))")
    }
  }

  @Test("far below it is zero", arguments: [-87.5, -1000, -1e30, -Float.infinity])
  func underflow(value: Float) {
    var values = [value]
    var span = values.mutableSpan
    span.transform { exponential($0) }
    #expect(values == [0])
  }
}
