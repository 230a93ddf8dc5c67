import Results

extension ReportTables {
  /// The most steps of a trace that a report lists.
  private static let listedSteps = 24

  /// What was followed step by step while a release was made.
  func traces(_ stage: Run.StageResult) -> [[String: Any]] {
    let sets = stage.figures.map(\.name).filter { $0.hasPrefix("fair-set:") }.map { name in
      (
        name, "How the \(escaped(name)) was found",
        "Outer steps: the loss on the client's records, the sum of the constraints' distances from their bounds, how far points moved."
      )
    }
    let known = [
      (
        "debiasing", "How the bias fell",
        "Before the first batch, then after batches: the divergence of each attribute in nats, and what the batch was asked for."
      ),
      (
        "training-loss", "How the generator learnt",
        "The mean loss of its epochs. A loss that still falls asks for more epochs."
      ),
    ]
    return (known + sets).compactMap { name, title, note in
      guard let figure = stage.figures.first(where: { $0.name == name }), figure.shape[0] > 0
      else { return nil }
      return ["title": title, "note": note, "table": table(of: figure)]
    }
  }

  /// Steps from all over a trace, the first and the last among them.
  private func table(of figure: Run.Figure) -> String {
    let (steps, width) = (figure.shape[0], figure.shape[1])
    let shown = min(steps, Self.listedSteps)
    let rows = (0..<shown).map { place in
      let step = shown == 1 ? 0 : place * (steps - 1) / (shown - 1)
      return figure.values[step * width..<(step + 1) * width].enumerated().map { column, value in
        guard value.isFinite else { return "–" }
        return column == 0 ? "\(Int(value))" : decimal(value, 6)
      }
    }
    return markdownTable(figure.labels.map(escaped), rows)
  }
}
