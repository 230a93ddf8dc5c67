/// A strictly convex quadratic program in few constraints, solved by the dual active-set method.
///
/// min over d of a.d + |d|^2 / 2s subject to lower <= c + B d <= upper, with the norm of any metric M. It is solved in the space of the constraints: only
/// their products B M^-1 B^T and B M^-1 a are read. Goldfarb and Idnani (1983), Mathematical Programming 27.
package struct DualActiveSet: Sendable {
  /// Constraints x constraints: the products B M^-1 B^T.
  package let gram: [Double]
  /// One product for each constraint: B M^-1 a.
  package let cross: [Double]
  /// The length s of an unconstrained step, above 0.
  package let length: Double

  /// Creates a program.
  ///
  /// - Parameters:
  ///   - gram: Constraints x constraints, symmetric and positive semidefinite.
  ///   - cross: One number for each constraint.
  ///   - length: The length of an unconstrained step, above 0.
  package init(gram: [Double], cross: [Double], length: Double) {
    precondition(
      gram.count == cross.count * cross.count && length > 0,
      "\(gram.count) products of \(cross.count) constraints, length \(length)")
    (self.gram, self.cross, self.length) = (gram, cross, length)
  }

  /// One side of a constraint: sign (B d) >= target.
  private struct Side {
    let constraint: Int
    let sign: Double
    let target: Double
  }

  /// Finds the multipliers, with which d = -s M^-1 (a + B^T multipliers).
  ///
  /// - Parameter bounds: For each constraint the bounds of B d: lower - c and upper - c.
  /// - Returns: One multiplier for each constraint, above 0 at its upper bound and below at its lower; nil where no d keeps all bounds.
  /// - Complexity: O(changes of the active set x active^3).
  package func multipliers(bounds: [(lower: Double, upper: Double)]) -> [Double]? {
    precondition(bounds.count == cross.count, "\(bounds.count) bounds of \(cross.count)")
    let sides = bounds.enumerated().flatMap { place, bound in
      [
        Side(constraint: place, sign: 1, target: bound.lower),
        Side(constraint: place, sign: -1, target: -bound.upper),
      ].filter { $0.target > -.infinity }
    }
    var (active, dual) = ([Int](), [Double]())
    for _ in 0..<(50 * sides.count + 50) {
      guard let worst = mostViolated(sides, active, dual) else {
        return multipliers(sides, active, dual)
      }
      guard add(worst, sides, &active, &dual) else { return nil }
    }
    return nil
  }

  private func multipliers(_ sides: [Side], _ active: [Int], _ dual: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: cross.count)
    for (side, value) in zip(active, dual) {
      result[sides[side].constraint] -= sides[side].sign * value
    }
    return result
  }

  private func product(_ left: Side, _ right: Side) -> Double {
    left.sign * right.sign * gram[left.constraint * cross.count + right.constraint]
  }

  /// How far a side is from its target at the current multipliers; below 0 where it is violated.
  private func slack(_ side: Side, _ sides: [Side], _ active: [Int], _ dual: [Double]) -> Double {
    var value = -side.sign * cross[side.constraint]
    for (other, multiplier) in zip(active, dual) {
      value += multiplier * product(side, sides[other])
    }
    return length * value - side.target
  }

  private func mostViolated(_ sides: [Side], _ active: [Int], _ dual: [Double]) -> Int? {
    var (worst, least): (Int?, Double) = (nil, -1e-9)
    for (place, side) in sides.enumerated() where !active.contains(place) {
      let norm = product(side, side).squareRoot()
      let scale = max(norm, 1e-300)
      let distance = slack(side, sides, active, dual) / max(scale, abs(side.target) * 1e-3)
      if distance < least { (worst, least) = (place, distance) }
    }
    return worst
  }

  /// Raises one side's multiplier until it holds, dropping others on the way; false where it never does.
  private func add(
    _ side: Int, _ sides: [Side], _ active: inout [Int], _ dual: inout [Double]
  ) -> Bool {
    var own = 0.0
    for _ in 0...(2 * sides.count + 2) {
      let normals = active.map { product(sides[$0], sides[side]) }
      let change = smallSystem(
        active.map { row in active.map { product(sides[row], sides[$0]) } }, normals)
      let square = product(sides[side], sides[side])
      let rest = square - zip(normals, change).reduce(0) { $0 + $1.0 * $1.1 }
      let isDependent = rest <= 1e-10 * max(square, 1e-300)
      let distance = slack(sides[side], sides, active + [side], dual + [own])
      let whole = isDependent ? Double.infinity : -distance / (length * rest)
      var (partial, dropped): (Double, Int?) = (.infinity, nil)
      for (place, slope) in change.enumerated() where slope > 1e-14 && dual[place] / slope < partial
      {
        (partial, dropped) = (dual[place] / slope, place)
      }
      let step = min(whole, partial)
      guard step.isFinite else { return false }
      for place in dual.indices { dual[place] -= step * change[place] }
      own += step
      guard partial < whole, let dropped else {
        active.append(side)
        dual.append(own)
        return true
      }
      active.remove(at: dropped)
      dual.remove(at: dropped)
    }
    return false
  }
}

/// Solves a small symmetric system by elimination with pivots; unknowns that nothing decides are 0.
func smallSystem(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let size = right.count
  for column in 0..<size {
    let pivot = (column..<size).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
    rows.swapAt(column, pivot)
    let head = rows[column]
    guard abs(head[column]) > 1e-300 else { continue }
    for row in 0..<size where row != column {
      let factor = rows[row][column] / head[column]
      guard factor != 0 else { continue }
      for place in column...size { rows[row][place] -= factor * head[place] }
    }
  }
  return (0..<size).map { rows[$0][$0] == 0 ? 0 : rows[$0][size] / rows[$0][$0] }
}
