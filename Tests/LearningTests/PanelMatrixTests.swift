import Learning
import Statistics
import Tensors
import Testing

@Suite("Panel matrices")
struct PanelMatrixTests {
  /// A matrix and the same numbers row by row.
  private struct Sample {
    let matrix: PanelMatrix
    let numbers: [Float]

    init(
      _ rows: Int, _ columns: Int, _ label: String, kind: PanelMatrix.Kind = .factor,
      filled: Int? = nil
    ) {
      var generator = SeededGenerator(seed: 6, label: label)
      // Rows beyond those that are used hold something that would show.
      numbers = (0..<rows * columns).map {
        $0 < (filled ?? rows) * columns ? Float(generator.uniform() - 0.5) : 1e9
      }
      matrix = PanelMatrix(rows: rows, columns: columns, kind: kind)
      matrix.load(numbers.span)
    }

    func now() -> [Float] {
      var result = numbers
      var span = result.mutableSpan
      matrix.store(in: &span)
      return result
    }
  }

  static let sizes = [1, 2, 15, 16, 17, 49, 100]
  /// The width of every processor's vectors that this one can run.
  static let widths = [4, 8, 16].filter { $0 <= PanelMatrix.lanes }
  /// The products of a few hundred terms stay this near to those in double precision.
  static let tolerance = 2e-5

  private func isNear(_ value: Float, _ expected: Double) -> Bool {
    abs(Double(value) - expected) <= Self.tolerance
  }

  @Test("numbers come back as they were, transposed or not", arguments: sizes)
  func loading(columns: Int) {
    let sample = Sample(17, columns, "loading")
    #expect(sample.now() == sample.numbers)
    let transposed = PanelMatrix(rows: columns, columns: 17)
    transposed.load(sample.numbers.span, isTransposed: true)
    var plain = sample.numbers
    var span = plain.mutableSpan
    transposed.store(in: &span)
    for row in 0..<17 {
      for column in 0..<columns {
        #expect(plain[column * 17 + row] == sample.numbers[row * columns + column])
      }
    }
  }

  @Test("the panels share out the columns in order, and none is wider than 48", arguments: 1...320)
  func panels(columns: Int) {
    for kind in [PanelMatrix.Kind.factor, .input] {
      let matrix = PanelMatrix(rows: 1, columns: columns, kind: kind)
      let ranges = (0..<matrix.panelCount).map { matrix.columns(ofPanel: $0) }
      #expect(ranges.flatMap(Array.init) == Array(0..<columns))
      #expect(ranges.allSatisfy { !$0.isEmpty && $0.count <= 48 })
    }
  }

  @Test(
    "a product is that of plain loops at every width of vectors", arguments: sizes, [1, 17, 200])
  func product(columns: Int, inner: Int) {
    for (rows, lanes) in [1, 15, 131].flatMap({ rows in Self.widths.map { (rows, $0) } }) {
      let left = Sample(131, inner, "left", kind: .input, filled: rows)
      let (right, start) = (Sample(inner, columns, "right"), Sample(1, columns, "start"))
      let result = Sample(131, columns, "before")
      for panel in 0..<result.matrix.panelCount {
        result.matrix.setPanel(
          panel, toProductOf: (left.matrix, right.matrix), from: start.matrix, rows: rows,
          lanes: lanes)
      }
      let now = result.now()
      for index in now.indices {
        guard index < rows * columns else {
          #expect(now[index] == result.numbers[index])
          continue
        }
        let (row, column) = (index / columns, index % columns)
        let expected = (0..<inner).reduce(Double(start.numbers[column])) {
          $0 + Double(left.numbers[row * inner + $1]) * Double(right.numbers[$1 * columns + column])
        }
        #expect(isNear(now[index], expected), "\(rows) rows, \(lanes) lanes")
      }
    }
  }

  @Test(
    "weights move along the gradient of plain loops, with momentum and penalty",
    arguments: [1, 5, 16, 49, 67], [1, 2, 17, 100])
  func gradient(inputs: Int, columns: Int) {
    let rule = GradientRule(keep: 0.9, decay: 0.01, rate: 0.1)
    for (rows, lanes) in [1, 128, 300].flatMap({ rows in Self.widths.map { (rows, $0) } }) {
      let left = Sample(300, inputs, "left", kind: .input, filled: rows)
      let right = Sample(300, columns, "right", filled: rows)
      let velocity = Sample(inputs, columns, "velocity")
      let weights = Sample(inputs, columns, "weights")
      let features = Tensor(shape: [300, inputs], scalars: left.numbers)
      let input = BatchInput(features, scaling: .identity(columns: inputs))
      for panel in 0..<right.matrix.panelCount {
        velocity.matrix.addPanel(
          panel, ofGradientFrom: (left.matrix, right.matrix), rows: rows, rule: rule,
          moving: weights.matrix, next: UpcomingRows(input: input, rows: [299, 0, 7][...]),
          lanes: lanes)
      }
      let (after, moved) = (velocity.now(), weights.now())
      for index in after.indices {
        let (row, column) = (index / columns, index % columns)
        var expected = 0.9 * Double(velocity.numbers[index]) + 0.01 * Double(weights.numbers[index])
        for record in 0..<rows {
          expected +=
            Double(left.numbers[record * inputs + row])
            * Double(right.numbers[record * columns + column])
        }
        #expect(isNear(after[index], expected), "\(rows) rows, \(lanes) lanes")
        #expect(isNear(moved[index], Double(weights.numbers[index]) - 0.1 * expected))
      }
    }
  }

  @Test("biases move along the sums of the columns", arguments: sizes)
  func biases(columns: Int) {
    let outer = Sample(130, columns, "outer", filled: 129)
    let (velocity, biases) = (Sample(1, columns, "velocity"), Sample(1, columns, "biases"))
    let rule = GradientRule(keep: 0.5, decay: 0.02, rate: 0.1)
    for panel in 0..<outer.matrix.panelCount {
      velocity.matrix.addPanel(
        panel, ofSumsOf: outer.matrix, rows: 129, rule: rule, moving: biases.matrix)
    }
    let (after, moved) = (velocity.now(), biases.now())
    for column in 0..<columns {
      let sum = (0..<129).reduce(0) { $0 + Double(outer.numbers[$1 * columns + column]) }
      let expected =
        sum + 0.5 * Double(velocity.numbers[column]) + 0.02 * Double(biases.numbers[column])
      #expect(isNear(after[column], expected))
      #expect(isNear(moved[column], Double(biases.numbers[column]) - 0.1 * expected))
    }
  }

  @Test("few outputs are products of plain loops too", arguments: [1, 2, 8], sizes)
  func narrow(outputs: Int, inputs: Int) {
    for kind in [PanelMatrix.Kind.factor, .input] {
      let left = Sample(37, inputs, "left", kind: kind, filled: 35)
      let right = Sample(outputs, inputs, "right", kind: kind)
      let (biases, result) = (Sample(1, outputs, "biases"), Sample(37, outputs, "before"))
      result.matrix.setNarrow(
        toProductOf: (left.matrix, right.matrix), from: biases.matrix, rows: 35)
      let now = result.now()
      for index in 0..<35 * outputs {
        let (row, output) = (index / outputs, index % outputs)
        let expected = (0..<inputs).reduce(Double(biases.numbers[output])) {
          $0 + Double(left.numbers[row * inputs + $1]) * Double(right.numbers[output * inputs + $1])
        }
        #expect(isNear(now[index], expected))
      }
      #expect(now[(35 * outputs)...] == result.numbers[(35 * outputs)...])
    }
  }

  @Test("a transposed panel times a matrix is the product with its transpose", arguments: sizes)
  func transpose(outputs: Int) {
    let (inputs, rows) = (67, 5)
    let (outer, weights) = (Sample(rows, outputs, "outer"), Sample(inputs, outputs, "weights"))
    let transposed = PanelMatrix(rows: outputs, columns: inputs, kind: .onePanel)
    let (zero, result) = (PanelMatrix(rows: 1, columns: 1), Sample(rows, inputs, "before"))
    for panel in 0..<result.matrix.panelCount {
      transposed.setPanel(
        toTransposeOf: weights.matrix, rows: result.matrix.columns(ofPanel: panel))
      result.matrix.setPanel(panel, toProductOf: (outer.matrix, transposed), from: zero, rows: rows)
    }
    for (index, value) in result.now().enumerated() {
      let (row, input) = (index / inputs, index % inputs)
      let expected = (0..<outputs).reduce(0) {
        $0 + Double(outer.numbers[row * outputs + $1])
          * Double(weights.numbers[input * outputs + $1])
      }
      #expect(isNear(value, expected))
    }
  }

  @Test("batches are gathered scaled, without NaN, and up to the last record", arguments: sizes)
  func gathering(columns: Int) {
    let features = Sample(20, columns, "features").numbers.enumerated().map {
      $0.offset % 7 == 3 ? Float.nan : $0.element
    }
    expectGathered(features, columns: columns)
  }

  @Test("flags are gathered as the numbers 0 and 1, whatever else is among them", arguments: sizes)
  func flags(columns: Int) {
    let flags = Sample(20, columns, "flags").numbers.map { $0 > 0 ? Float(1) : 0 }
    expectGathered(flags, columns: columns)
    for other in [0.5, -0.0, 2, .nan, .infinity] as [Float] {
      // In the first record, and in the last place of the last one.
      expectGathered([other] + flags.dropFirst(), columns: columns)
      expectGathered(flags.dropLast() + [other], columns: columns)
    }
  }

  private func expectGathered(_ features: [Float], columns: Int) {
    var shift = (0..<columns).map { Float($0) / 8 }
    if columns > 2 { shift[1] = .nan }
    let scaling = FeatureScaling(shift: shift, scale: (0..<columns).map { 1 + Float($0) / 16 })
    let input = BatchInput(Tensor(shape: [20, columns], scalars: features), scaling: scaling)
    let batch = Sample(9, columns, "before", kind: .input)
    let rows = [19, 0, 3, 3, 18, 7, 1]
    input.gather(rows[...], into: batch.matrix)
    let now = batch.now()
    for index in now.indices {
      let (place, column) = (index / columns, index % columns)
      guard place < rows.count else { continue }
      let value =
        (features[rows[place] * columns + column] - scaling.shift[column])
        * scaling.scale[column]
      #expect(now[index] == (value.isNaN ? 0 : value))
    }
    #expect(now[(rows.count * columns)...] == batch.numbers[(rows.count * columns)...])
  }
}
