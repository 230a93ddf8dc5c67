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
    arguments: attacks.filter {
      $0.name.hasPrefix("lira")
    }.map { $0.name })
  func slow(name: String) throws {
    let signals = try SampleSignals().signals()
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

  /// The definition record by record, without any sharing of work.
  private func slowLiRA(
    _ signals: Signals, isOnline: Bool, isMedian: Bool, isGlobal: Bool
  ) throws -> [Double] {
    let bank = try signals.audited.bank(.scaledConfidence)
    let observed = try signals.audited.firstQuery(.scaledConfidence)
    let rows = try (0..<bank.inclusion.modelCount).map { try bank.values(ofModel: $0) }
    func side(_ included: Bool) -> [Normal] {
      let samples = observed.indices.map { record in
        bank.models.filter { Array(bank.inclusion.row($0))[record] == included }
          .map { Double(rows[$0][record]) }
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
    return observed.indices.map { record in
      let value = observed[record]
      return isOnline
        ? into[record].logDensity(value) - out[record].logDensity(value)
        : (value - out[record].mean) / out[record].standardDeviation
    }
  }
}
