import Benchmarks
import Testing

struct TrainingShapeTests {
  @Test("the operations of a sample are those of the five matrix products, counted one by one")
  func operations() throws {
    let shape = try #require(TrainingShape.all.first { $0.name == "108-64-2" })
    let (first, second) = (2.0 * 108 * 64, 2.0 * 64 * 2)
    let (outputs, byWeights, byInputs) = (first + second, first + second, second)
    #expect(shape.operationsPerSample == outputs + byWeights + byInputs)
  }

  @Test("the shapes of the claims are there, each under its own name")
  func names() {
    #expect(TrainingShape.all.map(\.name) == ["108-64-2", "600-128-100", "600-1024-100"])
    #expect(Set(benchmarks.map(\.name)).count == benchmarks.count)
  }

  @Test("parameters count weights and biases")
  func parameters() {
    #expect(TrainingShape.all.map(\.parameterCount) == [7106, 89_828, 717_924])
  }
}
