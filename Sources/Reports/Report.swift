import Images
import Metrics
import Mustache
package import Results

/// A run as people read it: Markdown with pictures, a pure function of the run and the template.
package struct Report: Sendable {
  /// A picture that the text shows.
  package struct Picture: Sendable {
    /// The file's name beside the report.
    package let name: String
    /// What is drawn; a bitmap is shown as it is.
    let content: Content

    enum Content: Sendable {
      case drawing(Drawing)
      case bitmap(Bitmap)
    }

    /// What is drawn; nil for a bitmap.
    package var drawing: Drawing? {
      if case .drawing(let drawing) = content { drawing } else { nil }
    }

    init(name: String, drawing: Drawing) {
      (self.name, content) = (name, .drawing(drawing))
    }

    init(name: String, bitmap: Bitmap) {
      (self.name, content) = (name, .bitmap(bitmap))
    }

    /// Draws the picture and encodes it as PNG.
    ///
    /// - Throws: `ChartsError` or `ImageError` where drawing or encoding fails.
    package func png() throws -> [UInt8] {
      switch content {
      case .drawing(let drawing):
        let pixels = try render(drawing, scale: 2)
        return try encodePNG(
          Bitmap(width: pixels.width, height: pixels.height, pixels: pixels.pixels))
      case .bitmap(let bitmap): return try encodePNG(bitmap)
      }
    }
  }

  /// The text.
  package let markdown: String
  /// The pictures that the text shows.
  package let pictures: [Picture]

  /// Writes the report of a run.
  ///
  /// - Parameter run: The run.
  /// - Throws: An error in one line where the run contradicts itself.
  package init(_ run: Run) throws {
    let tables = ReportTables(run)
    let charts = try ReportCharts(run)
    pictures = charts.pictures
    let template = try MustacheTemplate(
      string: String(decoding: PackageResources.report_md_mustache, as: UTF8.self))
    var text = template.render(try ReportText(run, tables: tables, charts: charts).context())
    while text.contains("\n\n\n") { text = text.replacing("\n\n\n", with: "\n\n") }
    markdown = text
  }

  /// The clients of a run whose records could not be used, while those of others were.
  ///
  /// - Parameter run: The run.
  /// - Returns: Each client once, with the reason in one line.
  package static func leftOut(_ run: Run) -> [(name: String, reason: String)] {
    ReportTables(run).clientsLeftOut.map { ($0.client, $0.reason) }
  }
}
