import Foundation
import Privacy
import Testing

@Suite("Poisson sampling")
struct PoissonSamplingTests {
  @Test(
    "each record is in a batch with the chance, independently of its neighbour, up to 1 in 100,000",
    arguments: [0.01, 0.3, 0.9])
  func chances(probability: Double) throws {
    let sampling = PoissonSampling(probability: probability, most: 50)
    let (count, rows) = (20_000, Array(100..<150))
    var source = BulkNoise.seeded(3, label: "sampling")
    var (single, pairs) = (Array(repeating: 0, count: 50), 0)
    for _ in 0..<count {
      let batch = try sampling.sample(rows, using: &source)
      for row in batch { single[row - 100] += 1 }
      for (row, next) in zip(batch, batch.dropFirst()) where next == row + 1 { pairs += 1 }
    }
    let deviation = (Double(count) * probability * (1 - probability)).squareRoot()
    for chosen in single {
      #expect(abs(Double(chosen) - Double(count) * probability) < 5.1 * deviation)
    }
    let both = probability * probability
    let expected = Double(49 * count) * both
    // Pairs share a record, hence the factor.
    #expect(abs(Double(pairs) - expected) < 4.5 * (expected * (1 - both) * 3).squareRoot())
  }

  @Test("a chance of 1 takes all records, and no batch is larger than allowed")
  func limits() throws {
    var source = BulkNoise.seeded(1, label: "sampling")
    let rows = Array(0..<30)
    #expect(try PoissonSampling(probability: 1, most: 30).sample(rows, using: &source) == rows)
    let few = try PoissonSampling(probability: 0.99, most: 5).sample(rows, using: &source)
    #expect(few.count == 5)
    #expect(try PoissonSampling(probability: 0.5, most: 5).sample([], using: &source).isEmpty)
  }
}
