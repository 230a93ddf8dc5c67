import Auditing
import Foundation
import Metrics
import Testing

@Suite struct `Rules of TPR at FPR` {
  static let rates = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 1]

  /// The vertices' rates, by definition.
  static func points(_ sample: Sample) -> [(fpr: Double, tpr: Double)] {
    ([.infinity] + Set(sample.members + sample.nonMembers).sorted(by: >)).map { threshold in
      (
        Double(sample.nonMembers.count { $0 >= threshold }) / Double(sample.nonMembers.count),
        Double(sample.members.count { $0 >= threshold }) / Double(sample.members.count)
      )
    }
  }

  /// The highest point at a rate of all lines between some points.
  static func highest(
    _ points: [(fpr: Double, tpr: Double)], at rate: Double, neighbours: Bool
  ) -> Double {
    var best = 0.0
    for (first, start) in points.enumerated() {
      for (second, end) in points.enumerated().dropFirst(first)
      where start.fpr <= rate + 1e-12 && rate - 1e-12 <= end.fpr
        && (!neighbours || second <= first + 1)
      {
        let width = end.fpr - start.fpr
        let part = width > 0 ? min(1, max(0, (rate - start.fpr) / width)) : 1
        best = max(best, start.tpr + part * (end.tpr - start.tpr))
      }
    }
    return best
  }

  @Test("Every rule agrees with its definition over all vertices", arguments: Sample.shapes)
  func definitions(sample: Sample) throws {
    let curve = ROC(try sample.scores())
    let points = Self.points(sample)
    for rate in Self.rates + points.map(\.fpr) {
      let atMost = points.last { $0.fpr <= rate + 1e-12 }?.tpr
      let below = points.last { $0.fpr < rate - 1e-12 }?.tpr
      #expect(curve.truePositiveRate(at: rate, by: .atMost) == atMost, "\(rate)")
      #expect(curve.truePositiveRate(at: rate, by: .below) == below, "\(rate)")
      let line = try #require(curve.truePositiveRate(at: rate, by: .interpolated))
      #expect(abs(line - Self.highest(points, at: rate, neighbours: true)) < 1e-9, "\(rate)")
      let hull = try #require(curve.truePositiveRate(at: rate, by: .convexHull))
      #expect(abs(hull - Self.highest(points, at: rate, neighbours: false)) < 1e-9, "\(rate)")
    }
  }

  @Test("The rules are ordered: < never exceeds <=, nor that the line, nor that the hull")
  func order() throws {
    for sample in Sample.shapes {
      let curve = ROC(try sample.scores())
      for rate in stride(from: 0.0, through: 1, by: 0.01) {
        let found = [.atMost, .interpolated, .convexHull].compactMap {
          curve.truePositiveRate(at: rate, by: $0)
        }
        let below = curve.truePositiveRate(at: rate, by: .below) ?? 0
        #expect(below <= found[0] && found[0] <= found[1] + 1e-12)
        #expect(found[1] <= found[2] + 1e-12)
      }
    }
  }

  @Test(
    "Members at 1, 3 and non-members at 0, 2 give half, three quarters and all on the hull",
    arguments: zip([0, 0.25, 0.5], [0.5, 0.75, 1]))
  func publishedHull(rate: Double, expected: Double) throws {
    let curve = ROC(try Sample("", in: [1, 3], out: [0, 2]).scores())
    #expect(curve.truePositiveRate(at: rate, by: .convexHull) == expected)
  }

  @Test("Members at 0, 4, 6, 7 and non-members at 1, 2, 3, 5 have 13 of 16 under the hull")
  func publishedArea() throws {
    let curve = ROC(try Sample("", in: [0, 4, 6, 7], out: [1, 2, 3, 5]).scores())
    #expect(curve.hullArea == 13.0 / 16)
  }

  @Test("Without a side no rule has an answer, and no rate is below zero")
  func nothing() throws {
    for rule in TruePositiveRateRule.allCases {
      let curve = ROC(try Sample("", in: [1], out: []).scores())
      #expect(curve.truePositiveRate(at: 0.5, by: rule) == nil)
      #expect(curve.hullArea == nil)
    }
    let curve = ROC(try Sample.shapes[1].scores())
    #expect(curve.truePositiveRate(at: 0, by: .below) == nil)
    #expect(curve.truePositiveRate(at: 0, by: .atMost) == 1)
  }
}

@Suite struct `The page of conventions` {
  static let sample = Sample(
    "of the page", in: [9, 8, 7, 7, 6, 5, 4, 3, 2, 1], out: [8, 6, 5, 5, 3, 2, 2, 1, 0, 0])
  static let rates = [0, 0.1, 0.2, 0.25, 0.3]
  static let users: [TruePositiveRateRule: String] = [
    .atMost: "**Rollcall**, Privacy Meter", .below: "LiRA's plots, TDDBench, MICO's scorer",
    .interpolated: "SACRO-ML", .convexHull: "jax_privacy",
  ]

  static func answers(_ rule: TruePositiveRateRule) throws -> [Double?] {
    let curve = ROC(try sample.scores())
    return rates.map { curve.truePositiveRate(at: $0, by: rule) }
  }

  static func table() throws -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let head = line(["rule"] + rates.map { "FPR \($0)" } + ["who"])
    let rule = line(Array(repeating: "---", count: rates.count + 2))
    let rows = try TruePositiveRateRule.allCases.map { rule in
      let cells = try answers(rule).map { $0.map { String(format: "%.4f", $0) } ?? "none" }
      return line(["`\(rule.rawValue)`"] + cells + [users[rule] ?? ""])
    }
    return ([head, rule] + rows).joined(separator: "\n")
  }

  @Test("Every two of the rules differ on the sample, and at no rate all four")
  func differences() throws {
    let rules = TruePositiveRateRule.allCases
    for (place, first) in rules.enumerated() {
      for second in rules.dropFirst(place + 1) {
        #expect(try Self.answers(first) != Self.answers(second), "\(first) and \(second)")
      }
    }
    for place in Self.rates.indices {
      #expect(try Set(rules.map { try Self.answers($0)[place] }).count <= 3)
    }
  }

  @Test("The page's table is the one that the rules give")
  func table() throws {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appending(path: "Documentation").path) {
      try #require(folder.path != "/", "no Documentation above \(#filePath)")
      folder.deleteLastPathComponent()
    }
    let file = folder.appending(path: "Documentation/Conventions.md")
    let page = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let (begin, end) = ("<!-- table of rules -->\n", "\n<!-- end of table -->")
    let start = try #require(page.range(of: begin)).upperBound
    let stop = try #require(page.range(of: end)).lowerBound
    let expected = try Self.table()
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data((page[..<start] + expected + page[stop...]).utf8).write(to: file)
    } else {
      #expect(page[start..<stop] == expected, "stale; run this test with RECORD=1")
    }
  }
}
