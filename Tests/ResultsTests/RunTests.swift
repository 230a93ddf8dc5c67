import Auditing
import Foundation
import HDF5
import Results
import Statistics
import Testing

@Suite("Run files")
struct RunTests {
  private func temporaryFile() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString).h5")
  }

  /// A run with every kind of gap: no value, no interval, an attack that did not run, an empty group list.
  private func sample() -> Run {
    let declaration = AttackDeclaration(
      Declaration("m-loss", version: 2, "minus the loss"),
      threatModel: ThreatModel(access: "loss", knowledge: "label"), source: "a paper",
      isMonotone: true, fixedThreshold: nil)
    let setup = Run.Setup(
      tool: "rollcall test", name: "größe|\"x\"", seed: 42, algebra: "OpenBLAS",
      experiment: "name: x\n", suite: "",
      inputs: [
        Run.Input(name: "a.csv", sha256: "00", byteCount: 12, recordCount: 3)
      ],
      attacks: [Run.AttackEntry(label: "m-loss", declaration: declaration, isPrimary: true)],
      baseline: "")
    let population = Run.Population(
      recordCount: 9, featureCount: 2, classNames: ["no", "yes"], audited: [1, 4, 8],
      isMember: [[true, false, true], [false, true, false]], populationCount: 6,
      assignment: "random split",
      groups: [Run.GroupCodes(name: "sex/age", levels: ["f", "m"], codes: [0, 1, 1])],
      inclusion: [[true, true, false], [false, false, true]])
    let reading = Reading(
      "auc", value: 0.75, interval: Interval(low: 0.5, high: 1, level: 0.95, method: "DeLong"),
      count: 3, convention: "ties")
    let gap = Reading(
      "tpr@fpr<=0.001", value: nil, count: 3, status: .notResolvable, convention: "n")
    return Run(
      setup: setup, population: population,
      stages: [
        Run.StageResult(
          name: "0 input",
          scores: [
            Run.StageScores(attack: "m-loss", values: [], threshold: nil, reason: "no model")
          ]),
        Run.StageResult(
          name: "1 train",
          scores: [
            Run.StageScores(
              attack: "m-loss", values: [[1, 2, -3], [0.5, 0.1, 1e-300]],
              threshold: Threshold(0.25, origin: "fitted on 16 shadows"),
              pValues: [[0.25, 0.5, 1], [1, 1, 0.125]],
              decisions: Run.RecordDecisions(
                models: 4, included: [2, 0, 4], found: [1, 0, 4], accused: [2, 4, 0]))
          ],
          figures: [
            Run.Figure(
              name: "pair-errors", labels: ["a", "b"], shape: [2, 2], values: [0, 0.5, 0.5, 0]),
            Run.Figure(name: "to-members", shape: [3], values: [0, 1, 2]),
          ]),
      ],
      measurements: [
        Measurement(target: "1", stage: "1 train", attack: "m-loss", reading: reading),
        Measurement(target: "mean", stage: "1 train", attack: nil, group: "sex=f", reading: gap),
      ],
      verdicts: [
        Verdict(
          stage: "0 input", outcome: .notTested, level: 0.05, tests: [], blind: nil,
          detectableAUC: nil),
        Verdict(
          stage: "1 train", outcome: .leak, level: 0.05,
          tests: [Verdict.Test(attack: "m-loss", auc: 0.75, pValue: 0.01, adjusted: 0.02)],
          blind: Verdict.Test(attack: "blind", auc: 0.5, pValue: 0.4, adjusted: 0.4),
          detectableAUC: 0.6),
      ])
  }

  @Test("what is written is what is read")
  func roundTrip() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file) }
    try sample().write(to: file.path)
    #expect(try Run(path: file.path) == sample())
  }

  @Test("a file without decisions is read, and one with counts that cannot be is refused")
  func decisions() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file) }
    func written(_ decisions: Run.RecordDecisions?) throws -> Run {
      var run = sample()
      let own = run.stages[1].scores[0]
      run.stages[1] = Run.StageResult(
        name: "1 train",
        scores: [
          Run.StageScores(
            attack: own.attack, values: own.values, threshold: own.threshold, decisions: decisions)
        ])
      try run.write(to: file.path)
      return try Run(path: file.path)
    }
    #expect(try written(nil).stages[1].scores[0].decisions == nil)
    for (found, accused) in [
      ([3, 0, 4], [2, 4, 0]), ([1, 0, 4], [2, 5, 0]), ([1, -1, 4], [2, 4, 0]),
    ] {
      let error = #expect(throws: ResultsError.self) {
        try written(
          Run.RecordDecisions(models: 4, included: [2, 0, 4], found: found, accused: accused))
      }
      #expect(
        error?.description
          == "\(file.path): /record_decisions/1/m-loss does not hold counts of decisions on each record; the "
          + "file is damaged, run the audit again")
    }
  }

  @Test("a file without p-values is read, and one with a p-value that cannot be is refused")
  func pValues() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file) }
    func written(_ pValues: [[Double]]) throws -> Run {
      var run = sample()
      let own = run.stages[1].scores[0]
      run.stages[1] = Run.StageResult(
        name: "1 train",
        scores: [
          Run.StageScores(
            attack: own.attack, values: own.values, threshold: own.threshold, pValues: pValues)
        ])
      try run.write(to: file.path)
      return try Run(path: file.path)
    }
    #expect(try written([]).stages[1].scores[0].pValues == [])
    for wrong in [
      [[0.5, 0.5, 0], [1, 1, 1]], [[0.5, .nan, 1], [1, 1, 1]], [[0.5, 0.5, 0.5]],
    ] {
      let error = #expect(throws: ResultsError.self) { try written(wrong) }
      #expect(
        error?.description
          == "\(file.path): /p_values/1/m-loss does not hold a p-value of each target and record; the file "
          + "is damaged, run the audit again")
    }
  }

  @Test("canaries and epsilons are read as they were written, refusals and unscored stages too")
  func canaries() throws {
    var run = sample()
    run.canaries = Run.Canaries(
      kinds: ["mislabelled", "blank"], groupName: "sex", groups: ["sex=f", ""], copies: 3,
      guesses: [0.1, 1], modelCanaries: 5, assignment: "coin-flip",
      isMember: [[true, false], [false, false]], inclusion: [[true, true]],
      stages: [
        [.init(attack: "m-loss", values: [], thresholds: [], reason: "no model")],
        [
          .init(
            attack: "m-loss", values: [[1, 2], [3, 4]], thresholds: [[1, 2, 3], [4, 5, 6]])
        ],
      ])
    var row = Run.EpsilonRow(
      stage: "1 train", attack: "m-loss", kind: "mislabelled", group: "sex=f", family: "one run",
      choice: "corrected", epsilon: 1.5, delta: 1e-5, confidence: 0.95, trials: 2, trialsNeeded: 8,
      guesses: 2, correct: 1, hypotheses: 3, groupSize: 3, claimed: 8, judgement: "none",
      condition: "if", reason: "")
    run.epsilons = [row]
    (row.epsilon, row.claimed, row.reason) = (nil, nil, "too few")
    run.epsilons.append(row)
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file) }
    try run.write(to: file.path)
    #expect(try Run(path: file.path) == run)
    #expect(run.canaries?.kindNames == ["mislabelled", "blank"])
  }

  @Test("the same run gives the same bytes, and replaces an older file")
  func sameBytes() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file) }
    try sample().write(to: file.path)
    let first = try Data(contentsOf: file)
    try sample().write(to: file.path)
    #expect(try Data(contentsOf: file) == first)
  }

  @Test("an HDF5 file that is no run is refused by its path")
  func foreign() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file) }
    let writer = try HDF5Writer(replacing: file.path)
    try writer.write([1.0], shape: [1], at: "/x")
    try writer.commit()
    let error = #expect(throws: ResultsError.self) { try Run(path: file.path) }
    #expect(error?.description == "\(file.path): an HDF5 file, but not a run of rollcall")
  }

  @Test("a later format version is refused with what to do")
  func laterVersion() throws {
    let file = temporaryFile()
    defer { try? FileManager.default.removeItem(at: file) }
    let writer = try HDF5Writer(replacing: file.path)
    try writer.setAttribute("format", of: "/", to: "rollcall run")
    try writer.setAttribute("formatVersion", of: "/", to: 99)
    try writer.commit()
    let error = #expect(throws: ResultsError.self) { try Run(path: file.path) }
    #expect(error?.description.contains("format version 99") == true)
  }
}
