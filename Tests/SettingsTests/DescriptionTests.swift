import Settings
import Testing

@Suite struct `Describing a reader` {
  @Test("Every kind of key is described in the order of the calls")
  func everyKind() throws {
    let descriptions = try Settings.describe { settings in
      _ = try settings.integer("i", default: 64, in: 2...100, "an integer")
      _ = try settings.number("x", in: 0...Double.infinity, "a number")
      _ = try settings.optionalNumber("y", in: 0...1, "a number or none")
      _ = try settings.boolean("b", default: false, "a boolean")
      _ = try settings.text("t", default: "", "a text")
      _ = try settings.optionalText("u", "a text or none")
      _ = try settings.choice("o", default: Optimizer.sgd, "a choice")
      _ = try settings.integers("is", default: [1, 2], in: 0...9, count: 2...4, "integers")
      _ = try settings.numbers("xs", in: 0...1, "numbers")
      _ = try settings.texts("ts", count: 1...1, "texts")
      _ = try settings.textOrTexts("tt", count: 1...2, "a text or texts")
      _ = try settings.textMap("m", "a mapping")
      _ = try settings.entries("e", "entries", required: true)
      _ = try settings.sections("g", "sections")
    }
    let lines = descriptions.map { description in
      [
        description.key, description.kind, description.defaultValue ?? "required",
        description.range ?? "any", description.meaning,
      ].joined(separator: " | ")
    }
    #expect(
      lines == [
        "i | integer | 64 | from 2 to 100 | an integer",
        "x | number | required | of 0 or more | a number",
        "y | number | none | from 0 to 1 | a number or none",
        "b | boolean | false | any | a boolean",
        "t | text | \"\" | any | a text",
        "u | text | none | any | a text or none",
        "o | one of adam, momentum, sgd | sgd | any | a choice",
        "is | list of integers | [1, 2] | from 0 to 9; 2 to 4 items | integers",
        "xs | list of numbers | required | from 0 to 1; 1 or more items | numbers",
        "ts | list of texts | required | 1 item | texts",
        "tt | text or list of texts | required | 1 to 2 items | a text or texts",
        "m | mapping of texts | {} | any | a mapping",
        "e | list of names with settings | required | any | entries",
        "g | mapping of names to settings | {} | any | sections",
      ])
  }

  @Test("Required keys hold a harmless value in their range")
  func placeholders() throws {
    var shown: [String] = []
    let descriptions = try Settings.describe { settings in
      let choice: Optimizer = try settings.choice("o", "o")
      shown = [
        String(try settings.integer("i", in: 3...9, "i")),
        String(try settings.number("x", in: 0.5...1, "x")),
        String(try settings.number("y", in: -Double.infinity...(-1), "y")),
        String(try settings.boolean("b", "b")), try settings.text("t", "t"), choice.rawValue,
        try settings.integers("is", in: 3...9, count: 2...4, "is").description,
        try settings.texts("ts", count: 0...4, "ts").description,
        try settings.entries("e", "e", required: true).description, String(settings.has("i")),
      ]
    }
    let expected = ["3", "0.5", "-1.0", "false", "", "adam", "[3, 3]", #"[""]"#, "[]", "false"]
    #expect(shown == expected)
    #expect(descriptions.count == 9)
  }

  @Test("The keys of a section carry its name")
  func sections() throws {
    let descriptions = try Settings.describe { settings in
      var target = try settings.section("target", "the audited model")
      _ = try target.integer("seed", default: 1, in: 0...9, "a seed")
      try target.finish()
    }
    #expect(
      descriptions == [
        SettingDescription(
          key: "target", kind: "section", defaultValue: "{}", range: nil,
          meaning: "the audited model"),
        SettingDescription(
          key: "target.seed", kind: "integer", defaultValue: "1", range: "from 0 to 9",
          meaning: "a seed"),
      ])
  }

  @Test("What the reader throws is passed on")
  func failure() {
    #expect(throws: SettingsError.self) {
      try Settings.describe { settings in throw settings.error("a", "no") }
    }
  }
}
