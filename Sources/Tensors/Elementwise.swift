/// The width in which the elementwise kernels run; a power of two that every processor can split up.
@usableFromInline
package typealias Lanes = SIMD8<Float>

extension MutableSpan where Element == Float {
  /// Replaces each number by a function of itself.
  ///
  /// - Parameter body: The function on eight numbers at a time; lanes past the end hold zero.
  @inlinable @inline(__always)
  package mutating func transform(_ body: (Lanes) -> Lanes) {
    for index in stride(from: 0, to: count, by: Lanes.scalarCount) {
      store(body(span.lanes(index)), at: index)
    }
  }

  /// Replaces each number by a function of itself and the number at its place in another span.
  ///
  /// - Parameters:
  ///   - other: At least as many numbers as this span holds.
  ///   - body: The function on eight places at a time; lanes past the end hold anything.
  @inlinable @inline(__always)
  package mutating func combine(_ other: Span<Float>, _ body: (Lanes, Lanes) -> Lanes) {
    precondition(other.count >= count, "\(other.count) numbers combined with \(count)")
    for index in stride(from: 0, to: count, by: Lanes.scalarCount) {
      store(body(span.lanes(index), other.lanes(index)), at: index)
    }
  }

  /// Replaces each number by a function of itself and the numbers at its place in two other spans.
  ///
  /// - Parameters:
  ///   - first: At least as many numbers as this span holds.
  ///   - second: At least as many numbers as this span holds.
  ///   - body: The function on eight places at a time; lanes past the end hold anything.
  @inlinable @inline(__always)
  package mutating func combine(
    _ first: Span<Float>, _ second: Span<Float>, _ body: (Lanes, Lanes, Lanes) -> Lanes
  ) {
    precondition(
      first.count >= count && second.count >= count,
      "\(first.count) and \(second.count) numbers combined with \(count)")
    for index in stride(from: 0, to: count, by: Lanes.scalarCount) {
      store(body(span.lanes(index), first.lanes(index), second.lanes(index)), at: index)
    }
  }

  /// Sets each number to a function of the numbers at its place in three other spans.
  ///
  /// - Parameters:
  ///   - first: At least as many numbers as this span holds.
  ///   - second: At least as many numbers as this span holds.
  ///   - third: At least as many numbers as this span holds.
  ///   - body: The function on eight places at a time; lanes past the end hold anything.
  @inlinable @inline(__always)
  package mutating func assign(
    _ first: Span<Float>, _ second: Span<Float>, _ third: Span<Float>,
    _ body: (Lanes, Lanes, Lanes) -> Lanes
  ) {
    precondition(
      min(first.count, second.count, third.count) >= count,
      "\(first.count), \(second.count) and \(third.count) numbers for \(count)")
    for index in stride(from: 0, to: count, by: Lanes.scalarCount) {
      store(body(first.lanes(index), second.lanes(index), third.lanes(index)), at: index)
    }
  }

  @inlinable @inline(__always)
  mutating func store(_ lanes: Lanes, at index: Int) {
    guard index + Lanes.scalarCount > count else {
      var bytes = unsafe mutableBytes
      bytes.storeBytes(
        of: lanes, toByteOffset: index * MemoryLayout<Float>.stride, as: Lanes.self)
      return
    }
    for lane in index..<count { self[lane] = lanes[lane - index] }
  }
}

extension Span where Element == Float {
  @inlinable @inline(__always)
  func lanes(_ index: Int) -> Lanes {
    guard index + Lanes.scalarCount > count else {
      return unsafe bytes.unsafeLoadUnaligned(
        fromByteOffset: index * MemoryLayout<Float>.stride, as: Lanes.self)
    }
    var lanes = Lanes()
    for lane in index..<count { lanes[lane - index] = self[lane] }
    return lanes
  }
}
