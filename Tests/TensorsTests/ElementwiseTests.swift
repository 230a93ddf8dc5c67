import Tensors
import Testing

@Suite("Elementwise kernels")
struct ElementwiseTests {
  @Test("every length, tails included, agrees with a plain loop", arguments: 0...40)
  func lengths(count: Int) {
    let first = (0..<count).map { Float($0) - 7.5 }
    let second = (0..<count + 3).map { Float($0 * $0) }
    let third = (0..<count).map { 1 / (Float($0) + 1) }
    var (one, two, three) = (first, first, first)
    do {
      var span = one.mutableSpan
      span.transform { $0 * $0 + 1 }
    }
    do {
      var span = two.mutableSpan
      span.combine(second.span) { $0 - $1 }
    }
    do {
      var span = three.mutableSpan
      span.combine(second.span, third.span) { $0 + $1 * $2 }
    }
    for index in 0..<count {
      #expect(one[index] == first[index] * first[index] + 1)
      #expect(two[index] == first[index] - second[index])
      #expect(abs(three[index] - (first[index] + second[index] * third[index])) <= 1e-4)
    }
  }
}
