import Foundation
import Images
import Reports
import Results
import Testing

@Suite("The sample report")
struct SampleReportTests {
  /// The largest mean difference of a colour channel, of 255, between the committed and a new picture.
  static let tolerance = 2.0

  private static func root() throws -> URL {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      try #require(folder.path != "/", "no Package.swift above \(#filePath)")
      folder.deleteLastPathComponent()
    }
    return folder
  }

  private static func report() throws -> Report {
    try Report(Run(path: root().appending(path: "fixtures/runs/german-credit.h5").path))
  }

  private static var isRecording: Bool {
    ProcessInfo.processInfo.environment["RECORD"] == "1"
  }

  @Test("the text is byte for byte what the run and the template give")
  func text() throws {
    let file = try Self.root().appending(path: "reports/sample/report.md")
    let text = try Self.report().markdown
    if Self.isRecording { try Data(text.utf8).write(to: file) }
    let sample = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let difference = zip(text.split(separator: "\n"), sample.split(separator: "\n"))
      .first { $0 != $1 }
    #expect(text == sample, "first difference: \(difference.map { "\($0)" } ?? "the length")")
  }

  @Test("the pictures are those that the run gives")
  func pictures() throws {
    let folder = try Self.root().appending(path: "reports/sample")
    let pictures = try Self.report().pictures
    #expect(pictures.count >= 6)
    for picture in pictures {
      let png = try picture.png()
      let file = folder.appending(path: picture.name)
      if Self.isRecording { try Data(png).write(to: file) }
      let (drawn, sample) = (
        try decodePNG(png), try decodePNG(Array(try Data(contentsOf: file)))
      )
      try #require(drawn.width == sample.width && drawn.height == sample.height)
      let total = zip(drawn.pixels, sample.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(Double(total) / Double(drawn.pixels.count) <= Self.tolerance, "\(picture.name)")
    }
  }

  @Test("every picture is shown by the text, and the text shows no other")
  func shown() throws {
    let report = try Self.report()
    let shown = report.markdown.matches(of: /!\[[^\]]*\]\(([^)]+)\)/).map { String($0.1) }
    #expect(shown.sorted() == report.pictures.map(\.name).sorted())
  }

  @Test("the verdict stands before everything else, then the test of the split")
  func order() throws {
    let text = try Self.report().markdown
    let verdict = try #require(text.range(of: "**A membership leak was found.**"))
    let split = try #require(text.range(of: "## Is the split fair?"))
    let attacks = try #require(text.range(of: "## After stage"))
    #expect(verdict.lowerBound < split.lowerBound && split.lowerBound < attacks.lowerBound)
  }
}
