import Pipelines
import Settings
import Tables
import Testing

@Suite("Formats of records")
struct RecordSourceTests {
  @Test("every format has a name of its own, a summary and settings with a meaning")
  func laws() throws {
    #expect(Set(recordSources.map { $0.name }).count == recordSources.count)
    for type in recordSources {
      #expect(!type.summary.isEmpty && !type.summary.contains("\n"))
      let settings = try Settings.describe { settings in
        _ = try type.init(&settings)
        _ = try NumericEncoding(&settings)
      }
      #expect(Set(settings.map(\.key)).count == settings.count, "\(type.name): a key twice")
      #expect(settings.contains { $0.defaultValue == nil }, "\(type.name) names no files")
      #expect(settings.allSatisfy { !$0.meaning.isEmpty && $0.key != "format" })
    }
  }

  @Test(
    "a format that names files which are not there fails in one line",
    arguments: [
      "format: csv\nfiles: [no.csv]\nlabel: y\nnumeric: [x]",
      "format: arrays\nfeatures: no.npy\nlabels: no.npy",
    ])
  func failure(yaml: String) throws {
    var settings = try Settings(yaml: yaml, file: "e.yaml")
    let source = try recordSource(&settings)
    do {
      _ = try source.read(relativeTo: "/", name: "data")
      Issue.record("nothing was thrown")
    } catch {
      #expect("\(error)".hasPrefix("no.") && !"\(error)".contains("\n"))
    }
  }

  @Test("the format is csv where none is named, and an unknown one is told with the known ones")
  func choice() throws {
    var plain = try Settings(yaml: "files: [a]\nlabel: b", file: "e.yaml")
    #expect(try recordSource(&plain) is CSVSource)
    var arrays = try Settings(yaml: "format: arrays\nfeatures: a\nlabels: b", file: "e.yaml")
    #expect(try recordSource(&arrays) is ArraySource)
    let error = #expect(throws: SettingsError.self) {
      var other = try Settings(yaml: "format: array", file: "e.yaml")
      _ = try recordSource(&other)
    }
    #expect(error?.description == "e.yaml:1: unknown format 'array'; did you mean 'arrays'?")
  }
}
