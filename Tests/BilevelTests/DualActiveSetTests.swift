import Bilevel
import Statistics
import Testing

@Suite struct DualActiveSetTests {
  /// A program with its rows, as it is before products are taken.
  private struct Program {
    var linear: [Double]
    var rows: [[Double]]
    var bounds: [(lower: Double, upper: Double)]
    var length = 0.7

    var solver: DualActiveSet {
      DualActiveSet(
        gram: rows.flatMap { row in rows.map { dot(row, $0) } },
        cross: rows.map { dot($0, linear) }, length: length)
    }

    func step(_ multipliers: [Double]) -> [Double] {
      linear.indices.map { place in
        -length
          * (linear[place] + zip(rows, multipliers).reduce(0) { $0 + $1.0[place] * $1.1 })
      }
    }

    func objective(_ step: [Double]) -> Double {
      dot(linear, step) + dot(step, step) / (2 * length)
    }

    func violation(_ step: [Double]) -> Double {
      zip(rows, bounds).reduce(0) { worst, row in
        let value = dot(row.0, step)
        return max(worst, row.1.lower - value, value - row.1.upper)
      }
    }
  }

  private static func random(_ seed: UInt64, constraints: Int) -> Program {
    var generator = SeededGenerator(seed: seed, label: "programs")
    func row() -> [Double] { (0..<8).map { _ in generator.normal() } }
    let inside = row()
    let rows = (0..<constraints).map { _ in row() }
    // Bounds around a point that keeps them all, some of them equalities, some of one side.
    let bounds = rows.enumerated().map { place, row in
      let value = dot(row, inside)
      let slack = place % 4 == 0 ? 0 : generator.uniform()
      return (
        lower: place % 3 == 2 ? -Double.infinity : value - slack, upper: value + slack
      )
    }
    return Program(linear: row().map { 3 * $0 }, rows: rows, bounds: bounds)
  }

  @Test("one two-sided constraint has the closed form's step", arguments: [-2.0, -0.3, 0.4, 3])
  func closedForm(_ target: Double) throws {
    let program = Program(linear: [1, -2], rows: [[3, 1]], bounds: [(target, target + 0.5)])
    let multipliers = try #require(program.solver.multipliers(bounds: program.bounds))
    let free = dot([3, 1], [-0.7, 1.4])
    let wanted = min(max(free, target), target + 0.5)
    #expect(abs(dot([3, 1], program.step(multipliers)) - wanted) < 1e-9)
    #expect(abs(multipliers[0] - (free - wanted) / (0.7 * 10)) < 1e-9)
  }

  @Test("the step is the best of all active sets that keep the bounds", arguments: 0..<40)
  func enumeration(_ seed: Int) throws {
    let program = Self.random(UInt64(seed), constraints: 1 + seed % 4)
    let multipliers = try #require(program.solver.multipliers(bounds: program.bounds))
    let step = program.step(multipliers)
    #expect(program.violation(step) < 1e-7)
    #expect(abs(program.objective(step) - Self.enumerated(program)) < 1e-7)
  }

  /// The least objective over all choices of active sides, each solved as equalities.
  private static func enumerated(_ program: Program) -> Double {
    var best = Double.infinity
    let count = program.rows.count
    for code in 0..<Int(pow(3, count)) {
      var (rest, active) = (code, [(row: Int, value: Double)]())
      for row in 0..<count {
        let side = rest % 3
        rest /= 3
        guard side > 0 else { continue }
        active.append((row, side == 1 ? program.bounds[row].lower : program.bounds[row].upper))
      }
      guard active.allSatisfy({ $0.value.isFinite }) else { continue }
      var multipliers = Array(repeating: 0.0, count: count)
      let matrix = active.map { left in
        active.map { dot(program.rows[left.row], program.rows[$0.row]) }
      }
      let right = active.map {
        -$0.value / program.length - dot(program.rows[$0.row], program.linear)
      }
      for (side, value) in zip(active, eliminated(matrix, right)) { multipliers[side.row] = value }
      let step = program.step(multipliers)
      if program.violation(step) < 1e-8 { best = min(best, program.objective(step)) }
    }
    return best
  }

  @Test("forty constraints in eight variables are kept, and multipliers have the bounds' signs")
  func many() throws {
    let program = Self.random(99, constraints: 40)
    let multipliers = try #require(program.solver.multipliers(bounds: program.bounds))
    let step = program.step(multipliers)
    #expect(program.violation(step) < 1e-6)
    for (row, (bound, multiplier)) in zip(program.bounds, multipliers).enumerated() {
      let value = dot(program.rows[row], step)
      if multiplier > 1e-9 { #expect(abs(value - bound.upper) < 1e-6) }
      if multiplier < -1e-9 { #expect(abs(value - bound.lower) < 1e-6) }
    }
  }

  @Test("bounds that contradict one another have no step")
  func contradiction() {
    let program = Program(linear: [0, 0], rows: [[1, 2], [2, 4]], bounds: [(1, 2), (10, 11)])
    #expect(program.solver.multipliers(bounds: program.bounds) == nil)
  }
}

private func pow(_ base: Int, _ exponent: Int) -> Int {
  (0..<exponent).reduce(1) { product, _ in product * base }
}

private func dot(_ left: [Double], _ right: [Double]) -> Double {
  zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}

private func eliminated(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  for column in right.indices {
    for row in right.indices where row > column {
      let factor = rows[row][column] / rows[column][column]
      for place in rows[row].indices { rows[row][place] -= factor * rows[column][place] }
    }
  }
  var result = right
  for row in right.indices.reversed() {
    let known = (row + 1..<right.count).reduce(0) { $0 + rows[row][$1] * result[$1] }
    result[row] = (rows[row][right.count] - known) / rows[row][row]
  }
  return result
}
