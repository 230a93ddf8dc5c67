import Settings
import Testing

@Suite struct `Entries with settings` {
  private static let form =
    "'attacks' must be a list of names, each alone or as 'name: {settings}', "

  @Test("An entry is a name alone, with settings, or with none after the colon")
  func forms() throws {
    let yaml =
      "attacks:\n  - loss\n  - lira: {models: 8}\n  - rmia:\n      models: 4\n  - 'blind':\n"
    let entries = try reading(yaml) { try $0.entries("attacks", "attacks", required: true) }
    #expect(entries.map(\.name) == ["loss", "lira", "rmia", "blind"])
    #expect(entries.map(\.line) == [2, 3, 4, 6])
    #expect(entries.allSatisfy { $0.file == "audit.yaml" })
    let models = try entries.map { entry in
      var settings = entry.settings()
      let models = try settings.integer("models", default: 2, in: 2...9, "models")
      try settings.finish()
      return models
    }
    #expect(models == [2, 8, 4, 2])
  }

  @Test(
    "An item of another form is refused at its line",
    arguments: [
      Sample("attacks: lira", "1: \(form)found text"),
      Sample("attacks: {lira: {}}", "1: \(form)found a mapping"),
      Sample("attacks: []", "1: \(form)found an empty list"),
      Sample("attacks:", "1: \(form)found nothing"),
      Sample("attacks:\n  - a\n  - [b]", "3: \(form)found a list in item 2"),
      Sample("attacks:\n  - a\n  -\n  - b", "3: \(form)found nothing in item 2"),
      Sample("attacks:\n  - a: 5", "2: \(form)found 'a' with an integer in item 1"),
      Sample(
        "attacks:\n  - lira:\n    models: 4",
        "2: \(form)found a mapping of 2 keys in item 1; indent the settings deeper than the name"),
      Sample("attacks: [{}]", "1: \(form)found a mapping of 0 keys in item 1"),
      Sample(
        "",
        "1: 'attacks' is missing; it must be a list of names, each alone or as 'name: {settings}'"),
    ])
  func refused(sample: Sample) throws {
    let message = try message(sample.yaml) { settings in
      _ = try settings.entries("attacks", "attacks", required: true)
    }
    #expect(message == "audit.yaml:" + sample.expected)
  }

  @Test("A list that is not required may be absent or empty", arguments: ["", "attacks: []"])
  func optional(yaml: String) throws {
    let entries = try reading(yaml) { try $0.entries("attacks", "attacks", required: false) }
    #expect(entries.isEmpty)
  }

  @Test("The settings of an entry refuse unread keys at their line")
  func unreadKey() throws {
    let yaml = "attacks:\n  - lira:\n      models: 4\n      model: 4\n"
    let message = try message(yaml) { settings in
      for entry in try settings.entries("attacks", "attacks", required: true) {
        var nested = entry.settings()
        _ = try nested.integer("models", in: 2...9, "models")
        try nested.finish()
      }
    }
    #expect(message == "audit.yaml:4: unknown key 'model'; did you mean 'models'?")
  }

  @Test("An entry's own error carries its line")
  func ownError() throws {
    let message = try message("attacks:\n  - loss\n  - lyra\n") { settings in
      let entries = try settings.entries("attacks", "attacks", required: true)
      throw entries[1].error(unknownName("attack", entries[1].name, among: ["loss", "lira"]))
    }
    #expect(message == "audit.yaml:3: unknown attack 'lyra'; did you mean 'lira'?")
  }

  @Test("A mapping of names to settings keeps its order")
  func sections() throws {
    let yaml = "groups:\n  sex: {column: 9}\n  age:\n    column: 0\n  all:\n"
    let groups = try reading(yaml) { try $0.sections("groups", "groups") }
    #expect(groups.map(\.name) == ["sex", "age", "all"])
    #expect(groups.map(\.line) == [2, 3, 5])
    var sex = groups[0].settings()
    #expect(try sex.integer("column", in: 0...9, "column") == 9)
    try sex.finish()
    let message = try message("groups:\n  sex: 9\n") { _ = try $0.sections("groups", "groups") }
    #expect(
      message
        == "audit.yaml:2: 'groups' must be a mapping of names to settings, found an integer in 'sex'"
    )
  }
}
