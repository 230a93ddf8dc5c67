import Statistics

/// How records are made from a model.
package enum RowGeneration: String, CaseIterable, Sendable {
  /// Whole numbers of records in proportion to the model, as closely as whole numbers can be.
  case rounding
  /// Independent draws.
  case sampling
}

extension MarkovModel {
  /// Makes records.
  ///
  /// Attributes come in the reverse order of elimination, each given those that it met, which are there already. Records that agree in
  /// these are a group. By rounding, a group's values are in proportion to the model; what rounding takes from a value or gives to it is
  /// carried to the next group, so that it does not add up; which record of the group gets which value is up to the seed.
  /// A value of no probability is never given.
  ///
  /// - Parameters:
  ///   - count: The number of records, at least 0; nil for the model's total without its fraction, but at least 1.
  ///   - seed: Decides the records; the same seed gives the same ones.
  ///   - generation: By rounding or by sampling.
  /// - Returns: Records of the model's domain, in no meaningful order.
  /// - Complexity: O(records x attributes x sizes) at worst, when all groups are of one record.
  package func rows(
    count: Int? = nil, seed: UInt64, by generation: RowGeneration = .rounding
  ) -> DiscreteRecords {
    let count = count ?? max(1, Int(total))
    precondition(count >= 0, "\(count) records")
    var codes: [[Int32]] = domain.sizes.map { _ in [] }
    for step in tree.elimination.reversed() {
      let parents = Clique(step.clique.attributes.filter { $0 != step.attribute })
      let table = tree.home(of: step.clique).map {
        tables[$0].reduced(onto: parents.attributes + [step.attribute])
      }
      guard let table else { preconditionFailure("the tree has lost \(step.clique.attributes)") }
      let groups = RowGroups(parents, codes: codes, count: count, domain: domain)
      var source = ConditionalValues(
        table, generation: generation,
        generator: SeededGenerator(seed: seed, label: "rows: \(domain.names[step.attribute])"))
      codes[step.attribute] = source.values(for: groups)
    }
    return DiscreteRecords(generated: codes, count: count, of: domain)
  }
}

/// Records in groups that agree in some attributes.
private struct RowGroups {
  /// The records, group by group, ascending within each.
  let rows: [Int]
  /// The groups that have records: the cell of the attributes' table, and where their records are.
  let groups: [(cell: Int, rows: Range<Int>)]

  /// Sorts the records by counting.
  init(_ parents: Clique, codes: [[Int32]], count: Int, domain: AttributeDomain) {
    var cells = Array(repeating: 0, count: count)
    for attribute in parents.attributes {
      let values = codes[attribute]
      let column = values.span
      let size = domain.sizes[attribute]
      var span = cells.mutableSpan
      for row in span.indices { span[row] = span[row] * size + Int(column[row]) }
    }
    var starts = Array(repeating: 0, count: Int(domain.cells(of: parents)) + 1)
    for cell in cells { starts[cell + 1] += 1 }
    var groups: [(cell: Int, rows: Range<Int>)] = []
    for cell in 0..<(starts.count - 1) {
      let size = starts[cell + 1]
      starts[cell + 1] += starts[cell]
      if size > 0 { groups.append((cell, starts[cell]..<starts[cell + 1])) }
    }
    var rows = Array(repeating: 0, count: count)
    for (row, cell) in cells.enumerated() {
      rows[starts[cell]] = row
      starts[cell] += 1
    }
    (self.rows, self.groups) = (rows, groups)
  }
}

/// One attribute's values for groups of records, given the group.
private struct ConditionalValues {
  private let table: [Double]
  private let size: Int
  private let generation: RowGeneration
  private var generator: SeededGenerator
  /// The attribute's marginal, for groups whose own probabilities were too small for a number.
  private let marginal: [Double]
  /// What rounding still owes to each value.
  private var owed: [Double]

  init(_ table: Factor, generation: RowGeneration, generator: SeededGenerator) {
    let size = table.sizes.last ?? 1
    (self.table, self.size, self.generation) = (table.values, size, generation)
    self.generator = generator
    marginal = table.reduced(onto: [table.axes.last ?? 0]).values
    owed = Array(repeating: 0, count: size)
  }

  /// A value for each record.
  mutating func values(for groups: RowGroups) -> [Int32] {
    var values: [Int32] = Array(repeating: 0, count: groups.rows.count)
    var order: [Int] = []
    for (cell, range) in groups.groups {
      let shares = shares(of: cell)
      order.removeAll(keepingCapacity: true)
      order += groups.rows[range]
      switch generation {
      case .sampling: draw(order, shares, into: &values)
      case .rounding:
        let counts = rounded(shares, count: order.count)
        if order.count > 1 { generator.shuffle(&order) }
        var next = 0
        for (value, count) in counts.enumerated() where count > 0 {
          for row in order[next..<(next + count)] { values[row] = Int32(value) }
          next += count
        }
      }
    }
    return values
  }

  /// The probabilities of the values in a group.
  private func shares(of cell: Int) -> [Double] {
    var row = Array(table[(cell * size)..<((cell + 1) * size)])
    var sum = row.reduce(0, +)
    if !(sum > 0) { (row, sum) = (marginal, marginal.reduce(0, +)) }
    for value in row.indices { row[value] /= sum }
    return row
  }

  private mutating func draw(_ rows: [Int], _ shares: [Double], into values: inout [Int32]) {
    var cumulative: [Double] = []
    cumulative.reserveCapacity(size)
    for share in shares { cumulative.append((cumulative.last ?? 0) + share) }
    let last = shares.lastIndex { $0 > 0 } ?? 0
    for row in rows {
      let place = generator.uniform()
      // The first value whose cumulative share is above the draw; rounding errors at the end go to the last possible value.
      var (low, high) = (0, last)
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] > place { high = middle } else { low = middle + 1 }
      }
      values[row] = Int32(low)
    }
  }

  /// Whole numbers that sum to the group's size and are close to its shares and what is owed.
  private mutating func rounded(_ shares: [Double], count: Int) -> [Int] {
    var counts = Array(repeating: 0, count: size)
    var missing = count
    for value in shares.indices where shares[value] > 0 {
      owed[value] += shares[value] * Double(count)
      counts[value] = max(0, Int(owed[value].rounded(.down)))
      owed[value] -= Double(counts[value])
      missing -= counts[value]
    }
    while missing != 0 {
      let step = missing > 0 ? 1 : -1
      let possible = shares.indices.filter { shares[$0] > 0 && (step > 0 || counts[$0] > 0) }
      // The value that is owed the most, or the least where there are too many; the first of equals.
      let next = possible.reduce(possible[0]) {
        step > 0 ? (owed[$1] > owed[$0] ? $1 : $0) : (owed[$1] < owed[$0] ? $1 : $0)
      }
      counts[next] += step
      owed[next] -= Double(step)
      missing -= step
    }
    return counts
  }
}
