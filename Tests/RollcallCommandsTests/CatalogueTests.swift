import Foundation
import RollcallCommands
import Testing

@Suite("Catalogue")
struct CatalogueTests {
  @Test("the page of documentation is the one that the lists give")
  func page() throws {
    let file = try packageRoot().appending(path: "Documentation/Reference.md")
    let page = try Catalogue().markdown()
    if ProcessInfo.processInfo.environment["RECORD"] == "1" { try Data(page.utf8).write(to: file) }
    let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(
      page == written, "stale; write it with: rollcall list --markdown > \(file.lastPathComponent)")
  }

  @Test("the JSON has the promised keys")
  func json() throws {
    let object = try JSONSerialization.jsonObject(with: Data(try Catalogue().json().utf8))
    let root = try #require(object as? [String: [[String: Any]]])
    #expect(
      Set(root.keys) == [
        "attacks", "metrics", "stages", "unlearners", "formats", "models", "policies",
      ])
    for attack in try #require(root["attacks"]) {
      #expect(Set(["name", "version", "threatModel", "settings"]).isSubset(of: attack.keys))
    }
    let train = try #require(root["stages"]?.first { $0["name"] as? String == "train" })
    let settings = try #require(train["settings"] as? [[String: Any]])
    let epochs = try #require(settings.first { $0["name"] as? String == "epochs" })
    #expect(epochs["default"] as? String == "50")
    #expect(epochs["range"] as? String == "from 1 to 100000")
  }
}

/// The folder of the package that this file belongs to.
func packageRoot() throws -> URL {
  var folder = URL(filePath: #filePath).deletingLastPathComponent()
  while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
    try #require(folder.path != "/", "no Package.swift above \(#filePath)")
    folder.deleteLastPathComponent()
  }
  return folder
}
