extension Catalogue {
  /// The lists as a page of documentation.
  package func markdown() -> String {
    var text = """
      # Attacks, metrics, stages, methods of unlearning, formats and policies

      This page is written by `rollcall list --markdown`; a test fails where it is stale.

      """
    text += "\n## Attacks\n"
    for attack in attacks {
      text += """

        ### `\(attack.name)`, version \(attack.version)

        \(attack.summary). Source: \(attack.source).

        - The attacker sees: \(attack.threatModel.access).
        - The attacker has: \(attack.threatModel.knowledge).

        """
      text += table(attack.settings)
    }
    let families = [
      ("Metrics", metrics), ("Stages", stages),
      ("Methods of unlearning", unlearners), ("Formats", formats),
      ("Formats of models", models), ("Policies", policies),
    ]
    for (title, parts) in families {
      text += "\n## \(title)\n"
      for part in parts {
        text += "\n### `\(part.name)`, version \(part.version)\n\n\(part.summary).\n"
        text += table(part.settings)
      }
    }
    return text
  }

  private func table(_ settings: [Setting]) -> String {
    guard !settings.isEmpty else { return "" }
    let rows = settings.map { setting in
      "| `\(setting.name)` | \(setting.kind) | \(setting.defaultValue.map { "`\($0)`" } ?? "required") "
        + "| \(setting.range ?? "") | \(setting.meaning) |"
    }
    return "\n| setting | kind | default | range | meaning |\n| --- | --- | --- | --- | --- |\n"
      + rows.joined(separator: "\n") + "\n"
  }
}
