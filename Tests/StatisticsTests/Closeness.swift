import Testing

/// The relative error allowed to a function that is accurate to a few units in the last place.
let rounding = 1e-13

/// Says whether a value agrees with the expected one relative to its size.
func agrees(_ value: Double, _ expected: Double, within relative: Double = rounding) -> Bool {
  value == expected || abs(value - expected) <= relative * abs(expected)
}

/// A published or independently computed value of a function of one argument.
struct Point: Sendable, CustomTestStringConvertible {
  let x: Double
  let value: Double

  init(_ x: Double, _ value: Double) {
    self.x = x
    self.value = value
  }

  var testDescription: String { "at \(x)" }
}
