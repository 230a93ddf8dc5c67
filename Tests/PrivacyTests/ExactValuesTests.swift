import Foundation
import Privacy
import Testing

@Suite struct `A fraction` {
  @Test("Decimal digits are taken exactly, in lowest terms")
  func decimal() throws {
    #expect(try Fraction(decimal: "2.342").description == "1171/500")
    #expect(try Fraction(decimal: "0.10") == Fraction(1, over: 10))
    #expect(
      try Fraction(decimal: "123456789012345678901234567890").description
        == "123456789012345678901234567890")
  }

  @Test("Anything else is refused", arguments: ["", ".", "-1", "1e3", "1.2.3", " 1", "NaN"])
  func refused(text: String) {
    let error = #expect(throws: PrivacyError.self) { try Fraction(decimal: text) }
    #expect(error?.description.contains("is not a decimal number") == true)
  }

  @Test("Rounding goes up to the next multiple, and not beyond")
  func rounding() throws {
    for value in [0.0, 0.1, 1, 91.16591767, 4_503_599_627_370_495.5] {
      let rounded = try Fraction(roundingUp: value, toMultiplesOfOneOver: 1024).value
      #expect(rounded >= value && rounded - value < 1.0 / 1024)
    }
    #expect(throws: PrivacyError.self) { try Fraction(roundingUp: -1, toMultiplesOfOneOver: 2) }
    #expect(throws: PrivacyError.self) { try Fraction(roundingUp: .nan, toMultiplesOfOneOver: 2) }
  }

  @Test("Rounding to binary digits goes the way it is told, by less than the last digit")
  func digits() throws {
    for value in [0.0007953850, 0.4, 1, 91.16591767, 838.16850926, 0x1p50 + 1] {
      let up = try Fraction(rounding: value, .up, toBinaryDigits: 16).value
      let down = try Fraction(rounding: value, .down, toBinaryDigits: 16).value
      #expect(down <= value && value <= up)
      #expect(up - down <= value * 0x1p-15)
    }
    #expect(try Fraction(rounding: 1.25, .up, toBinaryDigits: 3).description == "5/4")
    #expect(try Fraction(rounding: 91.16591767, .up, toBinaryDigits: 7).description == "92")
    for value in [0, -1, .nan, .infinity, 0x1p61, 0x1p-41] {
      #expect(throws: PrivacyError.self) { try Fraction(rounding: value, .up, toBinaryDigits: 9) }
    }
  }
}

@Suite struct `A release grid` {
  @Test("Neighbours stay within the stated sensitivity after rounding")
  func sensitivity() throws {
    for (exponent, distance) in [(3, 0.3), (0, 1.0), (-2, 9.9), (10, 0.0001)] {
      let grid = try ReleaseGrid(exponent: exponent)
      let bound = try grid.sensitivity(ofDistance: distance)
      var widest = 0
      for step in 0..<1000 {
        let value = Double(step) * 0.00137 - 0.7
        let pair = try (grid.snap([value])[0], grid.snap([value + distance])[0])
        widest = max(widest, abs(pair.0 - pair.1))
      }
      #expect(Double(widest) <= bound && bound == bound.rounded())
      #expect(Double(widest) >= bound - 1)
    }
  }

  @Test("In several dimensions the square root of their number is added")
  func dimensions() throws {
    let grid = try ReleaseGrid(exponent: 4, dimensions: 9)
    #expect(agrees(try grid.sensitivity(ofDistance: 1), 19, to: 1e-15))
    #expect(
      try grid.values(grid.snap([Double](repeating: 0.26, count: 9)))
        == [Double](repeating: 0.25, count: 9))
  }

  @Test("A value that does not fit is named by its place alone")
  func refused() throws {
    let grid = try ReleaseGrid(exponent: 20, dimensions: 2)
    for value in [Double.nan, .infinity, 0x1p31] {
      let error = #expect(throws: PrivacyError.self) { try grid.snap([0, value]) }
      #expect(error?.description.hasPrefix("value 2 is not a number within") == true)
    }
    #expect(throws: PrivacyError.self) { try grid.snap([0]) }
    #expect(throws: PrivacyError.self) { try ReleaseGrid(exponent: 61) }
  }
}

@Suite struct `Integer noise` {
  @Test("Counts and noise that do not fit are named by their place alone")
  func overflow() throws {
    var source = NoiseSource.seeded(1, label: "overflow")
    let noise = try DiscreteLaplace(scale: Fraction(decimal: "999999999999999999999"))
    let error = #expect(throws: PrivacyError.self) {
      for _ in 0..<20 { _ = try noise.add(to: [5, .max], from: &source) }
    }
    #expect(error?.description.hasPrefix("count ") == true)
  }

  @Test("Noisy counts keep where their noise came from")
  func origin() throws {
    var source = NoiseSource.seeded(1, label: "counts")
    let noise = try DiscreteGaussian(sigma: Fraction(2))
    let counts = try noise.add(to: [1, 2, 3], from: &source)
    #expect(counts.values.count == 3 && !counts.isPrivate)
    #expect(counts.origin == .seeded(seed: 1, label: "counts"))
    let copy = try JSONDecoder().decode(NoisyCounts.self, from: JSONEncoder().encode(counts))
    #expect(copy == counts)
  }
}
