package import Statistics
package import Tables
import Tensors

extension TableDiffusion {
  /// The records that are sampled side by side.
  private static let block = 2_048

  /// Makes records of given levels.
  ///
  /// Guidance without a classifier (Ho and Salimans 2022), for each attribute on its own: to the network's answer is added w times what the
  /// attribute's level changes in it, the other attributes as they are. With w = 0 it is the law that was learnt.
  ///
  /// - Parameters:
  ///   - count: The records.
  ///   - levels: Attributes x records: levels; -1 for whatever comes, which an attribute that is a column cannot be.
  ///   - guidance: For each attribute its w, at least 0.
  ///   - generator: Makes the generator of a purpose.
  /// - Returns: A table of as many records with the learnt columns, without groups. An attribute's own column has the level asked for.
  /// - Throws: `CancellationError`.
  package func records(
    _ count: Int, levels: [[Int32]], guidance: [Double], generator: (String) -> SeededGenerator
  ) throws -> Dataset {
    precondition(
      levels.count == attributes.count && guidance.count == attributes.count
        && levels.allSatisfy { $0.count == count }, "\(levels.count) attributes of \(count)")
    precondition(
      zip(attributes, levels).allSatisfy { $0.column == nil || !$1.contains { $0 < 0 } },
      "a column without a level")
    var made = TableEncoding.Encoded(
      numbers: encoding.numbers.map { _ in [] }, levels: multinomials.map { _ in [] })
    for start in stride(from: 0, to: count, by: Self.block) {
      let rows = start..<min(start + Self.block, count)
      var own = generator("records from \(start)")
      try sample(levels.map { Array($0[rows]) }, rows.count, guidance, &own, into: &made)
    }
    let set = zip(attributes, levels).compactMap { attribute, levels in
      attribute.column.map { column in
        (column, levels.map { attribute.columnCodes[Int($0)] })
      }
    }
    return encoding.table(made, set: set, name: "diffusion")
  }

  /// Samples one block.
  private func sample(
    _ levels: [[Int32]], _ count: Int, _ guidance: [Double],
    _ generator: inout SeededGenerator, into made: inout TableEncoding.Encoded
  ) throws {
    var network = network
    var state = State(self, count, &generator)
    let times = gaussian.schedule.times(plan.jumps)
    for (late, early) in zip(times, times.dropFirst()) {
      try Task.checkCancellation()
      let outputs = guided(&network, state.inputs(self), late, levels, guidance)
      move(&state, by: outputs, late, early, &generator)
    }
    for (column, number) in encoding.numbers.enumerated() {
      for record in 0..<count {
        let isMissing = number.missing.map {
          encoding.categories[$0].codes[state.levels[$0][record]] == 1
        }
        made.numbers[column].append(
          isMissing == true ? .nan : number.map.number(state.numbers[column][record]))
      }
    }
    for column in multinomials.indices { made.levels[column] += state.levels[column] }
  }

  /// The network's answer under guidance.
  private func guided(
    _ network: inout ConditionedNetwork, _ inputs: Tensor<Float>, _ step: Int,
    _ levels: [[Int32]], _ guidance: [Double]
  ) -> [Float] {
    let noise = Array(repeating: noise(step), count: inputs.rowCount)
    let answer = network.forward(inputs, noise: noise, conditions: levels).scalars
    var result = answer
    for (place, weight) in guidance.enumerated() where weight > 0 {
      var without = levels
      without[place] = Array(repeating: -1, count: noise.count)
      let other = network.forward(inputs, noise: noise, conditions: without).scalars
      for index in result.indices {
        result[index] += Float(weight) * (answer[index] - other[index])
      }
    }
    return result
  }

  /// Records on their way from noise.
  private struct State {
    /// Numeric columns x records.
    var numbers: [[Double]]
    /// Columns of levels x records.
    var levels: [[Int]]
    private let count: Int

    init(_ model: TableDiffusion, _ count: Int, _ generator: inout SeededGenerator) {
      self.count = count
      numbers = model.encoding.numbers.map { _ in (0..<count).map { _ in generator.normal() } }
      levels = model.multinomials.map { diffusion in
        (0..<count).map { _ in generator.integer(below: diffusion.levels) }
      }
    }

    func inputs(_ model: TableDiffusion) -> Tensor<Float> {
      let width = model.encoding.width
      var inputs = Array(repeating: Float(0), count: count * width)
      for record in 0..<count {
        for (column, values) in numbers.enumerated() {
          inputs[record * width + column] = Float(values[record])
        }
        var place = record * width + numbers.count
        for (column, diffusion) in model.multinomials.enumerated() {
          inputs[place + levels[column][record]] = 1
          place += diffusion.levels
        }
      }
      return Tensor(shape: [count, width], scalars: inputs)
    }
  }

  /// Takes one jump towards clean records.
  private func move(
    _ state: inout State, by outputs: [Float], _ late: Int, _ early: Int,
    _ generator: inout SeededGenerator
  ) {
    let (width, count) = (encoding.width, encoding.numbers.count)
    // The variance of a standard normal column: exact for each number alone, as columns are normal by their making.
    let spread = early > 0 ? (1 - gaussian.schedule.kept(from: early, to: late)).squareRoot() : 0
    for column in 0..<count {
      let farthest = encoding.numbers[column].map.farthest
      for record in state.numbers[column].indices {
        let (noisy, noise) = (
          state.numbers[column][record], Double(outputs[record * width + column])
        )
        let clean = gaussian.clean(of: noisy, noise: noise, step: late)
        let mean = gaussian.posterior(
          clean: min(farthest, max(-farthest, clean)), noisy: noisy, late: late, early: early
        ).mean
        state.numbers[column][record] = mean + (early > 0 ? spread * generator.normal() : 0)
      }
    }
    var first = count
    for (column, diffusion) in multinomials.enumerated() {
      for record in state.levels[column].indices {
        let start = record * width + first
        let belief = softmax(outputs[start..<start + diffusion.levels].map(Double.init))
        let shares = diffusion.posterior(
          clean: belief, noisy: state.levels[column][record], late: late, early: early)
        state.levels[column][record] = drawn(from: shares, using: &generator)
      }
      first += diffusion.levels
    }
  }
}
