import Learning
import Statistics
import Tensors
import Testing

@Suite("Batches of flags")
struct FlagBatchTests: TrainingSample {
  /// What stays of a product of a few hundred terms in single precision.
  static let tolerance = 2e-5
  static let widths = [4, 8, 16].filter { $0 <= PanelMatrix.lanes }
  static let features = [1, 4, 15, 33, 108]

  /// Records of flags, where they come from, and what they are once scaled: some columns lie further from zero where their
  /// flags are not set, one is switched off, and one has no values.
  private struct Flags {
    let input: BatchInput
    let numbers: [Double]

    init(records: Int, columns: Int) {
      var generator = SeededGenerator(seed: 11, label: "flags")
      let flags = (0..<records * columns).map { _ in Float(generator.bernoulli(0.4) ? 1 : 0) }
      var shift = (0..<columns).map { Float($0 % 5) / 4 }
      if columns > 3 { shift[2] = .nan }
      let scale = (0..<columns).map { $0 % 7 == 3 ? 0 : 1 - Float($0) / 64 }
      input = BatchInput(
        Tensor(shape: [records, columns], scalars: flags),
        scaling: FeatureScaling(shift: shift, scale: scale))
      numbers = flags.indices.map {
        let value = (flags[$0] - shift[$0 % columns]) * scale[$0 % columns]
        return value.isNaN ? 0 : Double(value)
      }
    }

    func batch(_ rows: [Int]) throws -> FlagBatch {
      let batch = try #require(input.flagBatch(capacity: rows.count + 3))
      // What was there before does not show.
      input.gather(Array(repeating: 0, count: rows.count + 3)[...], into: batch)
      input.gather(rows[...], into: batch)
      return batch
    }
  }

  /// A matrix of random numbers, of which the rows beyond those that are used would show.
  private func matrix(
    _ rows: Int, _ columns: Int, _ label: String, filled: Int? = nil
  ) -> (matrix: PanelMatrix, numbers: [Float]) {
    var generator = SeededGenerator(seed: 12, label: label)
    let numbers = (0..<rows * columns).map {
      $0 < (filled ?? rows) * columns ? Float(generator.uniform() - 0.5) : .nan
    }
    let matrix = PanelMatrix(rows: rows, columns: columns)
    matrix.load(numbers.span)
    return (matrix, numbers)
  }

  private func numbers(of matrix: PanelMatrix) -> [Float] {
    var result = Array(repeating: Float(0), count: matrix.rows * matrix.columns)
    var span = result.mutableSpan
    matrix.store(in: &span)
    return result
  }

  @Test(
    "a product is that of plain loops at every width of vectors", arguments: features,
    [1, 16, 49, 100])
  func product(features: Int, columns: Int) throws {
    let flags = Flags(records: 40, columns: features)
    for (count, lanes) in [1, 7, 37].flatMap({ count in Self.widths.map { (count, $0) } }) {
      let rows = (0..<count).map { ($0 * 17 + 5) % 40 }
      let (weights, start) = (matrix(features, columns, "w"), matrix(1, columns, "start"))
      let result = PanelMatrix(rows: count, columns: columns)
      for panel in 0..<result.panelCount {
        result.setPanel(
          panel, toProductOf: (try flags.batch(rows), weights.matrix), from: start.matrix,
          rows: count, lanes: lanes)
      }
      for (index, value) in numbers(of: result).enumerated() {
        let (row, column) = (rows[index / columns], index % columns)
        let expected = (0..<features).reduce(Double(start.numbers[column])) {
          $0 + flags.numbers[row * features + $1] * Double(weights.numbers[$1 * columns + column])
        }
        #expect(abs(Double(value) - expected) < Self.tolerance, "\(count) rows, \(lanes) lanes")
      }
    }
  }

  @Test(
    "weights move along the gradient of plain loops, with momentum and penalty",
    arguments: features, [1, 16, 49])
  func gradient(features: Int, columns: Int) throws {
    let flags = Flags(records: 40, columns: features)
    let rule = GradientRule(keep: 0.9, decay: 0.01, rate: 0.1)
    for (count, lanes) in [1, 32, 33, 130].flatMap({ count in Self.widths.map { (count, $0) } }) {
      let rows = (0..<count).map { ($0 * 17 + 5) % 40 }
      let outer = matrix(count + 2, columns, "outer", filled: count)
      let (velocity, weights) = (matrix(features, columns, "v"), matrix(features, columns, "w"))
      for panel in 0..<outer.matrix.panelCount {
        velocity.matrix.addPanel(
          panel, ofGradientFrom: (try flags.batch(rows), outer.matrix), rows: count, rule: rule,
          moving: weights.matrix, lanes: lanes)
      }
      let (after, moved) = (numbers(of: velocity.matrix), numbers(of: weights.matrix))
      for index in after.indices {
        let (feature, column) = (index / columns, index % columns)
        let before = Double(weights.numbers[index])
        var expected = 0.9 * Double(velocity.numbers[index]) + 0.01 * before
        for (place, row) in rows.enumerated() {
          expected +=
            flags.numbers[row * features + feature]
            * Double(outer.numbers[place * columns + column])
        }
        #expect(abs(Double(after[index]) - expected) < Self.tolerance, "\(count), \(lanes) lanes")
        #expect(abs(Double(moved[index]) - before + 0.1 * expected) < Self.tolerance)
      }
    }
  }

  @Test("a gradient that was not finite does not stay where nothing of it is to be kept")
  func nothingKept() throws {
    let flags = Flags(records: 40, columns: 5)
    let (outer, weights) = (matrix(20, 3, "outer"), matrix(5, 3, "w"))
    let gradient = PanelMatrix(rows: 5, columns: 3)
    gradient.load(Array(repeating: Float.nan, count: 15).span)
    gradient.addPanel(
      0, ofGradientFrom: (try flags.batch(Array(0..<20)), outer.matrix), rows: 20,
      rule: GradientRule(), moving: weights.matrix)
    #expect(numbers(of: gradient).allSatisfy { $0.isFinite })
    #expect(numbers(of: weights.matrix) == weights.numbers)
  }

  @Test("features that are not flags, or not finite once scaled, are none")
  func others() {
    func batch(_ value: Float, scale: Float = 1) -> FlagBatch? {
      BatchInput(
        Tensor(shape: [2, 2], scalars: [0, 1, 1, value]),
        scaling: FeatureScaling(shift: [0, 0], scale: [1, scale])
      ).flagBatch(capacity: 2)
    }
    #expect(batch(1) != nil && batch(0) != nil)
    #expect(batch(0.5) == nil && batch(.nan) == nil && batch(1, scale: .infinity) == nil)
  }

  /// Flags, and the same with a record at the end, never learnt from, that is none: training then multiplies.
  private func tasks(_ columns: Int) -> (flags: Examples, numbers: Examples) {
    var generator = SeededGenerator(seed: 13, label: "task")
    let flags = (0..<61 * columns).map { _ in Float(generator.bernoulli(0.3) ? 1 : 0) }
    let labels = (0..<61).map { Int32($0 % 3) }
    func examples(_ scalars: [Float]) -> Examples {
      Examples(
        features: Tensor(shape: [61, columns], scalars: scalars), labels: labels, classCount: 3)
    }
    return (examples(flags), examples(flags.dropLast() + [0.5]))
  }

  @Test(
    "what is trained on flags is what multiplications give, up to rounding",
    arguments: [
      "hidden: [70]", "hidden: [5, 3]\nactivation: gelu\noptimizer: adam",
      "hidden: [20]\nprivacy: {noise: 1}",
    ])
  func training(settings: String) throws {
    let columns = 45
    var plan = try plan(settings + "\nepochs: 3\nbatch: 32\nrate: 0.05")
    plan.privacy?.isSeeded = true
    let scaling = FeatureScaling(
      shift: (0..<columns).map { $0 % 2 == 0 ? 0.9 : 0.2 },
      scale: (0..<columns).map { 1 + Float($0 % 3) })
    let tasks = tasks(columns)
    let networks = try [tasks.flags, tasks.numbers].map { examples in
      var generator = SeededGenerator(seed: 1, label: "flags")
      var trainer = Trainer(plan: plan, examples: examples, scaling: scaling)
      return try trainer.train(onRows: Array(0..<60), using: &generator)
    }
    #expect(networks[0] != networks[1], "one of them did not add up sums from tables")
    for (first, second) in zip(networks[0].parameters, networks[1].parameters) {
      #expect(abs(first - second) < 2e-4)
    }
  }
}
