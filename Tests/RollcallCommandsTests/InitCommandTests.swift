import Foundation
import Testing

@Suite("Experiment drafts")
struct InitCommandTests {
  private func rollcall(_ arguments: [String]) throws -> (code: Int32, notes: String) {
    let process = Process()
    process.executableURL = try packageRoot().appending(path: ".build/release/rollcall")
    process.arguments = arguments
    let notes = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = notes
    try process.run()
    let text = String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test("a draft runs as it is, and is not written over another")
  func runs() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines = ["\"user id\";\"age: years\";sex;since;yes/no"]
    for record in 0..<200 {
      let label = (record * 7919) % 3 == 0 ? "true" : "false"
      let since = "20\(10 + record % 10)-02-03"
      lines.append(
        "u\(record);\(20 + record % 50);\(record % 2 == 0 ? "F" : "M");\(since);\(label)")
    }
    let data = folder.appending(path: "people.csv")
    try Data(lines.joined(separator: "\n").utf8).write(to: data)
    let draft = folder.appending(path: "draft").path
    #expect(try rollcall(["init", data.path, "--out", draft]).code == 0)
    let text = try String(contentsOfFile: "\(draft)/experiment.yaml", encoding: .utf8)
    #expect(text.contains("label: \"yes/no\"") && text.contains("ignore: [\"user id\"]"))
    #expect(text.contains("dates: [since]") && text.contains("categorical: [sex]"))
    #expect(text.contains("\"age: years\": {column: \"age: years\", cuts: [25, 60]}"))
    try Data(
      text.replacing("models: 64", with: "models: 4").replacing("epochs: 30", with: "epochs: 1")
        .utf8
    ).write(to: URL(filePath: "\(draft)/experiment.yaml"))
    let run = try rollcall(
      [
        "run", "\(draft)/experiment.yaml", "--no-cache", "--out",
        folder.appending(path: "out").path,
      ])
    #expect(run.code == 0, "\(run.notes)")
    let again = try rollcall(["init", data.path, "--out", draft])
    #expect(again.code == 1 && again.notes.contains("experiment.yaml: is there already"))
    let label = try rollcall(["init", data.path, "--label", "nope", "--out", folder.path])
    #expect(label.code == 1 && label.notes.contains("no column 'nope' for the label"))
  }

  /// Written by NumPy's savez_compressed: X, uint8 [200, 3]; y, bool [200]; sex, int8 [200].
  private static let arrays = """
    UEsDBC0AAAAIAAAAIQBSiTet//////////8FABQAWC5ucHkBABAA2AIAAAAAAADHAAAAAAAAAO2OOzMDURxHz+9/b6\
    X2FlzPm7DYJJ7xfnZMGoXK7MgahRGziwafwhdOfAVdZpzunOr83Nxet+/EB5+xk5cPRWyF+PVej0mIj93irche7rtF\
    J//tV9lzmfd7+ZS95n2vNtI0Cc1aEr7DHxkahhFp1BhzGvdMoEkxZao4pr1mYFYKxpzTvGcBLYol07IjelWhJq0Yq0\
    6JZw2tiw1T6qh7NaApbRpbTtueHbQr9kwtx77XARxKR8ax04nnFJ2Jc9OF49Lr/2rQr3pQSwMELQAAAAgAAAAhAKL6\
    NkP//////////wUAFAB5Lm5weQEAEABIAQAAAAAAAEsAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXpNkqK6joJ\
    6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRgYGOpo6CrUKZAMuRgaGYYEAUEsDBC0AAAAIAAAAIQC04L9q////\
    //////8HABQAc2V4Lm5weQEAEABIAQAAAAAAAEoAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgXpNpqK6joJ6WX1\
    RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRgYGOpo6CrUKZAMuBsbhAQFQSwECLQMtAAAACAAAACEAUok3rccAAADY\
    AgAABQAAAAAAAAAAAAAAgAEAAAAAWC5ucHlQSwECLQMtAAAACAAAACEAovo2Q0sAAABIAQAABQAAAAAAAAAAAAAAgA\
    H+AAAAeS5ucHlQSwECLQMtAAAACAAAACEAtOC/akoAAABIAQAABwAAAAAAAAAAAAAAgAGAAQAAc2V4Lm5weVBLBQYA\
    AAAAAwADAJsAAAADAgAAAAA=
    """

  @Test("a draft for an archive of arrays runs as it is, with its comments or without")
  func runsArrays() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "people.npz")
    try #require(Data(base64Encoded: Self.arrays)).write(to: file)
    let draft = folder.appending(path: "draft").path
    #expect(try rollcall(["init", file.path, "--out", draft]).code == 0)
    var text = try String(contentsOfFile: "\(draft)/experiment.yaml", encoding: .utf8)
    for line in ["#   X: uint8 [200, 3]", "#   y: bool [200]", "#   sex: int8 [200]"] {
      #expect(text.contains(line))
    }
    #expect(text.contains("features: \"\(file.path):X\"     # check: 200 x 3\n"))
    #expect(text.contains("labels: \"\(file.path):y\"     # check: 200\n"))
    let edits = [
      ("models: 64", "models: 4"), ("targets: 3", "targets: 1"), ("epochs: 30", "epochs: 1"),
      ("# names: [age, income] ", "names: [age, job, third] "),
      ("# categorical: [x1]", "categorical: [job]"),
      ("# numericEncoding", "numericEncoding"), ("# classes", "classes"), ("# groups:", "groups:"),
      ("#   age: {column: x1", "  age: {column: age"),
      ("#   sex: {array: \"groups.npz:sex\"", "  sex: {array: \"\(file.path):sex\""),
    ]
    for (old, new) in edits {
      #expect(text.contains(old), "no '\(old)'")
      text = text.replacing(old, with: new)
    }
    let experiment = URL(filePath: "\(draft)/experiment.yaml")
    try Data(text.utf8).write(to: experiment)
    let out = folder.appending(path: "out").path
    let run = try rollcall(["run", experiment.path, "--no-cache", "--out", out])
    #expect(run.code == 0, "\(run.notes)")
    #expect(run.notes.contains("200 records, 17 encoded columns"), "\(run.notes)")
    let label = try rollcall(["init", file.path, "--label", "z", "--out", folder.path])
    #expect(label.code == 1 && label.notes.contains("people.npz: no array 'z' for the labels"))
  }

  @Test("a draft for an array alone says what is to be filled in, and quotes odd names")
  func asks() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "X\t\".npy")
    var header = Array("{'descr': '|u1', 'fortran_order': False, 'shape': (4, 2), }".utf8)
    header += Array(repeating: 0x20, count: 117 - header.count) + [0x0A]
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
    try Data(magic + header + [1, 2, 3, 4, 5, 6, 7, 8]).write(to: file)
    #expect(try rollcall(["init", file.path, "--out", folder.path]).code == 0)
    let experiment = folder.appending(path: "experiment.yaml").path
    let text = try String(contentsOfFile: experiment, encoding: .utf8)
    #expect(text.contains("\"X\\U00000009\\\".npy\": uint8 [4, 2].\n"))
    #expect(text.contains("X\\U00000009\\\".npy\"     # check: 4 x 2\n"))
    #expect(text.contains("labels:      # fill in"))
    let run = try rollcall(["run", experiment, "--out", folder.path])
    #expect(run.code == 64 && run.notes.contains("'labels' must be text, found nothing"))
  }
}
