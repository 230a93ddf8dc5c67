import Foundation
import Reports
import Results
import Testing

@Suite("Reports of a gate")
struct GateReportTests {
  private static func root() throws -> URL {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      try #require(folder.path != "/", "no Package.swift above \(#filePath)")
      folder.deleteLastPathComponent()
    }
    return folder
  }

  /// One finding of each kind, with texts that XML, JSON and Markdown would act on.
  private var result: GateResult {
    let texts = ["a <b> & \"c\" 'd' | e", "größe\u{1}\n`x`"]
    let outcomes = GateFinding.Outcome.allCases + [.pass]
    return GateResult(
      policy: "policy <&\">",
      findings: outcomes.enumerated().map { place, outcome in
        GateFinding(
          rule: "rule \(place % 2) \(texts[place % 2])",
          subject: "auc, \(texts[place % 2]) \(place)",
          outcome: outcome, reason: "because \(texts[place % 2])",
          values: [.init("value", "0.5"), .init("80 % power from <", "0.01")])
      }, notes: ["a *note*"])
  }

  /// Runs a checker from the system and gives what it printed where it refuses.
  private func refusal(_ arguments: [String], of text: String, suffix: String) throws -> String? {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "rollcall-\(UUID().uuidString).\(suffix)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    let program = "/usr/bin/\(arguments[0])"
    try #require(
      FileManager.default.isExecutableFile(atPath: program),
      "\(program) is missing; `make packages-test` installs it")
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments.dropFirst().map { $0 == "FILE" ? file.path : $0 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? nil : said
  }

  private func junitRefusal(_ text: String) throws -> String? {
    let schema = try Self.root().appending(path: "fixtures/schemas/junit-10.xsd").path
    return try refusal(
      ["xmllint", "--noout", "--nonet", "--schema", schema, "FILE"], of: text, suffix: "xml")
  }

  private func sarifRefusal(_ text: String) throws -> String? {
    let schema = try Self.root().appending(path: "fixtures/schemas/sarif-2.1.0-rtm.4.json").path
    return try refusal(
      ["python3", "-W", "ignore", "-m", "jsonschema", "-i", "FILE", schema], of: text,
      suffix: "json")
  }

  @Test(
    "the JUnit XML is valid by Jenkins's schema, and a broken one is not", arguments: [false, true])
  func junit(isStrict: Bool) throws {
    let text = JUnitReport(result, isStrict: isStrict).text
    #expect(try junitRefusal(text) == nil)
    #expect(try junitRefusal(text.replacing("classname=", with: "class=")) != nil)
    let empty = JUnitReport(GateResult(policy: "p", findings: [], notes: []), isStrict: isStrict)
    #expect(try junitRefusal(empty.text) == nil)
  }

  @Test("passing cases are listed, too little to tell is skipped, and strict makes a failure of it")
  func cases() {
    func count(_ part: String, isStrict: Bool) -> Int {
      JUnitReport(result, isStrict: isStrict).text.ranges(of: part).count
    }
    #expect(count("<testcase", isStrict: false) == 5)
    #expect(count("<failure", isStrict: false) == 1 && count("<failure", isStrict: true) == 2)
    #expect(count("<skipped", isStrict: false) == 2 && count("<skipped", isStrict: true) == 1)
    #expect(count("<property name=\"value\" value=\"0.5\"/>", isStrict: false) == 5)
    #expect(count("tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"2\"", isStrict: false) == 1)
  }

  @Test("the SARIF log is valid by the schema of 2.1.0, and a broken one is not")
  func sarif() throws {
    let text = try SARIFReport(result, tool: "rollcall 0.1.0", run: "out dir/rün.h5").text
    #expect(try sarifRefusal(text) == nil)
    #expect(try sarifRefusal(text.replacing("\"review\"", with: "\"maybe\"")) != nil)
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(
      results.compactMap { $0["kind"] as? String } == [
        "pass", "fail", "review", "notApplicable", "pass",
      ])
    // The standard asks for the level "none" of whatever is no failure.
    #expect(
      results.compactMap { $0["level"] as? String } == ["none", "error", "none", "none", "none"])
    #expect(results.compactMap { $0["ruleIndex"] as? Int } == [0, 1, 0, 1, 0])
    #expect(text.contains("\"out%20dir/r%C3%BCn.h5\""))
  }

  @Test("the summary opens with the answer and holds every finding")
  func markdown() {
    let text = GateMarkdown(result, run: "run.h5", baseline: nil).text
    #expect(
      text.hasPrefix(
        "# Gate failed: policy \\<\\&\"\\>\n\nrun.h5: 2 pass, 1 fail, 1 investigate, 1 not applicable."
      ))
    #expect(text.ranges(of: "| rule ").count == 4 + 5)
    #expect(text.contains("- a \\*note\\*") && !text.contains("<b>"))
    let passed = GateMarkdown(
      GateResult(policy: "p", findings: result.findings(.pass), notes: []), run: "a", baseline: "b")
    #expect(passed.text.hasPrefix("# Gate passed: p\n\na against b: 2 pass"))
  }
}
