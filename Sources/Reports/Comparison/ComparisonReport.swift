import Auditing
import Metrics
package import Results
import Statistics

/// A comparison as people read it: Markdown with pictures, a pure function of the two runs.
package struct ComparisonReport: Sendable {
  /// The text; it shows the pictures where there are any.
  package let markdown: String
  /// The curves of both runs and the differences.
  package let pictures: [Report.Picture]

  /// Writes the report.
  ///
  /// - Parameters:
  ///   - comparison: What came out.
  ///   - baseline: The baseline with the name to call it by.
  ///   - new: The new run with the name to call it by.
  ///   - drawsPictures: Whether pictures are wanted; drawing takes longer than comparing.
  /// - Throws: `AuditingError` where a run holds scores that are not finite.
  package init(
    _ comparison: RunComparison, baseline: (name: String, run: Run), new: (name: String, run: Run),
    drawsPictures: Bool
  ) throws {
    pictures =
      drawsPictures
      ? try ComparisonCharts(comparison, baseline: baseline.run, new: new.run).pictures : []
    let text = ComparisonText(comparison)
    let shown = pictures.map { "![\($0.name.replacing(".png", with: ""))](\($0.name))" }
    markdown =
      ([
        "# \(escaped(new.name)) compared with \(escaped(baseline.name))",
        "**\(text.headline)**", text.facts,
      ] + text.declared + shown + text.others + text.exclusions)
      .filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
}
