import Attacks
import Auditing
import Statistics
import Tensors
import Testing

@Suite("LiRA as in its authors' code")
struct CarliniCodeLiRATests {
  /// Models with [4, 5, 6, 5.5] saw the record, those with [1, 2, 1.5, 0.5] did not.
  private func signals(_ observed: Double) throws -> Signals {
    try SmallOutputs(
      target: [observed], references: [4, 5, 6, 5.5, 1, 2, 1.5, 0.5].map { [$0] },
      included: (0..<8).map { [$0 < 4] }
    ).signals(.scaledConfidence)
  }

  @Test("the offline score rises on both sides of the models without the record")
  func twoSided() throws {
    let attack = try attack("lira-offline-carlini-code")
    let out = Normal(mean: 1.25, standardDeviation: 0.559016994374947)
    for observed in [-3, 0, 1.25, 3.8] {
      #expect(isClose(try attack.scores(for: signals(observed))[0], -out.logDensity(observed)))
    }
    #expect(
      isClose(
        try attack.scores(for: signals(1.25 - 2))[0], try attack.scores(for: signals(1.25 + 2))[0]))
  }

  @Test("each form agrees with the code's arithmetic on several queries")
  func slow() throws {
    let signals = try SampleSignals().signals(queries: 2)
    let bank = try signals.audited.bank(.scaledConfidence)
    let target = try signals.audited.values(.scaledConfidence).scalars
    let rows = try bank.models.map { try bank.values(ofModel: $0).map(Double.init) }
    func sample(_ place: Int, _ side: Bool) -> [Double] {
      bank.models.filter { Array(bank.inclusion.row($0))[place / 2] == side }.map {
        rows[$0][place]
      }
    }
    let places = Array(target.indices)
    let fixedIn = populationVariance(places.flatMap { sample($0, true) }).squareRoot()
    let fixedOut = populationVariance(places.flatMap { sample($0, false) }).squareRoot()
    func logDensity(_ place: Int, _ side: Bool, _ deviation: Double) -> Double {
      Normal(mean: median(sample(place, side)), standardDeviation: deviation)
        .logDensity(target[place])
    }
    let terms: [String: (Int) -> Double] = [
      "lira-offline-carlini-code": { place in
        -logDensity(place, false, populationVariance(sample(place, false)).squareRoot())
      },
      "lira-offline-fixed-carlini-code": { -logDensity($0, false, fixedOut) },
      "lira-online-fixed-carlini-code": { place in
        logDensity(place, true, fixedIn) - logDensity(place, false, fixedIn)
      },
    ]
    for (name, term) in terms {
      let scores = try attack(name).scores(for: signals)
      for (record, score) in scores.enumerated() {
        #expect(isClose(score, (term(2 * record) + term(2 * record + 1)) / 2), "\(name)")
      }
    }
  }

  @Test("all models of a record count, where the code would drop some")
  func bernoulli() throws {
    let plain = try SmallOutputs(
      target: [3, 3], references: [[1, 1], [2, 2], [6, 6], [9, 0]],
      included: [[false, false], [false, false], [false, true], [true, true]]
    ).signals(.scaledConfidence)
    let scores = try attack("lira-offline-carlini-code").scores(for: plain)
    let out = Normal(mean: 2, standardDeviation: (14.0 / 3).squareRoot())
    #expect(isClose(scores[0], -out.logDensity(3)))
  }
}
