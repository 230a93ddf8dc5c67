import Settings
import Statistics

/// How many records methods are asked to delete until the model's risk rises too far.
struct CapacityPlan: Equatable, Sendable {
  /// The numbers of deletions, ascending; none measures no capacity.
  let sizes: [Int]
  /// How often each is tried.
  let repetitions: Int

  /// Reads the plan.
  init(_ settings: inout Settings) throws {
    var own = try settings.section(
      "capacity", "the largest deletion whose mean excess test loss is at most 0.01")
    sizes = try own.integers(
      "sizes", default: [], in: 1...Int(Int32.max), count: 0...100,
      "numbers of deletions to try, ascending; none measures no capacity")
    repetitions = try own.integer(
      "repetitions", default: 5, in: 2...1000, "models that each number is tried on")
    guard zip(sizes, sizes.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw own.error("sizes", "'sizes' must rise, such as [1, 10, 100]")
    }
    try own.finish()
  }
}
