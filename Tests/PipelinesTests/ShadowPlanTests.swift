import Arrays
import Foundation
import Pipelines
import Tensors
import Testing

@Suite("Plans of shadow models")
struct ShadowPlanTests {
  private func plan(
    models: Int = 6, _ subsets: ShadowPlan.Subsets = .halves, seed: Int = 1
  ) throws -> ShadowPlan {
    // Every seventh record is of the population.
    try ShadowPlan(
      models: models, audited: (0..<140).filter { $0 % 7 != 0 }, recordCount: 140,
      subsets: subsets, seed: seed)
  }

  private func folder(_ body: (URL) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url)
  }

  @Test("each audited record is in one model of every pair, and no other record in any")
  func halves() throws {
    let plan = try plan()
    for pair in 0..<3 {
      for record in 0..<140 {
        let kept = (0..<2).filter { plan.keep[2 * pair + $0][record] }.count
        #expect(kept == (record % 7 == 0 ? 0 : 1))
      }
    }
    #expect(plan.keep[0] != plan.keep[2])
  }

  @Test("coins fall on about half of the audited records")
  func coins() throws {
    let plan = try plan(models: 40, .coins)
    let count = plan.keep.flatMap { $0 }.filter { $0 }.count
    // 4,800 coins: five standard deviations are 173.
    #expect(abs(count - 2400) < 173)
    #expect(plan.keep.allSatisfy { row in row.indices.allSatisfy { !row[$0] || $0 % 7 != 0 } })
  }

  @Test("a longer plan begins with the shorter one, and another seed makes another plan")
  func longer() throws {
    let (short, long) = (try plan(), try plan(models: 10))
    #expect(Array(long.keep.prefix(6)) == short.keep)
    #expect(long.fingerprint == short.fingerprint)
    #expect(try plan(seed: 2).fingerprint != short.fingerprint)
    #expect(try plan(seed: 2).keep != short.keep)
  }

  @Test("odd halves and too few records are refused")
  func refused() {
    let odd = #expect(throws: PipelinesError.self) { try plan(models: 5) }
    #expect(odd?.description.contains("even number") == true)
    let few = #expect(throws: PipelinesError.self) {
      try ShadowPlan(
        models: 2, audited: Array(0..<19), recordCount: 19, subsets: .coins, seed: 1)
    }
    #expect(few?.description.contains("at least 20") == true)
  }

  @Test("files of all three formats hold the plan, and its description draws it again")
  func files() throws {
    let plan = try plan()
    try folder { url in
      for format in ShadowPlan.FileFormat.allCases { try plan.write(format, to: url.path) }
      let expected = plan.keep.flatMap { $0.map { $0 ? 1 : 0 } }
      for name in ["plan.npz", "plan.h5"] {
        var keep = try ArrayFile(path: url.appending(path: name).path, array: "keep")
        #expect(keep.shape == [6, 140])
        #expect(try keep.remainingIntegers() == expected)
        var number = try ArrayFile(path: url.appending(path: name).path, array: "plan")
        #expect(try number.remainingIntegers() == [Int(plan.fingerprint)])
      }
      let text = try String(contentsOf: url.appending(path: "plan.csv"), encoding: .utf8)
      #expect(
        text.split(separator: "\n").flatMap { $0.split(separator: ",") }.map { Int($0) } == expected
      )
      #expect(!ShadowPlan.exists(in: url.path))
      try plan.writeDescription(to: url.path)
      #expect(try ShadowPlan(in: url.path) == plan)
      let file = url.appending(path: "plan.json")
      let changed = try String(contentsOf: file, encoding: .utf8).replacing(
        "\"seed\": 1", with: "\"seed\": 2")
      try Data(changed.utf8).write(to: file)
      let error = #expect(throws: PipelinesError.self) { try ShadowPlan(in: url.path) }
      #expect(error?.description.contains("changed by hand") == true)
    }
  }

  @Test("a collection takes what fits, and names what is missing or contradicts the plan")
  func collection() throws {
    let plan = try plan(models: 10)
    try folder { url in
      try ShadowFiles.write(plan, models: [0, 1, 4], to: url)
      func file(_ model: Int, keep: [Bool]? = nil, logits: [Float]? = nil, plan other: Int64? = nil)
        throws
      {
        try ShadowFiles.write(
          url, model, keep: keep ?? plan.keep[model],
          logits: logits ?? ShadowFiles.logits(plan, model),
          fingerprint: other ?? plan.fingerprint)
      }
      try file(2, plan: 7)
      var swapped = plan.keep[3]
      swapped[9].toggle()
      try file(3, keep: swapped)
      var broken = ShadowFiles.logits(plan, 5)
      broken[21] = .infinity
      try file(5, logits: broken)
      try file(6, logits: ShadowFiles.logits(plan, 6) + Array(repeating: 0, count: 140))
      try Data("half a file".utf8).write(to: url.appending(path: "shadow-0007.npz"))
      let first = try ShadowCollection(plan, in: url.path) { _ in }
      #expect(first.models == [0, 1, 4] && first.missing == [8, 9])
      #expect(first.faults.map(\.model) == [2, 3, 5, 6, 7])
      let parts = [
        "is of another plan", "contradicts the plan at record 9", "scores of record 10",
        "[140, 3]", "shadow-0007.npz",
      ]
      for (fault, part) in zip(first.faults, parts) {
        #expect(fault.problem.contains(part), "\(fault.problem)")
      }
      let bank = url.appending(path: "bank.h5").path
      try first.write(to: bank)
      try ShadowFiles.write(plan, models: [2, 9], to: url)
      try ShadowCollection(plan, in: url.path) { _ in }.write(to: bank)
      var models = try ArrayFile(path: bank, array: "models")
      #expect(try models.remainingIntegers() == [0, 1, 2, 4, 9])
      var logits = try ArrayFile(path: bank, array: "logits")
      #expect(logits.shape == [5, 140, 2])
      #expect(try logits.nextFloats(rows: 1)?.scalars == ShadowFiles.logits(plan, 0))
    }
  }

  @Test("a bank of one model is refused")
  func single() throws {
    let plan = try plan()
    try folder { url in
      try ShadowFiles.write(plan, models: [0], to: url)
      let error = #expect(throws: PipelinesError.self) {
        try ShadowCollection(plan, in: url.path) { _ in }.write(
          to: url.appending(path: "bank.h5").path)
      }
      #expect(error?.description.contains("1 model(s) were taken") == true)
    }
  }
}
