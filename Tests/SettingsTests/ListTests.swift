import Settings
import Testing

@Suite struct `Lists of values` {
  @Test("Lists are read in their order, in either form of YAML")
  func everyKind() throws {
    let shown = try reading("i: [3, 1, 2]\nx:\n  - 0.5\n  - 1\nt: [a, 'b c', 1.50]\n") { settings in
      [
        try settings.integers("i", in: 0...9, "i").description,
        try settings.numbers("x", in: 0...1, "x").description,
        try settings.texts("t", "t").description,
        try settings.integers("d", default: [4], in: 0...9, "d").description,
        try settings.texts("e", default: [], count: 0...3, "e").description,
      ]
    }
    #expect(shown == ["[3, 1, 2]", "[0.5, 1.0]", #"["a", "b c", "1.50"]"#, "[4]", "[]"])
  }

  @Test(
    "An item that is refused is named with its place and its line",
    arguments: [
      Sample(
        "i: [1, two]", "1: 'i' must be a list of 2 to 3 integers from 1 to 9, found text in item 2"),
      Sample(
        "i:\n  - 1\n  - 10",
        "3: 'i' must be a list of 2 to 3 integers from 1 to 9, found 10 in item 2"),
      Sample("i: [1]", "1: 'i' must be a list of 2 to 3 integers from 1 to 9, found 1 item"),
      Sample(
        "i: [1, 2, 3, 4]", "1: 'i' must be a list of 2 to 3 integers from 1 to 9, found 4 items"),
      Sample("i: 4", "1: 'i' must be a list of 2 to 3 integers from 1 to 9, found an integer"),
      Sample("i:", "1: 'i' must be a list of 2 to 3 integers from 1 to 9, found nothing"),
      Sample("", "1: 'i' is missing; it must be a list of 2 to 3 integers from 1 to 9"),
    ])
  func refusedItem(sample: Sample) throws {
    let message = try message(sample.yaml) { settings in
      _ = try settings.integers("i", in: 1...9, count: 2...3, "i")
    }
    #expect(message == "audit.yaml:" + sample.expected)
  }

  @Test(
    "The allowed count is told in words",
    arguments: [
      (0...Int.max, "a list of numbers from 0 to 1"),
      (1...Int.max, "a list of 1 or more numbers from 0 to 1"),
      (4...4, "a list of 4 numbers from 0 to 1"), (0...2, "a list of 0 to 2 numbers from 0 to 1"),
    ])
  func count(count: ClosedRange<Int>, phrase: String) throws {
    let message = try message("x: a") { settings in
      _ = try settings.numbers("x", in: 0...1, count: count, "x")
    }
    #expect(message == "audit.yaml:1: 'x' must be \(phrase), found text")
  }

  @Test("A list of texts refuses nested lists")
  func nestedList() throws {
    let message = try message("t: [a, [b]]") { _ = try $0.texts("t", "t") }
    #expect(
      message == "audit.yaml:1: 't' must be a list of 1 or more texts, found a list in item 2")
  }

  @Test("One text stands for a list of itself where that is allowed")
  func textOrTexts() throws {
    let shown = try reading("a: x\nb: [x, y]\n") { settings in
      [
        try settings.textOrTexts("a", "a").description,
        try settings.textOrTexts("b", "b").description,
      ]
    }
    #expect(shown == [#"["x"]"#, #"["x", "y"]"#])
    for (yaml, found) in [
      ("a: {x: y}", "a mapping"), ("a:", "nothing"), ("a: []", "0 items"),
      ("a: [x, [y]]", "a list in item 2"),
    ] {
      let message = try message(yaml) { _ = try $0.textOrTexts("a", count: 1...2, "a") }
      #expect(
        message == "audit.yaml:1: 'a' must be text or a list of 1 to 2 texts, found \(found)")
    }
  }
}
