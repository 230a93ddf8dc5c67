import Auditing
import Foundation
import Pipelines
import Tables
import Testing

@Suite("Stages of diffusion")
struct DiffusionStagesTests {
  @Test("a diffusion publishes as many records as members, or as asked, of the members' columns")
  func table() async throws {
    let context = try SynthesizeTests.context()
    for (rows, count) in [("", 60), ("rows: 7\n", 7)] {
      let stage = try SynthesizeTests.stage(
        "\(rows)attributes: [label]\nguidance: 1\nhidden: [8]\nepochs: 2\njumps: 3",
        name: "diffusion")
      let (release, part) = try #require(
        try await stage.apply(to: Artifact(), in: context).latestRelease)
      #expect(release.count == count && release.features.map(\.name) == ["income", "age", "city"])
      #expect(part.account == nil && part.origin?.traces.first?.rows.count == 2)
    }
  }

  @Test("a diffusion of images shows a row of each level, members only where that is asked for")
  func images() async throws {
    let files = try TemporaryExperiment()
    let records = try Records(
      readCSV(
        paths: [files.folder.appending(path: "records.csv").path], name: "records",
        schema: Schema(
          numeric: ["income", "age"], ignored: ["city"], label: "vote", missing: ["?"])))
    let membership = try Membership(
      recordCount: records.count,
      parts: [.init("members", role: .member, assignment: .given, records: Array(0..<80))])
    let context = StageContext(
      records: records, membership: membership, seed: 1, label: "target 0/stage 1")
    let settings = "shape: [1, 2, 1]\nrange: [-10, 100]\nhidden: [8]\nepochs: 2\nlevels: 3"
    var sheets: [ReleaseOrigin.Sheet] = []
    for shown in ["", "\nshowMembers: true"] {
      let stage = try SynthesizeTests.stage(settings + shown, name: "image-diffusion")
      let (release, part) = try #require(
        try await stage.apply(to: Artifact(), in: context).latestRelease)
      #expect(release.count == 80)
      sheets.append(try #require(part.origin?.sheet))
    }
    #expect(sheets.allSatisfy { $0.shape == [24, 1, 2, 1] })
    // The last six of a row are of members then, and a row of the other sheet has twelve generated ones.
    #expect(sheets[0].values[0..<12] == sheets[1].values[0..<12])
    guard case .numeric(let incomes) = records.dataset.features[0].values else {
      Issue.record("incomes are numbers")
      return
    }
    let row = try #require((0..<80).first { records.dataset.label.codes[$0] == 0 })
    #expect(abs(sheets[1].values[12] - (incomes[row] + 10) / 110) < 1e-9)
    #expect(sheets[0].values[12] != sheets[1].values[12])
  }
}
