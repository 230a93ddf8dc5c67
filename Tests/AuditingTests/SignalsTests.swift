import Auditing
import Tensors
import Testing

@Suite struct `Signals of a target` {
  static let everything: Set<SignalRequirement> = [
    .records, .target(.loss), .target(.scaledConfidence), .references(.loss),
    .references(.scaledConfidence),
  ]

  static func bank(records: Int) throws -> SignalBank {
    try SignalBank(
      values: Tensor(repeating: 1, shape: [1, records, 1]),
      inclusion: Inclusion([Array(repeating: true, count: records)]))
  }

  static func outputs(_ values: [Double]) -> Tensor<Double> {
    Tensor(shape: [values.count, 1], scalars: values)
  }

  @Test("Without any signal all requirements are missing")
  func nothing() throws {
    let signals = try Signals(records: [4, 7], seed: 1)
    #expect(signals.missing(Self.everything) == Self.everything)
    #expect(signals.missing([]).isEmpty)
  }

  @Test("A signal fills its own requirement and no other")
  func missing() throws {
    let labelled = LabelledRecords(
      features: Tensor(repeating: 0, shape: [2, 1]), keys: [1, 2], isMember: [true, false])
    let filled: [(SignalRequirement, Signals)] = [
      (.records, try Signals(records: [4, 7], seed: 1, labelled: labelled)),
      (
        .target(.loss),
        try Signals(records: [4, 7], seed: 1, target: [.loss: Self.outputs([1, 2])])
      ),
      (
        .references(.scaledConfidence),
        try Signals(
          records: [4, 7], seed: 1, references: [.scaledConfidence: Self.bank(records: 2)])
      ),
    ]
    for (requirement, signals) in filled {
      #expect(signals.missing(Self.everything) == Self.everything.subtracting([requirement]))
    }
  }

  @Test(
    "An output that is not finite is refused by its statistic and its row in the dataset",
    arguments: [Double.nan, .infinity])
  func nonFinite(value: Double) {
    let values = Tensor(shape: [3, 2], scalars: [0, 1, 2, 3, value, value])
    #expect(throws: AuditingError("the model's loss of row 30 is not finite")) {
      try Signals(records: [10, 20, 30], seed: 1, target: [.loss: values])
    }
    #expect(throws: AuditingError("the model's loss of row 30 is not finite")) {
      try Signals(
        records: [10, 20, 30], seed: 1, target: [.scaledConfidence: values, .loss: values])
    }
  }

  @Test("A single query gives one number for each record")
  func singleQuery() throws {
    let signals = try Signals(
      records: [4, 7], seed: 1, target: [.scaledConfidence: Self.outputs([-0.5, 2])])
    #expect(try signals.singleQuery(.scaledConfidence) == [-0.5, 2])
  }

  @Test("Several queries are refused where one is needed")
  func severalQueries() throws {
    let signals = try Signals(
      records: [4, 7], seed: 1, target: [.loss: Tensor(repeating: 1, shape: [2, 3])])
    #expect(throws: AuditingError("one query for each record is needed, found 3")) {
      try signals.singleQuery(.loss)
    }
  }

  @Test("Signals that were not collected are refused by their statistic")
  func notCollected() throws {
    let signals = try Signals(records: [4], seed: 1, target: [.loss: Self.outputs([1])])
    #expect(throws: AuditingError("the target's scaled-confidence was not collected")) {
      try signals.singleQuery(.scaledConfidence)
    }
    #expect(throws: AuditingError("no reference models' loss was collected")) {
      try signals.bank(.loss)
    }
  }

  @Test("A bank is given back as it was collected")
  func bank() throws {
    let bank = try Self.bank(records: 2).leavingOut(0)
    let signals = try Signals(records: [4, 7], seed: 1, references: [.loss: bank])
    #expect(try signals.bank(.loss) == bank)
  }

  @Test("Outputs or banks of another number of records end the process")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = try Signals(
        records: [1], seed: 1, target: [.loss: `Signals of a target`.outputs([1, 2])])
    }
    await #expect(processExitsWith: .failure) {
      _ = try Signals(
        records: [1], seed: 1, references: [.loss: `Signals of a target`.bank(records: 2)])
    }
  }
}
