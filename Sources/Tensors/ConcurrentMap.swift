/// Maps values in parallel, a bounded number at a time, and returns the results in the values' order.
///
/// It stands beside the matrix products because it is what parallelises them: they run on the calling thread only.
///
/// - Parameters:
///   - values: The values.
///   - width: The most values in work at a time, at least 1.
///   - finished: Called on the caller's side after each result, with the number of results so far.
///   - body: The function.
/// - Returns: One result for each value; the same for every width.
/// - Throws: The first error of the body; work not yet begun is then not begun.
package func concurrentMap<Value: Sendable, Result: Sendable>(
  _ values: [Value], width: Int, finished: (Int) -> Void = { _ in },
  _ body: @escaping @Sendable (Value) async throws -> Result
) async throws -> [Result] {
  precondition(width >= 1, "a width of \(width)")
  return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results: [Result?] = Array(repeating: nil, count: values.count)
    var (started, done) = (0, 0)
    func start(_ group: inout ThrowingTaskGroup<(Int, Result), any Error>) {
      let (index, value) = (started, values[started])
      started += 1
      group.addTask { (index, try await body(value)) }
    }
    while started < min(width, values.count) { start(&group) }
    while let (index, result) = try await group.next() {
      results[index] = result
      done += 1
      finished(done)
      if started < values.count { start(&group) }
    }
    return results.compactMap(\.self)
  }
}
