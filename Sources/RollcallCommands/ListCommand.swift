import ArgumentParser

/// `rollcall list`: prints what experiments and suites can name.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "Print all attacks, metrics, stages, methods of unlearning, formats and policies with settings."
  )

  @Flag(help: "Print JSON, the stable interface for machines.")
  var json = false

  @Flag(help: "Print the page of documentation.")
  var markdown = false

  func validate() throws {
    guard !(json && markdown) else {
      throw ValidationError("give --json or --markdown, not both")
    }
  }

  func run() throws {
    let catalogue = try Catalogue()
    if json {
      Console.result(try catalogue.json())
    } else if markdown {
      Console.result(String(catalogue.markdown().dropLast()))
    } else {
      Console.result(text(catalogue))
    }
  }

  private func text(_ catalogue: Catalogue) -> String {
    var lines = ["attacks"]
    for attack in catalogue.attacks {
      lines += ["  \(attack.name) (version \(attack.version)): \(attack.summary)"]
      lines += rows(attack.settings)
    }
    let families = [
      ("metrics", catalogue.metrics), ("stages", catalogue.stages),
      ("methods of unlearning", catalogue.unlearners), ("formats", catalogue.formats),
      ("formats of models", catalogue.models),
      ("policies", catalogue.policies),
    ]
    for (title, parts) in families {
      lines += ["", title]
      for part in parts {
        lines += ["  \(part.name) (version \(part.version)): \(part.summary)"]
        lines += rows(part.settings)
      }
    }
    return lines.joined(separator: "\n")
  }

  private func rows(_ settings: [Catalogue.Setting]) -> [String] {
    aligned(
      settings.map { setting in
        let fallback = setting.defaultValue.map { "default \($0)" } ?? "required"
        return [
          "      \(setting.name)", setting.kind, fallback, setting.range ?? "", setting.meaning,
        ]
      })
  }
}
