import Reports
import Results
import Testing

@Suite("Sweeps")
struct SweepReportTests {
  @Test("a line for each run: claimed, observed, risk and utility, in the order given")
  func table() {
    var open = ReportPrivacyTests.run(bound: nil)
    open.privacy = []
    let report = SweepReport([
      .init(name: "epsilon-2", run: ReportPrivacyTests.run()),
      .init(name: "no-privacy", run: open),
    ])
    let lines = report.markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(lines.count == 4)
    #expect(
      lines[2]
        == "| epsilon-2 | 1 aim | epsilon 2 at delta 1e-09 | at least 0.751 at 95 % | 0.750 | 0.875 of pairs | – |"
    )
    #expect(lines[3].hasPrefix("| no-privacy | 1 aim | nothing | not bounded: "))
    #expect(report.pictures.map(\.name) == ["sweep.png"])
  }

  @Test("a bound of 0 is explained")
  func zero() {
    let report = SweepReport([.init(name: "a", run: ReportPrivacyTests.run(bound: 0))])
    #expect(report.markdown.contains("the claim is neither supported nor contradicted"))
  }

  @Test("runs without anything that was attacked leave an empty table and no plot")
  func empty() {
    var run = ReportPrivacyTests.run()
    run.stages = []
    let report = SweepReport([.init(name: "a", run: run)])
    #expect(report.pictures.isEmpty && !report.markdown.contains("sweep.png"))
  }
}
