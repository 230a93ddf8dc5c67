import Settings
import Testing

@Suite struct `Single values` {
  @Test(
    "An integer is read only where it is written as one",
    arguments: [
      Sample("n: 5", "5"), Sample("n: -5", "-5"), Sample("n: +5", "5"), Sample("n: 0", "0"),
      Sample("n: 9223372036854775807", "9223372036854775807"),
    ])
  func integer(sample: Sample) throws {
    let value = try reading(sample.yaml) { try $0.integer("n", in: .min ... .max, "n") }
    #expect(String(value) == sample.expected)
  }

  @Test(
    "What is not an integer in the range is refused with what was found",
    arguments: [
      Sample("models: many", "found text"), Sample("models: 1e3", "found a number"),
      Sample("models: 64.0", "found a number"), Sample("models: '64'", "found text in quotes"),
      Sample("models: \"64\"", "found text in quotes"),
      Sample("models: |\n  64", "found text in quotes"),
      Sample("models: !!str 64", "found text in quotes"),
      Sample("models:", "found nothing"), Sample("models: ~", "found nothing"),
      Sample("models: true", "found true or false"), Sample("models: [4]", "found a list"),
      Sample("models: {a: 4}", "found a mapping"), Sample("models: 1", "found 1"),
      Sample("models: 100001", "found 100001"), Sample("models: 010", "found text"),
      Sample("models: 0x10", "found text"), Sample("models: 1_000", "found text"),
      Sample("models: 99999999999999999999", "found 99999999999999999999"),
    ])
  func refusedInteger(sample: Sample) throws {
    let message = try message("\n\n" + sample.yaml) { settings in
      _ = try settings.integer("models", default: 64, in: 2...100_000, "shadow models")
    }
    let start = "audit.yaml:3: 'models' must be an integer from 2 to 100000, "
    #expect(message == start + sample.expected)
  }

  @Test(
    "A number is read in decimal or scientific form",
    arguments: [
      Sample("x: 0.25", "0.25"), Sample("x: 1", "1.0"), Sample("x: 1e-5", "1e-05"),
      Sample("x: -.5", "-0.5"), Sample("x: 2.5E+3", "2500.0"),
    ])
  func number(sample: Sample) throws {
    let everything = -Double.infinity...Double.infinity
    let value = try reading(sample.yaml) { try $0.number("x", in: everything, "x") }
    #expect(value.description == sample.expected)
  }

  @Test(
    "What is not a finite number in the range is refused with what was found",
    arguments: [
      Sample("x: .nan", "found .nan"), Sample("x: .inf", "found .inf"),
      Sample("x: -.inf", "found -.inf"), Sample("x: nan", "found text"),
      Sample("x: inf", "found text"), Sample("x: 1e999", "found 1e999"),
      Sample("x: '0.5'", "found text in quotes"), Sample("x: 1.5", "found 1.5"),
      Sample("x: -1", "found -1"), Sample("x: 0.5.1", "found text"), Sample("x: 5.", "found text"),
    ])
  func refusedNumber(sample: Sample) throws {
    let message = try message(sample.yaml) { _ = try $0.number("x", in: 0...1, "x") }
    #expect(message == "audit.yaml:1: 'x' must be a number from 0 to 1, " + sample.expected)
  }

  @Test(
    "Only true and false are booleans",
    arguments: [
      Sample("b: yes", "found text"), Sample("b: off", "found text"),
      Sample("b: True", "found text"), Sample("b: 1", "found an integer"),
      Sample("b: 'true'", "found text in quotes"),
    ])
  func boolean(sample: Sample) throws {
    #expect(try reading("b: true") { try $0.boolean("b", "b") })
    #expect(try !reading("b: false") { try $0.boolean("b", default: true, "b") })
    let message = try message(sample.yaml) { _ = try $0.boolean("b", "b") }
    #expect(message == "audit.yaml:1: 'b' must be true or false, " + sample.expected)
  }

  @Test(
    "A text is taken as it is written",
    arguments: [
      Sample("t: some words", "some words"), Sample("t: 007", "007"), Sample("t: 1.50", "1.50"),
      Sample("t: true", "true"), Sample("t: yes", "yes"), Sample("t: ''", ""),
      Sample("t: \"~\"", "~"), Sample("t: 'null'", "null"), Sample("t: 2024-01-01", "2024-01-01"),
    ])
  func text(sample: Sample) throws {
    #expect(try reading(sample.yaml) { try $0.text("t", "t") } == sample.expected)
    #expect(try reading(sample.yaml) { try $0.optionalText("t", "t") } == sample.expected)
  }

  @Test("A required text may not be left empty, an optional one may")
  func emptyText() throws {
    #expect(
      try message("t:") { _ = try $0.text("t", default: "a", "t") }
        == "audit.yaml:1: 't' must be text, found nothing")
    #expect(try reading("t:") { try $0.optionalText("t", "t") } == nil)
    #expect(try reading("") { try $0.optionalText("t", "t") } == nil)
    #expect(
      try message("t: [a]") { _ = try $0.optionalText("t", "t") }
        == "audit.yaml:1: 't' must be text, found a list")
  }

  @Test("An optional number may be absent, but what is written must be a number in the range")
  func optionalNumber() throws {
    #expect(try reading("") { try $0.optionalNumber("x", in: 0...1, "x") } == nil)
    #expect(try reading("x: 0.5") { try $0.optionalNumber("x", in: 0...1, "x") } == 0.5)
    for (yaml, found) in [("x: 2", "2"), ("x:", "nothing"), ("x: none", "text")] {
      #expect(
        try message(yaml) { _ = try $0.optionalNumber("x", in: 0...1, "x") }
          == "audit.yaml:1: 'x' must be a number from 0 to 1, found \(found)")
    }
  }

  @Test(
    "A choice outside the cases is refused with the nearest one",
    arguments: [
      Sample("o: adm", "found 'adm'; did you mean 'adam'?"),
      Sample("o: Adam", "found 'Adam'; did you mean 'adam'?"),
      Sample("o: rmsprop", "found 'rmsprop'"), Sample("o:", "found nothing"),
      Sample("o: [sgd]", "found a list"),
    ])
  func choice(sample: Sample) throws {
    let chosen: Optimizer = try reading("o: sgd") { try $0.choice("o", default: .adam, "o") }
    #expect(chosen == .sgd)
    let message = try message(sample.yaml) { settings in
      let _: Optimizer = try settings.choice("o", "o")
    }
    #expect(message == "audit.yaml:1: 'o' must be one of adam, momentum, sgd, " + sample.expected)
  }

  @Test("The defaults hold when the keys are absent")
  func defaults() throws {
    let shown = try reading("") { settings in
      let choice = try settings.choice("o", default: Optimizer.momentum, "o")
      return [
        String(try settings.integer("i", default: 7, in: 0...9, "i")),
        String(try settings.number("x", default: 0.5, in: 0...1, "x")),
        String(try settings.boolean("b", default: true, "b")),
        try settings.text("t", default: "word", "t"), choice.rawValue,
      ]
    }
    #expect(shown == ["7", "0.5", "true", "word", "momentum"])
  }

  @Test(
    "A range without an end is told as one",
    arguments: [
      (Int.min...5, "an integer of 5 or less"), (2...Int.max, "an integer of 2 or more"),
      (Int.min...Int.max, "an integer"),
    ])
  func openRange(range: ClosedRange<Int>, phrase: String) throws {
    let message = try message("n: x") { _ = try $0.integer("n", in: range, "n") }
    #expect(message == "audit.yaml:1: 'n' must be \(phrase), found text")
  }

  @Test(
    "A range of numbers without an end is told as one",
    arguments: [
      (-Double.infinity...0.5, "a number of 0.5 or less"),
      (1e-9...Double.infinity, "a number of 1e-09 or more"),
      (-Double.infinity...Double.infinity, "a number"),
      (0...Double.greatestFiniteMagnitude, "a number of 0 or more"),
    ])
  func openNumberRange(range: ClosedRange<Double>, phrase: String) throws {
    let message = try message("n: x") { _ = try $0.number("n", in: range, "n") }
    #expect(message == "audit.yaml:1: 'n' must be \(phrase), found text")
  }
}
