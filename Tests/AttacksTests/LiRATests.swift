import Attacks
import Auditing
import Settings
import Statistics
import Tensors
import Testing

@Suite("LiRA")
struct LiRATests {
  /// One record whose score is known, and a second that gives the global variance something to pool.
  private func signals(observed: Double = 3.8) throws -> Signals {
    let values: [Float] = [4, 5, 6, 5.5, 1, 2, 1.5, 0.5]
    let inclusion = Inclusion(values.indices.map { [$0 < 4] })
    let bank = try SignalBank(
      values: Tensor(shape: [8, 1, 1], scalars: values), inclusion: inclusion)
    return Signals(
      audited: try Outputs(
        records: [0], target: [.scaledConfidence: Tensor(shape: [1, 1], scalars: [observed])],
        references: [.scaledConfidence: bank]), seed: 1)
  }

  @Test(
    "the worked example gives the known likelihood ratios",
    arguments: [
      ("lira-online", 8.519049), ("lira-online-median", 8.201906),
      // One record: its own variance is the global one.
      ("lira-online-global", 8.519049), ("lira-online-median-global", 8.201906),
    ])
  func online(name: String, expected: Double) throws {
    let score = try attack(name).scores(for: signals())[0]
    #expect(abs(score - expected) < 1e-6)
  }

  @Test(
    "the offline score is the z-score whose probability is known",
    arguments: ["lira-offline", "lira-offline-median", "lira-offline-global"])
  func offline(name: String) throws {
    let score = try attack(name).scores(for: signals())[0]
    #expect(abs(Normal.standard.cumulative(score) - 0.9999974615) < 1e-10)
  }

  @Test(
    "every form agrees with a slow version written from the paper",
    arguments: attacks.map { $0.name }.filter {
      $0.hasPrefix("lira") && !$0.hasSuffix("-carlini-code")
    }, [1, 2])
  func slow(name: String, queries: Int) throws {
    let signals = try SampleSignals().signals(queries: queries)
    let scores = try attack(name).scores(for: signals)
    let expected = try slowLiRA(
      signals, isOnline: name.contains("online"), isMedian: name.contains("median"),
      isGlobal: name.contains("global"))
    for (score, expected) in zip(scores, expected) {
      #expect(abs(score - expected) < 1e-9 * max(1, abs(expected)))
    }
  }

  @Test("several queries add up online")
  func queries() throws {
    let values: [Float] = [4, 5, 6, 5.5, 1, 2, 1.5, 0.5].flatMap { [$0, $0] }
    let bank = try SignalBank(
      values: Tensor(shape: [8, 1, 2], scalars: values),
      inclusion: Inclusion((0..<8).map { [$0 < 4] }))
    let signals = Signals(
      audited: try Outputs(
        records: [0], target: [.scaledConfidence: Tensor(shape: [1, 2], scalars: [3.8, 3.8])],
        references: [.scaledConfidence: bank]), seed: 1)
    #expect(abs(try attack("lira-online").scores(for: signals)[0] - 2 * 8.519049) < 1e-5)
  }

  @Test("a record that no model saw is refused by its position")
  func neverIn() throws {
    let bank = try SignalBank(
      values: Tensor(shape: [4, 2, 1], scalars: [1, 2, 3, 4, 5, 6, 7, 9]),
      inclusion: Inclusion([[true, false], [true, false], [false, false], [false, false]]))
    let signals = Signals(
      audited: try Outputs(
        records: [0, 1], target: [.scaledConfidence: Tensor(shape: [2, 1], scalars: [1, 2])],
        references: [.scaledConfidence: bank]), seed: 1)
    #expect(
      throws: AuditingError(
        "no reference model saw the record at position 1: draw each record into half of the models")
    ) { try attack("lira-online").scores(for: signals) }
  }

  @Test("models that all agree are refused")
  func constant() throws {
    let bank = try SignalBank(
      values: Tensor(repeating: 1, shape: [4, 1, 1]),
      inclusion: Inclusion([[true], [true], [false], [false]]))
    let signals = Signals(
      audited: try Outputs(
        records: [0], target: [.scaledConfidence: Tensor(shape: [1, 1], scalars: [1])],
        references: [.scaledConfidence: bank]), seed: 1)
    #expect(
      throws: AuditingError("all reference models give the same signals; check that they differ")
    ) { try attack("lira-offline").scores(for: signals) }
  }

  @Test("several queries average offline, so that the score stays a z-score")
  func offlineQueries() throws {
    let values: [Float] = [1, 2, 1.5, 0.5].flatMap { [$0, 2 * $0] }
    let bank = try SignalBank(
      values: Tensor(shape: [4, 1, 2], scalars: values),
      inclusion: Inclusion(Array(repeating: [false], count: 4)))
    let signals = Signals(
      audited: try Outputs(
        records: [0], target: [.scaledConfidence: Tensor(shape: [1, 2], scalars: [3.8, 7.6])],
        references: [.scaledConfidence: bank]), seed: 1)
    let z = (3.8 - 1.25) / 0.559016994374947
    #expect(isClose(try attack("lira-offline").scores(for: signals)[0], z))
  }

  @Test("a bank with another number of queries than the target's is refused")
  func otherQueries() throws {
    let outputs = try SampleSignals().signals(queries: 2).audited
    let one = try SampleSignals().signals().audited
    let mixed = Signals(
      audited: try Outputs(
        records: outputs.records, target: one.target, references: outputs.references), seed: 1)
    #expect(throws: AuditingError("1 queries of the target and 2 of the reference models")) {
      try attack("lira-online").scores(for: mixed)
    }
  }

  @Test("a bank of several blocks gives the scores of one")
  func blocks() throws {
    let sample = SampleSignals()
    let repeats = Array(repeating: Array(0..<sample.recordCount), count: 3500).flatMap { $0 }
    let long = try sample.signals(order: repeats, statistics: [.scaledConfidence])
    #expect(try long.audited.bank(.scaledConfidence).blocks.count > 1)
    let short = try sample.signals()
    for name in ["lira-online", "lira-offline-median"] {
      let expected = try attack(name).scores(for: short)
      let scores = try attack(name).scores(for: long)
      #expect(Array(scores.prefix(expected.count)) == expected)
      #expect(Array(scores.suffix(expected.count)) == expected)
    }
  }

  /// The definition query by query, without any sharing of work.
  private func slowLiRA(
    _ signals: Signals, isOnline: Bool, isMedian: Bool, isGlobal: Bool
  ) throws -> [Double] {
    let bank = try signals.audited.bank(.scaledConfidence)
    let observed = try signals.audited.values(.scaledConfidence)
    let queries = observed.rowLength
    let rows = try bank.models.map { try bank.values(ofModel: $0) }
    let seen = bank.models.map { Array(bank.inclusion.row($0)) }
    func side(_ included: Bool) -> [Normal] {
      let samples = observed.scalars.indices.map { place in
        rows.indices.filter { seen[$0][place / queries] == included }
          .map { Double(rows[$0][place]) }
      }
      let residuals = samples.flatMap { sample in sample.map { $0 - mean(sample) } }
      let global = mean(residuals.map { $0 * $0 }).squareRoot()
      return samples.map { sample in
        Normal(
          mean: isMedian ? median(sample) : mean(sample),
          standardDeviation: isGlobal ? global : populationVariance(sample).squareRoot())
      }
    }
    let (into, out) = (side(true), side(false))
    return (0..<observed.rowCount).map { record in
      let terms = (record * queries..<(record + 1) * queries).map { place in
        let value = observed.scalars[place]
        return isOnline
          ? into[place].logDensity(value) - out[place].logDensity(value)
          : (value - out[place].mean) / out[place].standardDeviation
      }
      return isOnline ? terms.reduce(0, +) : mean(terms)
    }
  }
}
