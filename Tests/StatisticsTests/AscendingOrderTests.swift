import Statistics
import Testing

@Suite struct `Ascending order` {
  @Test(
    "It is the stable order of a plain sort, with ties, both zeros, infinities and tiny numbers",
    arguments: [0, 1, 2, 1000, 1024, 5000])
  func plain(count: Int) {
    var generator = SeededGenerator(seed: 5, label: "ascending order")
    let special = [
      0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .greatestFiniteMagnitude,
    ]
    let values = (0..<count).map { index in
      let normal = generator.normal()
      switch index % 4 {
      case 0: return normal
      case 1: return (normal * 3).rounded()
      case 2: return special[index / 4 % special.count]
      default: return normal * 1e-300
      }
    }
    for values in [values, values.sorted(), values.sorted(by: >), values.map { _ in 2.5 }] {
      let expected = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
      #expect(ascendingOrder(of: values) == expected)
    }
  }

  @Test("Whole numbers are sorted by the bits that count", arguments: [0, 1, 1023, 1024, 4000])
  func keys(count: Int) {
    var generator = SeededGenerator(seed: 6, label: "keys")
    for bits in [1, 11, 12, 33, 64] {
      let keys = (0..<count).map { _ in generator.next() >> UInt64(64 - bits) }
      #expect(ascending(keys, bits: bits) == keys.sorted())
    }
  }
}
