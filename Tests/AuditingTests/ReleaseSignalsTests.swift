import Auditing
import Tables
import Tensors
import Testing

@Suite struct `Signals of a release` {
  static let everything: Set<SignalRequirement> = [
    .released(nil), .released(.gower), .released(.euclidean), .releaseReference(nil),
    .releaseReference(.gower), .releasedWithin(.gower), .releasedWithin(.euclidean), .releaseBank,
    .records,
  ]

  static func records() throws -> Records {
    try Records(
      Dataset(
        name: "four", features: [Feature(name: "x", values: .numeric([1, 2, 3, 4]))],
        label: .notGiven(count: 4), groups: [], sources: []))
  }

  static func signals(
    reference: [Int] = [], toReleased: [RecordSpace: Tensor<Double>] = [:],
    toReference: [RecordSpace: Tensor<Double>] = [:],
    within: [RecordSpace: ReleaseNeighborhoods] = [:], bank: ReleaseBank? = nil
  ) throws -> Signals {
    Signals(
      audited: try Outputs(records: [0, 1]), seed: 1,
      release: ReleaseSignals(
        records: try records(), audited: [0, 1], released: [2], reference: reference,
        toReleased: toReleased, toReference: toReference, within: within, bank: bank))
  }

  static let distances = Tensor(shape: [2, 2], scalars: [0.25, 0.5, 0, 1])

  @Test("A signal fills its own requirement and no other")
  func missing() throws {
    let bank = ReleaseBank(releases: [[3]], inclusion: Inclusion([[true, false]]))
    let filled: [(Set<SignalRequirement>, Signals)] = [
      ([.released(nil)], try Self.signals()),
      (
        [.released(nil), .released(.gower)], try Self.signals(toReleased: [.gower: Self.distances])
      ),
      ([.released(nil), .releaseReference(nil)], try Self.signals(reference: [3])),
      (
        [.released(nil), .releaseReference(nil), .releaseReference(.gower)],
        try Self.signals(reference: [3], toReference: [.gower: Self.distances])
      ),
      (
        [.released(nil), .releasedWithin(.gower)],
        try Self.signals(
          within: [.gower: ReleaseNeighborhoods(radius: 1, counts: [2, 0], closeness: [0.5, 0])])
      ),
      ([.released(nil), .releaseBank], try Self.signals(bank: bank)),
    ]
    for (requirements, signals) in filled {
      #expect(signals.missing(Self.everything) == Self.everything.subtracting(requirements))
    }
  }

  @Test("The nearest distance is the first of each row, and what was not collected is refused")
  func nearest() throws {
    let release = try Self.signals(toReleased: [.gower: Self.distances]).requiredRelease()
    #expect(try release.nearestReleased(.gower) == [0.25, 0])
    #expect(
      throws: AuditingError("the euclidean distances to released records were not collected")
    ) { try release.nearestReleased(.euclidean) }
    #expect(throws: AuditingError("the gower distances to reference records were not collected")) {
      try release.nearestReference(.gower)
    }
    #expect(
      throws: AuditingError(
        "the released records around each record in gower distance were not collected")
    ) { try release.releasedWithin(.gower) }
    #expect(throws: AuditingError("no dataset was released")) {
      try Signals(audited: try Outputs(records: [0]), seed: 1).requiredRelease()
    }
  }
}
