import Bilevel
import Testing

/// The server's updates against those that `Benchmarks/Peers/federated_updates.py` prints for the same examples.
@Suite struct FederatedServerTests {
  private static func near(_ found: [Double], _ known: [Double]) -> Bool {
    found.count == known.count && zip(found, known).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test(
    "FairFed's shares are those of the paper's algorithm",
    arguments: [
      (
        [[30.0, 20], [10, 40], [25, 25]],
        [
          [[20.0, 5], [7, 12], [10, 14]], [[18, 9], [4, 15], [13, 11]],
          [[15, 11], [5, 17], [12, 12]],
        ],
        [[35.0, 38, 29], [36, 33, 31], [34, 31, 33]],
        [
          [0.3650005027652087, 0.37666716943187534, 0.25833232780291604],
          [0.38875087983911516, 0.3455419808949221, 0.2657071392659628],
          [0.37278179989944693, 0.3424801407742585, 0.2847380593262946],
        ]
      ),
      // Three groups, of which the second client has two.
      (
        [[30, 20, 5], [10, 40, 0], [25, 25, 10]],
        [[[20, 5, 4], [7, 12, 0], [10, 14, 2]], [[18, 9, 1], [4, 15, 0], [13, 11, 7]]],
        [[35, 38, 29], [41, 33, 40]],
        [
          [0.21846345811051696, 0.4491818181818182, 0.3323547237076649],
          [0.0845986562457151, 0.570090909090909, 0.34531043466337585],
        ]
      ),
    ])
  func fairFed(
    sizes: [[Double]], positive: [[[Double]]], right: [[Double]], known: [[Double]]
  ) {
    let total = sizes.joined().reduce(0, +)
    let shares = sizes.map { $0.reduce(0, +) / total }
    var server = FairFedServer(shares: shares, budget: 0.7)
    var plain = FairFedServer(shares: shares, budget: 0)
    for round in known.indices {
      let decisions = sizes.indices.map {
        GroupDecisions(sizes: sizes[$0], positive: positive[round][$0], right: right[round][$0])
      }
      server.update(decisions)
      plain.update(decisions)
      #expect(Self.near(server.shares, known[round]), "round \(round): \(server.shares)")
      #expect(Self.near(plain.shares, shares))
    }
  }

  @Test("FedFB's factors, weights and shares are those of the definition of F")
  func fedFB() {
    func pairs(_ values: [Double]) -> [LabelPair] {
      stride(from: 0, to: values.count, by: 2).map { LabelPair(values[$0], values[$0 + 1]) }
    }
    func values(_ pairs: [LabelPair]) -> [Double] { pairs.flatMap { [$0.negative, $0.positive] } }
    var server = FedFBServer(counts: pairs([40, 60, 30, 10, 5, 15]), step: 2)
    #expect(values(server.factors) == [0.625, 0.625, 0.25, 0.25, 0.125, 0.125])
    let rounds: [(losses: [Double], known: [Double])] = [
      (
        [30, 24, 12, 9, 4, 5],
        [
          1.2149999999999999, 0.03500000000000014, 0.0, 0.5, 0.20500000000000007,
          0.04499999999999993,
        ]
      ),
      ([24, 26, 14, 8, 3, 6], [1.25, 0.0, 0.0, 0.5, 0.23328427124746198, 0.016715728752538017]),
      (
        [20, 31, 25, 2, 2, 7],
        [
          0.8516283142591582, 0.3983716857408418, 0.38682468035704926, 0.11317531964295074,
          0.2448312766312545, 0.0051687233687454925,
        ]
      ),
    ]
    for round in rounds {
      server.update(losses: pairs(round.losses))
      #expect(Self.near(values(server.factors), round.known), "\(values(server.factors))")
    }
    let weights = (0..<3).flatMap { group in
      (0..<2).map { server.weight(group: group, label: $0) }
    }
    #expect(
      Self.near(
        weights,
        [
          1.3626053028146532, 0.6373946971853469, 1.547298721428197, 0.45270127857180303,
          1.958650213050036, 0.04134978694996394,
        ]), "\(weights)")
    let clients = [pairs([25, 20, 10, 5, 5, 0]), pairs([15, 40, 20, 5, 0, 15])]
    #expect(Self.near(server.shares(of: clients), [0.4824089399453636, 0.5175910600546363]))
  }
}
