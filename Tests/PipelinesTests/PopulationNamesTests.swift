import Foundation
import Results
import Statistics
import Testing

@Suite("Population of given numbers")
struct PopulationNamesTests {
  private static let (models, records, population) = (12, 60, 40)
  private static var all: Int { records + population }

  /// Whether a row of the arrays that hold all records is of the population: two of each five.
  private static func isPopulation(_ row: Int) -> Bool { row % 5 == 1 || row % 5 == 4 }

  /// The log odds of each model on the population.
  private static func others() -> [Float] {
    var generator = SeededGenerator(seed: 4, label: "population")
    return (0..<models * population).map { _ in Float(generator.normal()) }
  }

  /// The bank of the other tests with records that no model saw, apart from it and scattered in arrays of all.
  private func files() throws -> ScoreFiles {
    let files = try ScoreFiles()
    let (seen, bank) = ScoreFiles.bank()
    let others = Self.others()
    let (models, records, population, all) = (Self.models, Self.records, Self.population, Self.all)
    func joined<Value>(_ own: [Value], _ further: [Value]) -> [Value] {
      (0..<models).flatMap { model in
        var own = own[model * records..<(model + 1) * records]
        var further = further[model * population..<(model + 1) * population]
        return (0..<all).map { Self.isPopulation($0) ? further.removeFirst() : own.removeFirst() }
      }
    }
    let mask = (0..<all).map(Self.isPopulation)
    let rows = mask.indices.filter { mask[$0] }
    let allSeen = joined(seen, Array(repeating: false, count: models * population))
    let allValues = joined(bank, others)
    try files.write("all", allValues, [models, all])
    try files.write("keep-all", allSeen, [models, all])
    try files.write("target-all", Array(allValues.prefix(all)), [all])
    try files.write("seen-all", Array(allSeen.prefix(all)), [all])
    try files.write("rest-all", Array(allValues.dropFirst(all)), [models - 1, all])
    try files.write("keep-rest-all", Array(allSeen.dropFirst(all)), [models - 1, all])
    try files.write("mask", mask, [all])
    try files.write("rows", rows.map(Float.init), [population])
    try files.write("others-all", others, [models, population])
    try files.write("others-target", Array(others.prefix(population)), [population])
    try files.write("others-rest", Array(others.dropFirst(population)), [models - 1, population])
    try files.write("labels-others", [Float](repeating: 0, count: population), [population])
    try files.write(
      "logits-others", others.prefix(population).flatMap { [$0, 0, -3] }, [population, 3])
    var lines = ["odds,member,unseen,note"]
    for row in 0..<all {
      lines.append(
        "\(allValues[row]),\(allSeen[row] ? "in" : "out"),\(mask[row] ? "yes,perhaps" : "no,no")")
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: files.folder.appending(path: "all.csv"))
    try Data(
      "primary: [attack-p]\nattacks: [attack-p, rmia-offline, rmia-online]\nmetrics: [auc]\n".utf8
    )
    .write(to: files.folder.appending(path: "suite.yaml"))
    return files
  }

  /// Audits log odds with the attacks that need a population.
  private func run(_ files: ScoreFiles, _ target: String) async throws -> Run {
    let kind = target.hasPrefix("kind") ? "" : "kind: scaled-confidence, "
    return try await files.audit(kind + target, suite: "suite.yaml").run
  }

  @Test(
    "rows by a mask, rows by number, and arrays apart in every layout give the same scores",
    arguments: [
      "values: all.npy, keep: keep-all.npy, population: rows.npy",
      "values: bank.npy, keep: keep.npy, populationValues: others-all.npy",
      "values: target.npy, membership: first.npy, references: others.npy, keep: keep-others.npy, "
        + "populationValues: others-target.npy, populationReferences: others-rest.npy",
      "values: target-all.npy, membership: seen-all.npy, references: rest-all.npy, "
        + "keep: keep-rest-all.npy, population: mask.npy",
      "directory: runs, values: scores, populationValues: others",
    ])
  func layouts(target: String) async throws {
    let files = try files()
    try files.writeFolders()
    try writePopulationFolders(files)
    let mask = try await run(files, "values: all.npy, keep: keep-all.npy, population: mask.npy")
    let other = try await run(files, target)
    #expect(mask.population.populationCount == Self.population)
    #expect(other.population.populationCount == Self.population)
    #expect(mask.population.isMember == other.population.isMember)
    for attack in ["attack-p", "rmia-offline", "rmia-online"] {
      let (first, second) = (try mask.scores(attack), try other.scores(attack))
      #expect(first.reason.isEmpty && first.values[0].count == Self.records)
      #expect(first.values == second.values && first.pValues == second.pValues, "\(attack)")
    }
  }

  private func writePopulationFolders(_ files: ScoreFiles) throws {
    let others = Self.others()
    for model in 0..<Self.models {
      let folder = "runs/experiment-\(8 + model)/others"
      try FileManager.default.createDirectory(
        at: files.folder.appending(path: folder), withIntermediateDirectories: true)
      try files.write(
        "\(folder)/0100",
        Array(others[model * Self.population..<(model + 1) * Self.population]), [Self.population])
    }
  }

  @Test("records keep the row numbers of the arrays, and those of the population are not attacked")
  func rowNumbers() async throws {
    let run = try await run(
      files(), "values: all.npy, keep: keep-all.npy, population: mask.npy")
    #expect(run.population.audited == (0..<Self.all).filter { !Self.isPopulation($0) })
  }

  @Test("attack-p's score is the share of the named records with a greater loss")
  func attackP() async throws {
    let (_, bank) = ScoreFiles.bank()
    let others = Self.others().prefix(Self.population)
    let run = try await run(
      files(), "table: all.csv, values: odds, membership: member, population: unseen")
    let scores = try run.scores("attack-p").values[0]
    for (record, score) in scores.enumerated() {
      let greater = others.count { $0 < bank[record] }
      #expect(abs(score - Double(greater) / Double(Self.population)) < 1e-12, "record \(record)")
    }
  }

  @Test("class scores of a population apart give what the log odds of the same give")
  func logits() async throws {
    let files = try files()
    let scores = try await run(
      files,
      "kind: logits, values: logits.npy, labels: labels.npy, membership: first.npy, "
        + "populationValues: logits-others.npy, populationLabels: labels-others.npy")
    // The third class has the least score of all, so the order of losses is that of the first.
    let odds = try await run(
      files,
      "values: target.npy, membership: first.npy, populationValues: others-target.npy")
    #expect(
      try scores.scores("attack-p").values == odds.scores("attack-p").values)
  }

  @Test("a bank with a population that goes to files gives the same scores")
  func spilled() async throws {
    try await files().expectSameWhenSpilled(
      "kind: scaled-confidence, values: all.npy, keep: keep-all.npy, population: mask.npy, targets: 2"
    )
  }

  @Test("without one, the attacks that need it are listed with how to give it")
  func none() async throws {
    let run = try await files().audit("kind: scaled-confidence, values: bank.npy, keep: keep.npy")
      .run
    for attack in ["attack-p", "rmia-offline", "rmia-online"] {
      let scores = try run.scores(attack)
      #expect(
        scores.values.isEmpty
          && scores.reason
            == "there is no population, records that no model saw; name records that no model saw with "
            + "'population' (--population), or give their numbers with 'populationValues' (--population-values)"
      )
    }
  }

  @Test(
    "what does not fit is refused in one line",
    arguments: [
      (
        "values: target-all.npy, membership: seen-all.npy, population: mask.npy, populationValues: others-target.npy",
        "give 'population', rows of the values, or 'populationValues', and not both"
      ),
      (
        "values: target.npy, membership: first.npy, populationReferences: others-rest.npy",
        "'populationReferences' and 'populationLabels' need 'populationValues'"
      ),
      (
        "values: target.npy, membership: first.npy, references: others.npy, keep: keep-others.npy, populationValues: others-target.npy",
        "'populationValues' with 'references' needs 'populationReferences' too"
      ),
      (
        "values: target.npy, membership: first.npy, labels: labels.npy, populationValues: others-target.npy",
        "'populationValues' with 'labels' needs 'populationLabels' too"
      ),
      (
        "values: target.npy, membership: first.npy, populationLabels: labels.npy, populationValues: others-target.npy",
        "'populationLabels' needs 'labels'"
      ),
      (
        "table: all.csv, values: odds, membership: member, populationValues: others-target.npy",
        "a table has its population in it; name the column that says so with 'population'"
      ),
      (
        "table: all.csv, values: odds, membership: member, population: note",
        "the column 'note' holds a value that is neither 1, true, yes or population nor 0, false or no"
      ),
      (
        "values: bank.npy, keep: keep.npy, population: short.npy",
        "short.npy is neither one truth value for each of 60 records nor different record numbers from 0 to 59"
      ),
      (
        "values: target.npy, membership: first.npy, population: few.npy",
        "of 'population' was seen by target 0; name records that no model saw, audited or reference"
      ),
      (
        "values: all.npy, keep: keep-all.npy, population: seen-all.npy",
        "of 'population' was seen by target 0; name records that no model saw, audited or reference"
      ),
      (
        "values: bank.npy, keep: keep.npy, populationValues: others-rest.npy",
        "others-rest.npy has 11 model(s) of shape [40], which does not fit bank.npy with 12 of [60] and a population of 40"
      ),
      (
        "values: target.npy, membership: first.npy, populationValues: logits-others.npy",
        "logits-others.npy has 1 model(s) of shape [40, 3], which does not fit target.npy with 1 of [60] and a population of 40"
      ),
      (
        "values: target.npy, membership: keep.npy",
        "'membership' has 12 rows where there is one target; give its row alone"
      ),
      (
        "values: target.npy, membership: first.npy, references: others.npy, keep: keep-rest-all.npy",
        "'membership' has 60 records where 'keep' has 100"
      ),
      (
        "values: bank.npy, keep: keep.npy, targets: 13",
        "13 targets where 'keep' has 12 model(s)"
      ),
    ])
  func refused(target: String, message: String) async throws {
    let line = try await files().refusal(of: "kind: scaled-confidence, " + target)
    #expect(line.hasSuffix(message), "\(line)")
  }

  @Test("a record that is not finite is named by its number in its own array")
  func notFinite() async throws {
    let files = try files()
    var values = Array(repeating: Float(0), count: Self.population)
    values[3] = .infinity
    try files.write("others-target", values, [Self.population])
    let line = try await files.refusal(
      of: "kind: scaled-confidence, values: target.npy, membership: first.npy, "
        + "populationValues: others-target.npy")
    #expect(line.contains("record 3 of the population has a value that is not finite"), "\(line)")
  }
}
