import Tensors

/// Where one step would lead.
struct OuterTrial {
  let variables: [Double]
  let move: Double
  /// The largest magnitude of a multiplier.
  let largest: Double
}

extension OuterProblem {
  /// The variables after one step, projection included; nil where there is nowhere to go.
  func trial(
    from variables: [Double], _ state: State, _ linear: (gradients: [Double], values: [Double]),
    within limits: (length: Double, radius: Double)
  ) throws -> OuterTrial? {
    var held: [Bool]?
    var moved = variables
    var largest = 0.0
    // A second time with the variables held that the first step would have pushed beyond their bounds.
    for pass in 0..<2 {
      let fixed = held.map { held in
        held.indices.map { held[$0] ? moved[$0] - variables[$0] : 0 }
      }
      let step = try step(linear, state, within: limits, held: held, fixed: fixed)
      largest = step.largest
      let wanted = variables.indices.map {
        variables[$0] + (held?[$0] == true ? fixed?[$0] ?? 0 : step.direction[$0])
      }
      moved = projected(wanted)
      guard pass == 0, let found = self.held(at: moved, wanted: wanted) else { break }
      held = found
    }
    let move = zip(moved, variables)
      .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    return move > 0 ? OuterTrial(variables: moved, move: move, largest: largest) : nil
  }

  private func step(
    _ linear: (gradients: [Double], values: [Double]), _ state: State,
    within limits: (length: Double, radius: Double), held: [Bool]?, fixed: [Double]?
  ) throws -> (direction: [Double], largest: Double) {
    let size = linear.gradients.count / (bounds.count + 1)
    let rows = tangents(of: linear.gradients, holding: held)
    let steps = try self.steps(along: rows, state)
    let count = bounds.count
    let products = self.products(rows, steps, count: count + 1, size: size)
    var reached = linear.values
    if let fixed {
      let moves = Bilevel.products(of: linear.gradients, width: size, with: fixed)
      for place in 0..<count { reached[place] += moves[place + 1] }
    }
    let multipliers = self.multipliers(products, reached, length: limits.length)
    var factors = [-limits.length] + multipliers.map { -limits.length * $0 }
    let squared = squaredLength(products, factors)
    // The longest step is measured in the problem's metric.
    if squared > limits.radius * limits.radius {
      let scale = limits.radius / squared.squareRoot()
      for place in factors.indices { factors[place] *= scale }
    }
    let direction = combinations(of: steps, width: size, by: factors)
    return (direction, multipliers.reduce(0) { max($0, abs($1)) })
  }

  /// The multipliers of the linearised constraints, or of the largest part of them that can be had.
  private func multipliers(
    _ products: [Double], _ values: [Double], length: Double
  ) -> [Double] {
    let count = bounds.count
    guard count > 0 else { return [] }
    let width = count + 1
    let program = DualActiveSet(
      gram: (0..<count).flatMap { row in
        (0..<count).map { products[(row + 1) * width + $0 + 1] }
      },
      cross: (0..<count).map { products[($0 + 1) * width] }, length: length)
    for part in [1, 0.5, 0.25, 0.1, 0.01, 0] {
      let bounds = zip(self.bounds, values).map { bound, value in
        let (below, above) = (bound.lower - value, bound.upper - value)
        return (lower: below > 0 ? part * below : below, upper: above < 0 ? part * above : above)
      }
      if let found = program.multipliers(bounds: bounds) { return found }
    }
    return Array(repeating: 0, count: count)
  }

  private func products(
    _ rows: [Double], _ steps: [Double], count: Int, size: Int
  ) -> [Double] {
    var result = Array(repeating: 0.0, count: count * count)
    var product = MatrixProduct(rows: count, columns: count, inner: size)
    product.rightIsTransposed = true
    var target = result.mutableSpan
    product.apply(rows.span, steps.span, to: &target)
    return result
  }

  private func squaredLength(_ products: [Double], _ factors: [Double]) -> Double {
    let count = factors.count
    var sum = 0.0
    for row in 0..<count {
      for column in 0..<count {
        sum += factors[row] * factors[column] * products[row * count + column]
      }
    }
    return max(0, sum)
  }
}
