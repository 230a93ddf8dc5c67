import Foundation
import Testing

/// `rollcall audit` as a user starts it, on small files in a folder of its own.
@Suite("Release audits from the command line")
struct AuditCommandTests {
  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let names = ["number", "age", "sex", "since", "income", "rich"]
    let (members, others) = (records(start: 0), records(start: 100))
    try write(names, members, to: "members.csv", in: folder)
    try write(names, others, to: "others.csv", in: folder)
    try write(names + ["extra"], members.map { $0 + ["1"] }, to: "wide.csv", in: folder)
    try write(
      ["age", "sex", "income", "rich"], members.map { [$0[1], $0[2], $0[4], $0[5]] },
      to: "narrow.csv", in: folder)
    var broken = members
    broken[3][4] = "inf"
    try write(names, broken, to: "broken.csv", in: folder)
    try write(
      names, members.map { [$0[0], $0[1], $0[2], $0[3], "", $0[5]] }, to: "unpaid.csv", in: folder)
    try write(names, [], to: "header.csv", in: folder)
    return folder
  }

  private static func records(start: Int) -> [[String]] {
    (start..<start + 40).map { place in
      let mixed = (place * 7919 + 13) % 101
      return [
        "n\(place)", "\(18 + mixed % 60)", mixed % 2 == 0 ? "\"f, or \"\"F\"\"\"" : "m",
        "20\(10 + mixed % 10)-02-03", "\(1000 + mixed * 17)", mixed % 3 == 0 ? "yes" : "no",
      ]
    }
  }

  private static func write(
    _ names: [String], _ records: [[String]], to file: String, in folder: URL
  ) throws {
    let lines = ([names] + records).map { $0.joined(separator: ",") }
    try Data(lines.joined(separator: "\n").appending("\n").utf8)
      .write(to: folder.appending(path: file))
  }

  /// Runs the program in a folder.
  private func rollcall(_ arguments: [String], in folder: URL) throws -> (
    code: Int32, notes: String
  ) {
    let process = Process()
    process.executableURL = try packageRoot().appending(path: ".build/release/rollcall")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let notes = Pipe()
    process.standardOutput = FileHandle.nullDevice
    process.standardError = notes
    try process.run()
    let text = String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static let real = ["--members", "members.csv", "--nonmembers", "others.csv"]

  @Test("settings written from options give the same run, and the report all sections and pictures")
  func roundTrip() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try rollcall(
      ["audit"] + Self.real + [
        "--release", "wide.csv", "--label", "rich", "--sensitive", "sex,age:30:50", "--out", "a",
      ], in: folder)
    try #require(first.code == 0, "\(first.notes)")
    #expect(first.notes.contains("column 'extra' is not in members.csv, others.csv and is left"))
    #expect(first.notes.contains("column 'number' tells every record from the others"))
    let text = try String(contentsOf: folder.appending(path: "a/release.yaml"), encoding: .utf8)
    for line in [
      "  label: rich\n", "  numeric: [age, income]\n", "  dates: [since]\n",
      "  categorical: [sex]\n", "  ignore: [number, extra]\n",
      "    age: {column: age, cuts: [30, 50]}\n",
    ] {
      #expect(text.contains(line), "\(line) is not in \(text)")
    }
    let again = try rollcall(["audit", "a/release.yaml", "--out", "b"], in: folder)
    try #require(again.code == 0, "\(again.notes)")
    let runs = try ["a", "b"].map { try Data(contentsOf: folder.appending(path: "\($0)/run.h5")) }
    #expect(runs[0] == runs[1])
    try checkReport(folder.appending(path: "a"))
  }

  private func checkReport(_ folder: URL) throws {
    let report = try String(contentsOf: folder.appending(path: "report.md"), encoding: .utf8)
    for heading in [
      "### Nearness to real records", "### What the release gives away",
      "### Utility: how well distributions are kept",
      "### Utility: whether the release can be told from real records",
      "### Utility: what can be learned from the release",
    ] {
      #expect(report.contains("\n\(heading)\n"), "no \(heading)")
    }
    for picture in ["distances-1-release.png", "marginals-1-release.png"] {
      #expect(report.contains("](\(picture))"))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: picture).path))
    }
    #expect(!report.contains("| nan") && !report.contains(" nan ") && !report.contains("-nan"))
  }

  @Test("columns that a release lacks, or lacks the values of, are named")
  func notes() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let narrow = try rollcall(
      ["audit"] + Self.real + ["--release", "narrow.csv", "--out", "a"], in: folder)
    #expect(narrow.code == 0)
    #expect(narrow.notes.contains("column 'since' is not in narrow.csv and is left out"))
    let unpaid = try rollcall(
      ["audit"] + Self.real + ["--release", "unpaid.csv", "--out", "b"], in: folder)
    #expect(unpaid.code == 0)
    #expect(unpaid.notes.contains("column 'income' is missing in every record of unpaid.csv"))
    let text = try String(contentsOf: folder.appending(path: "b/release.yaml"), encoding: .utf8)
    #expect(text.contains("numeric: [age, income]"))
  }

  @Test("a mark among numbers is read as missing, but not where it is an answer or the label")
  func marks() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func marked(_ start: Int, _ answer: String) -> [[String]] {
      Self.records(start: start).enumerated().map { row, record in
        [row % 3 == 0 ? "N" : record[4], row % 2 == 0 ? "N" : "3", row % 4 == 0 ? answer : "Y"]
      }
    }
    let names = ["pay", "grade", "asked"]
    for (answer, numeric) in [("no", "[pay]"), ("N", "[]")] {
      try Self.write(names, marked(0, answer), to: "m.csv", in: folder)
      try Self.write(names, marked(100, answer), to: "h.csv", in: folder)
      let output = try rollcall(
        [
          "audit", "--members", "m.csv", "--nonmembers", "h.csv", "--release", "h.csv", "--out",
          "o",
        ],
        in: folder)
      let isMark = answer == "no"
      #expect(output.code == 0, "\(output.notes)")
      #expect(
        output.notes.contains(
          "'N' is read as missing, being the only text among the numbers of pay")
          == isMark)
      let text = try String(contentsOf: folder.appending(path: "o/release.yaml"), encoding: .utf8)
      #expect(text.contains("  numeric: \(numeric)\n  categorical: "))
      #expect(text.contains("  missing: [\"N\"]\n") == isMark)
    }
  }

  @Test(
    "what cannot be audited is refused in one line, wrong usage with 64",
    arguments: [
      (["--ignore", "zeal"], Int32(1), "--ignore: no file has a column 'zeal'; correct the name"),
      (["--label", "zeal"], 1, "--label: no column 'zeal' in all files; they share 'age'"),
      (
        ["--label", "income"], 1, "'income' has 40 different values in 40 records; name a column of"
      ),
      (["--sensitive", "zeal"], 1, "--sensitive: no column 'zeal' in all files"),
      (["--sensitive", ""], 1, "--sensitive names no column"),
      (["--sensitive", "age:old"], 1, "the cuts of 'age' must be numbers, as in age:25:60"),
      (["--sensitive", "age:"], 1, "the cuts of 'age' must be numbers"),
      (["--sensitive", "age:60:25"], 64, "'cuts' must be in increasing order"),
      (["--sensitive", "income"], 1, "holds many numbers; give cuts"),
      (
        ["--assignment", "guess"], 64, "'assignment' must be one of given, random-split, coin-flip"
      ),
      (["--suite", "nowhere.yaml"], 1, "nowhere.yaml: no such file"),
      (["--release", "nowhere.csv"], 1, "nowhere.csv: there is no file at"),
      (["--release", "header.csv"], 1, "the file has a header but no records"),
      (
        ["--release", "broken.csv"], 1,
        "column 'income' holds numbers in members.csv and also other text in broken.csv; mend the file"
      ),
      (["settings.yaml"], 64, "give either a settings file or all of"),
      (["--threads", "0"], 64, "--threads must be from 1 to 4096"),
      (["--inclusion", "i.npy"], 64, "give --bank-release and --inclusion together"),
    ])
  func refused(options: [String], code: Int32, message: String) throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = try rollcall(
      ["audit"] + Self.real + ["--release", "wide.csv", "--out", "out"] + options, in: folder)
    let errors = output.notes.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
    #expect(output.code == code && errors.count == 1, "\(output.notes)")
    #expect(errors.first?.contains(message) == true, "\(output.notes)")
  }
}
