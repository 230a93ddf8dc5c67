import Settings
import Testing

@Suite struct `Nested settings` {
  /// Reads the seed of a section and finishes it.
  private func seed(_ settings: inout Settings) throws -> Int {
    var target = try settings.section("target", "the audited model")
    let seed = try target.integer("seed", in: 0...99, "seed of the target")
    try target.finish()
    return seed
  }

  @Test("A section reads its own keys")
  func section() throws {
    #expect(try reading("target: {seed: 7}") { try seed(&$0) } == 7)
  }

  @Test(
    "The messages of a section carry the file and the line",
    arguments: [
      Sample(
        "target:\n  seed: 5\n  sed: 1",
        "audit.yaml:3: unknown key 'sed'; did you mean 'seed'?"),
      Sample(
        "a: 1\ntarget:\n",
        "audit.yaml:2: 'seed' is missing in 'target'; it must be an integer from 0 to 99"),
      Sample("", "audit.yaml:1: 'seed' is missing in 'target'; it must be an integer from 0 to 99"),
      Sample(
        "target: 5", "audit.yaml:1: 'target' must be a mapping of keys to values, found an integer"
      ),
      Sample(
        "target:\n  seed: [x]",
        "audit.yaml:2: 'seed' must be an integer from 0 to 99, found a list"),
    ])
  func refusedSection(sample: Sample) throws {
    #expect(try message(sample.yaml) { _ = try seed(&$0) } == sample.expected)
  }

  @Test("A mapping of texts keeps its order and each value as written")
  func textMap() throws {
    let pairs = try reading("names: {z: 1.50, a: 'x y', m: true}") { settings in
      try settings.textMap("names", "names")
    }
    #expect(pairs.map(\.0) == ["z", "a", "m"])
    #expect(pairs.map(\.1) == ["1.50", "x y", "true"])
    #expect(try reading("") { try $0.textMap("names", "names") }.isEmpty)
  }

  @Test(
    "A mapping of texts refuses values that are not single",
    arguments: [
      Sample(
        "names:\n  a: 1\n  b: [1]",
        "3: 'names' must be a mapping of names to texts, found a list in 'b'"),
      Sample(
        "names: {a: }", "1: 'names' must be a mapping of names to texts, found nothing in 'a'"),
      Sample("names: [a]", "1: 'names' must be a mapping of names to texts, found a list"),
    ])
  func refusedTextMap(sample: Sample) throws {
    let message = try message(sample.yaml) { _ = try $0.textMap("names", "names") }
    #expect(message == "audit.yaml:" + sample.expected)
  }

  @Test("A message inside a section of a section names both")
  func path() throws {
    let message = try message("groups:\n  sex:\n    columns: 3\n") { settings in
      var groups = try settings.section("groups", "groups")
      var sex = try groups.section("sex", "sex")
      _ = try sex.integer("column", in: 0...9, "column")
    }
    #expect(
      message
        == "audit.yaml:2: 'column' is missing in 'groups.sex'; it must be an integer from 0 to 9"
    )
  }
}
