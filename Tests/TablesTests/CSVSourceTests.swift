import Foundation
import Settings
import Tables
import Testing

@Suite("CSV source")
struct CSVSourceTests {
  private func source(_ yaml: String) throws -> CSVSource {
    var settings = try Settings(yaml: yaml, file: "e.yaml")
    let source = try CSVSource(&settings)
    try settings.finish()
    return source
  }

  @Test("an experiment's data mapping gives the dataset that its files hold")
  func reads() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("|note\n39, ?, M, no.\n50, x, F, yes.\n".utf8).write(
      to: folder.appending(path: "a.data"))
    let source = try source(
      """
      files: [a.data]
      names: [age, work, sex, vote]
      comment: "|"
      label: vote
      labelSuffix: "."
      numeric: [age]
      categorical: [work, sex]
      groups:
        sex: {column: sex, values: {M: male, F: female}}
        age: {column: age, cuts: [40]}
      """)
    let dataset = try source.read(relativeTo: folder.path, name: "t")
    #expect(dataset.count == 2 && dataset.label.names == ["no", "yes"])
    #expect(dataset.groups.map(\.name) == ["sex", "age"])
    #expect(dataset.groups[0].categories.names == ["female", "male"])
    #expect(dataset.groups[1].categories.names == ["<=40", ">40"])
    #expect(dataset.sources.map(\.name) == ["a.data"])
  }

  @Test("columns declared as dates are read as days")
  func dates() throws {
    let folder = try Folder()
    _ = try folder.write(Array("born,vote\n1970-01-02,no\n1970-01-11,yes\n".utf8), as: "a.csv")
    let dataset = try source("files: [a.csv]\nlabel: vote\ndates: [born]")
      .read(relativeTo: folder.path, name: "t")
    #expect(rows(dataset) == ["1.0|no", "10.0|yes"])
  }

  @Test(
    "a mistake is told with file and line",
    arguments: [
      (
        "files: [a]\nlabel: b\ndelimiter: ';;'", "e.yaml:3: 'delimiter' must be one ASCII character"
      ),
      (
        "files: [a]\nlabel: b\ngroups: {g: {column: c, values: {x: y}, cuts: [1]}}",
        "e.yaml:3: give 'values' or 'cuts', not both"
      ),
      (
        "files: [a]\nlabel: b\ngroups: {g: {column: c, cuts: [2, 1]}}",
        "e.yaml:3: 'cuts' must be in increasing order"
      ),
      (
        "files: [a]\nlabel: b\nnumerc: [x]",
        "e.yaml:3: unknown key 'numerc'; did you mean 'numeric'?"
      ),
    ])
  func mistakes(yaml: String, message: String) {
    let error = #expect(throws: SettingsError.self) { try source(yaml) }
    #expect(error?.description == message)
  }
}
