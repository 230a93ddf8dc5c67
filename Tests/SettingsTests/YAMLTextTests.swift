import Settings
import Testing

@Suite struct `YAML texts` {
  static let anchors = "anchors and aliases are not supported; write the value out"

  @Test(
    "A text that is not one plain mapping is refused at its line",
    arguments: [
      Sample(
        "- a\n- b", "audit.yaml:1: the root must be a mapping of keys to values, found a list"),
      Sample("\nwords", "audit.yaml:2: the root must be a mapping of keys to values, found text"),
      Sample("a: 1\nb: 2\na: 3", "audit.yaml:1: key 'a' is written more than once in one mapping"),
      Sample(
        "x: 1\ns:\n  a: 1\n  \"a\": 3",
        "audit.yaml:3: key 'a' is written more than once in one mapping"),
      Sample("? [1, 2]\n: 3", "audit.yaml:1: a key must be a single text"),
      Sample("~: 3", "audit.yaml:1: unknown key '~'; there are no known keys here"),
      Sample("!!int 1: 3", "audit.yaml:1: tags are not supported; remove 'tag:yaml.org,2002:int'"),
      Sample("&k a: 3", "audit.yaml:1: \(anchors)"),
      Sample(
        "a: 1\n---\nb: 1", "audit.yaml:2: expected one YAML document, but another starts here"),
      Sample(
        "a: !!int 1", "audit.yaml:1: tags are not supported; remove 'tag:yaml.org,2002:int'"),
      Sample("a:\n  !mine {b: 1}", "audit.yaml:2: tags are not supported; remove '!mine'"),
    ])
  func unusableText(sample: Sample) throws {
    #expect(try message(sample.yaml) { _ in } == sample.expected)
  }

  @Test(
    "A syntax error is told on one line with its place",
    arguments: [
      Sample(
        "a: 1\nb: [1, 2\n",
        "audit.yaml:3: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence"
      ),
      Sample(
        "a: 1\n b: 2\n",
        "audit.yaml:2: not valid YAML: mapping values are not allowed in this context"),
      Sample(
        "a:\n\tb: 2\n",
        "audit.yaml:2: not valid YAML: found character that cannot start any token"
          + " while scanning for the next token; indent with spaces, not tabs"),
      Sample("a: 1\nb: \u{1}", "audit.yaml:2: not valid YAML: control characters are not allowed"),
      Sample("a: 1\nb: *x", "audit.yaml:2: not valid YAML: found undefined alias"),
    ])
  func syntaxError(sample: Sample) throws {
    #expect(try message(sample.yaml) { _ in } == sample.expected)
  }

  @Test(
    "Anchors and aliases are refused wherever they stand",
    arguments: [
      Sample("a: &x 1\n", "audit.yaml:1: \(anchors)"),
      Sample("a: &x 1\nb: *x\n", "audit.yaml:2: \(anchors)"),
      Sample("a: &x {b: 1}\nc:\n  <<: *x\n", "audit.yaml:3: \(anchors)"),
      Sample("a: [&x 1,*x]", "audit.yaml:1: \(anchors)"),
      Sample("s:\n  - 1\n  - &x [2]\n", "audit.yaml:3: \(anchors)"),
    ])
  func anchor(sample: Sample) throws {
    #expect(try message(sample.yaml) { _ in } == sample.expected)
  }

  @Test("Ampersands and asterisks inside texts are letters like any other")
  func lettersOfAnchors() throws {
    let text = try reading("a: R&D *x and 2*D, x&x # *x\n") { try $0.text("a", "a text") }
    #expect(text == "R&D *x and 2*D, x&x")
  }

  @Test("Nested aliases in a key are refused without expanding them")
  func exponentialKey() throws {
    var lines = ["a0: &a0 [x, x]"]
    for level in 1...60 { lines.append("a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]") }
    lines.append("? *a60 : 1")
    let message = try message(lines.joined(separator: "\n")) { _ in }
    #expect(message == "audit.yaml:2: \(Self.anchors)")
  }

  @Test("A text of more than 1 MiB is refused and one of 1 MiB is read")
  func size() throws {
    let limit = 1 << 20
    let full = "# " + String(repeating: "x", count: limit - 2)
    try reading(full) { _ in }
    #expect(
      try message(full + "x") { _ in }
        == "audit.yaml:1: the text holds 1048577 bytes; at most 1048576 are allowed")
  }

  @Test("Lists nested too deep are refused", arguments: ["[", "- "])
  func depth(opening: String) throws {
    let message = try message(String(repeating: opening, count: 100_000)) { _ in }
    #expect(
      message.hasPrefix("audit.yaml:1: not valid YAML: lists and mappings are nested too deep"))
  }
}
