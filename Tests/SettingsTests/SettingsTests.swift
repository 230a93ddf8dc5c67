import Settings
import Testing

@Suite struct `Reading the root` {
  @Test("Keys are read in any order, each once, and finish accepts a mapping read whole")
  func everyKey() throws {
    let values = try reading("rounds: 5\nmodels: 64\n") { settings in
      [
        try settings.integer("models", in: 2...100, "shadow models"),
        try settings.integer("rounds", default: 1, in: 1...9, "rounds"),
      ]
    }
    #expect(values == [64, 5])
  }

  @Test(
    "A text without values is an empty mapping",
    arguments: ["", "\n", "# nothing\n", "---\n", "{}", "---\n...\n", "null"])
  func emptyText(yaml: String) throws {
    let rounds = try reading(yaml) { try $0.integer("rounds", default: 3, in: 1...9, "rounds") }
    #expect(rounds == 3)
  }

  @Test(
    "An unread key is refused at its line with the nearest key, or else all keys",
    arguments: [
      Sample(
        "models: 4\nround: 2\n", "audit.yaml:2: unknown key 'round'; did you mean 'rounds'?"),
      Sample("\n\nMODELS: 4", "audit.yaml:3: unknown key 'MODELS'; did you mean 'models'?"),
      Sample("moedls: 4", "audit.yaml:1: unknown key 'moedls'; did you mean 'models'?"),
      Sample("colour: 4", "audit.yaml:1: unknown key 'colour'; known keys: models, rounds"),
      Sample("<<: {models: 4}", "audit.yaml:1: unknown key '<<'; known keys: models, rounds"),
      Sample(
        "b: 1\na: 1", "audit.yaml:1: unknown key 'b'; known keys: models, rounds"),
    ])
  func unknownKey(sample: Sample) throws {
    let message = try message(sample.yaml) { settings in
      _ = try settings.integer("models", default: 4, in: 2...100, "shadow models")
      _ = try settings.integer("rounds", default: 1, in: 1...9, "rounds")
    }
    #expect(message == sample.expected)
  }

  @Test("Finishing a mapping from which nothing was read says that no key is known")
  func noKnownKey() throws {
    let message = try message("a: 1") { _ in }
    #expect(message == "audit.yaml:1: unknown key 'a'; there are no known keys here")
  }

  @Test("A missing required key is named with what it must be")
  func missingKey() throws {
    let message = try message("rounds: 1") { settings in
      _ = try settings.integer("models", in: 2...100, "shadow models")
    }
    #expect(
      message == "audit.yaml:1: 'models' is missing; it must be an integer from 2 to 100")
  }

  @Test("The caller's own errors carry the line of a key that has been read")
  func callersError() throws {
    let message = try message("low: 1\nhigh: 0\n") { settings in
      let low = try settings.integer("low", in: 0...9, "lower end")
      let high = try settings.integer("high", in: 0...9, "upper end")
      if low > high { throw settings.error("high", "'high' must be at least 'low'") }
    }
    #expect(message == "audit.yaml:2: 'high' must be at least 'low'")
  }

  @Test("A key is there whether it has been read or not")
  func presence() throws {
    let presence = try reading("a: 1") { settings in
      let before = [settings.has("a"), settings.has("b")]
      _ = try settings.integer("a", in: 0...9, "a")
      return before + [settings.has("a")]
    }
    #expect(presence == [true, false, true])
  }
}
