import Auditing
import Foundation
import Pipelines
import Results
import Statistics
import Testing

@Suite("What is measured of each client")
struct ClientFindingsTests {
  private static let experiment = """
    name: generated
    seed: 7
    data:
      files: [records.csv]
      label: vote
      numeric: [income]
      categorical: [sex, city]
      groups:
        sex: {column: sex}
        city: {column: city}
    fairness: {positive: "yes"}
    split: {members: 0.5, nonMembers: 0.4}
    targets: 2
    shadows: {models: 4}
    disclosure: {attempts: 20}
    stages:
      - bilevel-fair:
          constraints: [demographic-parity: {attribute: sex, bound: 0.1}]
          clients: {rule: group, by: city}
          points: 16
          steps: 15
      - train: {hidden: [], epochs: 10, batch: 16, rate: 0.1}
    suite: suite.yaml
    """

  private static func table() -> String {
    var generator = SeededGenerator(seed: 3, label: "clients' records")
    var lines = ["income,sex,city,vote"]
    for record in 0..<500 {
      let sex = generator.bernoulli(0.5)
      let income = generator.normal() + (sex ? 0.5 : -0.5)
      let vote = income + generator.normal() > 0 ? "yes" : "no"
      lines.append(
        "\(income),\(sex ? "m" : "f"),\(record.isMultiple(of: 2) ? "north" : "south"),\(vote)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func run() async throws -> Run {
    let files = try TemporaryExperiment()
    try files.write(table(), to: "records.csv")
    try files.write(experiment, to: "experiment.yaml")
    try files.write(
      "primary: [nearest-release, m-loss]\nbaseline: nearest-release\n"
        + "attacks: [nearest-release, groundhog, gan-leaks-bank, m-loss, lira-online, blind]\n",
      to: "suite.yaml")
    return try await AuditRunner(Experiment(path: files.path), threads: 2) { _ in }
      .run(tool: "test")
  }

  @Test(
    "attacks with and without other releases, all measures of fairness and rates of groups, on every client, target and in the mean"
  )
  func everything() async throws {
    let run = try await Self.run()
    func reading(
      _ metric: String, _ group: String, _ stage: String, of target: String,
      attack: String? = nil
    ) -> Reading? {
      run.measurements.first {
        $0.reading.metric == metric && $0.group == group && $0.stage == stage
          && $0.target == target && $0.attack == attack
      }?.reading
    }
    let attacks = [
      "1 bilevel-fair": ["nearest-release", "groundhog", "gan-leaks-bank", "blind"],
      "2 train": ["m-loss", "lira-online", "blind"],
    ]
    for (stage, attacks) in attacks {
      for client in ["client=north", "client=south"] {
        for attack in attacks {
          let values = try ["1", "2", "mean"].map {
            try #require(
              reading("auc", client, stage, of: $0, attack: attack)?.value, "\(attack) \($0)")
          }
          #expect(abs(values[2] - (values[0] + values[1]) / 2) < 1e-12)
        }
        for criterion in ["demographic-parity", "equal-opportunity", "equalized-odds"] {
          let name = "fairness:sex:\(criterion):difference@client"
          #expect(reading(name, client, stage, of: "1") != nil, "\(criterion)")
        }
        // What is true of the whole follows from its groups.
        for target in ["1", "2"] {
          let parts = try ["f", "m"].map {
            try #require(reading("selection-rate@client", "\(client)/sex=\($0)", stage, of: target))
          }
          let count = parts.reduce(0) { $0 + $1.count }
          let rate = parts.reduce(0) { $0 + ($1.value ?? .nan) * Double($1.count) } / Double(count)
          let all = try #require(reading("selection-rate@client", client, stage, of: target))
          #expect(count == all.count && abs(rate - (all.value ?? .nan)) < 1e-12)
          let gap = try #require(
            reading("fairness:sex:demographic-parity:difference@client", client, stage, of: target))
          if let value = gap.value {
            let rates = parts.compactMap(\.value)
            #expect(abs(value - abs(rates[0] - rates[1])) < 1e-12)
          }
          #expect(
            reading("accuracy@client", client, stage, of: target)?.value
              == reading("client-accuracy", client, stage, of: target)?.value)
        }
      }
    }
    for target in ["1", "2", "mean"] {
      let held = try #require(
        reading("fair-held-out", Measurement.all, "1 bilevel-fair", of: target))
      #expect(try #require(held.value) > -0.1 && held.value ?? 1 < 0.9)
      guard target != "mean" else { continue }
      #expect(held.convention.contains("on 200 records that nobody learned from"))
      #expect(held.convention.contains("are met on") == ((held.value ?? 1) <= 0))
    }
    let means = run.measurements.filter { $0.target == Measurement.mean }
    // Releases have means over targets as well, not cut where they may be of any size.
    let utility = try #require(means.first { $0.reading.metric == "marginal-tvd@2" }).reading
    #expect(utility.interval != nil && utility.convention.hasPrefix("mean over 2 targets"))
    #expect(
      Set(means.map { [$0.stage, $0.attack ?? "", $0.group, $0.reading.metric] }).count
        == means.count)
  }
}
