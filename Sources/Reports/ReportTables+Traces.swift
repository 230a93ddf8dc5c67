import Results

extension ReportTables {
  /// The most steps of a trace that a report lists.
  private static let listedSteps = 24

  /// What was followed step by step while a release was made.
  func traces(_ stage: Run.StageResult) -> [[String: Any]] {
    let sets = stage.figures.filter { $0.name.hasPrefix(Self.set) && $0.shape[0] > 0 }
    let single = sets.count == 1 ? sets : []
    let found = single.map { figure in
      (
        figure.name, "How the \(escaped(figure.name)) was found",
        "Outer steps: the loss on the client's records, the sum of the constraints' distances from their bounds, how far points moved, and each constraint's value."
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
    return searches(sets)
      + (known + found).compactMap { name, title, note in
        guard let figure = stage.figures.first(where: { $0.name == name }), figure.shape[0] > 0
        else { return nil }
        return ["title": title, "note": note, "table": table(of: figure)]
      }
  }

  private static let set = "fair-set:"

  /// How the sets of several clients were found, a row for each.
  private func searches(_ sets: [Run.Figure]) -> [[String: Any]] {
    guard sets.count > 1 else { return [] }
    let rows = sets.map { figure in
      let width = figure.shape[1]
      let (first, last) = (figure.values.prefix(width), figure.values.suffix(width))
      func text(_ column: Int) -> String {
        let values = [first[first.startIndex + column], last[last.startIndex + column]]
        return values.map { $0.isFinite ? decimal($0, 4) : "–" }.joined(separator: " to ")
      }
      return [escaped(String(figure.name.dropFirst(Self.set.count))), "\(figure.shape[0] - 1)"]
        + [text(1), text(2)]
    }
    return [
      [
        "title": "How clients' sets were found",
        "note":
          "From the first step to the last: the loss on the client's records and the sum of the constraints' distances from their bounds. Every step is in `run.h5`.",
        "table": markdownTable(["client", "steps", "loss", "violation"], rows),
      ]
    ]
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
