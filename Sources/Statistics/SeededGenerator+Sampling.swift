internal import Foundation

extension SeededGenerator {
  /// Draws a number from 0 up to but not including 1, a multiple of 2⁻⁵³.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Draws a whole number from 0 up to but not including a positive bound, each equally likely.
  ///
  /// Multiplication with rejection (Lemire 2019, algorithm 5).
  package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "there is no whole number from 0 below \(bound)")
    let range = UInt64(bound)
    var product = range.multipliedFullWidth(by: next())
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = range.multipliedFullWidth(by: next()) }
    }
    return Int(product.high)
  }

  /// Draws from the standard normal distribution; each call takes two outputs of the stream.
  ///
  /// The transform of Box and Muller (1958). The largest magnitude it can return is 8.6.
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// Draws true with a probability from 0 to 1.
  package mutating func bernoulli(_ probability: Double) -> Bool {
    precondition(probability >= 0 && probability <= 1, "\(probability) is not a probability")
    return uniform() < probability
  }

  /// Brings the values into a random order, each order equally likely.
  package mutating func shuffle(_ values: inout [Int]) {
    var outputs = Outputs(of: self)
    var span = values.mutableSpan
    var last = span.count - 1
    while last > 0 {
      let range = UInt64(last + 1)
      var product = range.multipliedFullWidth(by: outputs.next())
      if product.low < range {
        let threshold = (0 &- range) % range
        while product.low < threshold {
          product = range.multipliedFullWidth(by: outputs.next())
        }
      }
      span.swapAt(last, Int(product.high))
      last -= 1
    }
    self = outputs.generator
  }

  /// Draws an order of the whole numbers from 0 up to but not including `count`.
  package mutating func permutation(_ count: Int) -> [Int] {
    precondition(count >= 0, "\(count) numbers have no order")
    var values = Array(0..<count)
    shuffle(&values)
    return values
  }

  /// Draws a subset of the whole numbers below `count`, each subset of the size equally likely.
  ///
  /// Floyd's algorithm (Bentley and Floyd 1987).
  ///
  /// - Parameters:
  ///   - size: The size of the subset, from 0 to `count`.
  ///   - count: The bound of the numbers.
  /// - Returns: The subset in ascending order.
  /// - Complexity: O(size log size).
  package mutating func choose(_ size: Int, of count: Int) -> [Int] {
    precondition(size >= 0 && size <= count, "\(size) of \(count) numbers cannot be chosen")
    var chosen: Set<Int> = []
    for candidate in (count - size)..<count {
      let draw = integer(below: candidate + 1)
      chosen.insert(chosen.contains(draw) ? candidate : draw)
    }
    return chosen.sorted()
  }
}
