import Foundation

/// How long some work took.
struct Duration: Equatable, Sendable {
  /// The seconds on the clock.
  let wall: Double
  /// The seconds that processors worked for it, added over the cores; other programs' work does not count.
  let processor: Double

  /// Times work from now on.
  static func start() -> () -> Duration {
    let (start, work) = (ContinuousClock.now, clock())
    return {
      Duration(
        wall: (ContinuousClock.now - start) / .seconds(1),
        processor: Double(clock() - work) / Double(CLOCKS_PER_SEC))
    }
  }
}

/// Times some work on the clock.
///
/// - Returns: The seconds that it took.
func seconds(_ work: () throws -> Void) rethrows -> Double {
  let stop = Duration.start()
  try work()
  return stop().wall
}

/// Runs a body on several cores at once.
///
/// - Returns: The time until the last has ended, and the results in the order of the numbers.
func onCores<Result: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
) async throws -> (duration: Duration, results: [Result]) {
  let stop = Duration.start()
  let results = try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    for core in 0..<count { group.addTask { (core, try body(core)) } }
    var results: [Result?] = Array(repeating: nil, count: count)
    for try await (core, result) in group { results[core] = result }
    return results.compactMap(\.self)
  }
  return (stop(), results)
}

/// The cores that the trainer's claims are made for.
let coreCount = 2
