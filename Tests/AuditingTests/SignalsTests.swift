import Auditing
import Tensors
import Testing

@Suite struct `Signals of a target` {
  static let everything: Set<SignalRequirement> = [
    .records, .labels, .target(.loss), .target(.scaledConfidence), .references(.loss),
    .references(.scaledConfidence), .populationTarget(.loss), .populationReferences(.entropy),
    .populationRecords, .released(nil), .released(.gower), .releaseReference(nil),
    .releaseReference(.euclidean), .releaseBank,
  ]

  static func bank(records: Int) throws -> SignalBank {
    try SignalBank(
      values: Tensor(repeating: 1, shape: [1, records, 1]),
      inclusion: Inclusion([Array(repeating: true, count: records)]))
  }

  static func outputs(_ values: [Double]) -> Tensor<Double> {
    Tensor(shape: [values.count, 1], scalars: values)
  }

  static func signals(_ outputs: Outputs, labelled: LabelledRecords? = nil) -> Signals {
    Signals(audited: outputs, seed: 1, labelled: labelled)
  }

  @Test("Without any signal all requirements are missing")
  func nothing() throws {
    let signals = Self.signals(try Outputs(records: [4, 7]))
    #expect(signals.missing(Self.everything) == Self.everything)
    #expect(signals.missing([]).isEmpty)
    #expect(throws: AuditingError("no population was observed")) {
      try signals.requiredPopulation()
    }
  }

  @Test("A signal fills its own requirement and no other")
  func missing() throws {
    let labelled = LabelledRecords(
      features: Tensor(repeating: 0, shape: [2, 1]), keys: [1, 2], isMember: [true, false])
    let none = try Outputs(records: [4, 7])
    let loss = try Outputs(records: [4, 7], target: [.loss: Self.outputs([1, 2])])
    let entropy = try Outputs(records: [5], references: [.entropy: Self.bank(records: 1)])
    let confidence = try Outputs(
      records: [4, 7], references: [.scaledConfidence: Self.bank(records: 2)])
    let filled: [(SignalRequirement, Signals)] = [
      (.records, Self.signals(none, labelled: labelled)),
      (.labels, Self.signals(try Outputs(records: [4, 7], labels: [0, 1]))),
      (.target(.loss), Self.signals(loss)),
      (.references(.scaledConfidence), Self.signals(confidence)),
      (.populationTarget(.loss), Signals(audited: none, population: loss, seed: 1)),
      (.populationReferences(.entropy), Signals(audited: none, population: entropy, seed: 1)),
      (
        .populationRecords,
        Signals(
          audited: none, population: try Outputs(records: [5]), seed: 1,
          features: RecordFeatures(
            audited: Tensor(repeating: 0, shape: [2, 3]),
            population: Tensor(repeating: 0, shape: [1, 3])))
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
      try Outputs(records: [10, 20, 30], target: [.loss: values])
    }
    #expect(throws: AuditingError("the model's loss of row 30 is not finite")) {
      try Outputs(records: [10, 20, 30], target: [.scaledConfidence: values, .loss: values])
    }
  }

  @Test("The first query gives one number for each record, whatever follows it")
  func firstQuery() throws {
    let one = try Outputs(records: [4, 7], target: [.loss: Self.outputs([-0.5, 2])])
    #expect(try one.firstQuery(.loss) == [-0.5, 2])
    let three = try Outputs(
      records: [4, 7], target: [.loss: Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])])
    #expect(try three.firstQuery(.loss) == [1, 4])
    #expect(try three.values(.loss).shape == [2, 3])
  }

  @Test("Signals that were not collected are refused by their statistic")
  func notCollected() throws {
    let outputs = try Outputs(records: [4], target: [.loss: Self.outputs([1])])
    #expect(throws: AuditingError("the target's scaled-confidence was not collected")) {
      try outputs.firstQuery(.scaledConfidence)
    }
    #expect(throws: AuditingError("no reference models' loss was collected")) {
      try outputs.bank(.loss)
    }
  }

  @Test("A bank is given back as it was collected")
  func bank() throws {
    let bank = try Self.bank(records: 2).leavingOut(0)
    let outputs = try Outputs(records: [4, 7], references: [.loss: bank])
    #expect(try outputs.bank(.loss).models == bank.models)
    #expect(try outputs.bank(.loss).block(0..<2) == bank.block(0..<2))
  }

  @Test("Outputs, banks or labels of another number of records end the process")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = try Outputs(records: [1], target: [.loss: `Signals of a target`.outputs([1, 2])])
    }
    await #expect(processExitsWith: .failure) {
      _ = try Outputs(records: [1], references: [.loss: `Signals of a target`.bank(records: 2)])
    }
    await #expect(processExitsWith: .failure) { _ = try Outputs(records: [1], labels: [0, 1]) }
  }
}
