import Auditing
import Tensors
import Testing

@Suite struct `Inclusion of records` {
  @Test("Each model has its row and the number of records that it saw")
  func rows() {
    let inclusion = Inclusion([[true, false, true], [false, false, false], [true, true, true]])
    #expect(inclusion.modelCount == 3)
    #expect(inclusion.recordCount == 3)
    #expect(Array(inclusion.row(0)) == [true, false, true])
    #expect(Array(inclusion.row(2)) == [true, true, true])
    #expect((0..<3).map(inclusion.trainingSize) == [2, 0, 3])
  }

  @Test("Rows of different lengths end the process")
  func raggedRows() async {
    await #expect(processExitsWith: .failure) { _ = Inclusion([[true, false], [true]]) }
  }
}

@Suite struct `Signal banks` {
  /// Three models, four records, two queries; each value spells its model, record and query.
  static func example() throws -> SignalBank {
    var scalars: [Float] = []
    for model in 0..<3 {
      for record in 0..<4 {
        for query in 0..<2 { scalars.append(Float(100 * model + 10 * record + query)) }
      }
    }
    return try SignalBank(
      values: Tensor(shape: [3, 4, 2], scalars: scalars),
      inclusion: Inclusion([
        [true, true, false, false], [false, true, true, false], [true, false, false, true],
      ]))
  }

  @Test("A bank counts models, records and queries, and uses all its models at first")
  func shape() throws {
    let bank = try Self.example()
    #expect(bank.models == [0, 1, 2])
    #expect(bank.recordCount == 4)
    #expect(bank.queryCount == 2)
  }

  @Test("Leaving a model out changes which models are in use and nothing else")
  func leavingOut() throws {
    let bank = try Self.example()
    let rest = bank.leavingOut(1)
    #expect(rest.models == [0, 2])
    #expect(rest.leavingOut(2).models == [0])
    #expect(rest.leavingOut(1) == rest)
    #expect(rest.values == bank.values)
    #expect(rest.inclusion == bank.inclusion)
    #expect(rest != bank)
  }

  @Test("A selection moves each value and its inclusion bit together")
  func selection() throws {
    let selected = try Self.example().selecting(models: [2, 0], records: [3, 0, 0])
    #expect(selected.values.shape == [2, 3, 2])
    #expect(
      selected.values.scalars == [230, 231, 200, 201, 200, 201, 30, 31, 0, 1, 0, 1])
    #expect(selected.inclusion == Inclusion([[true, true, true], [false, true, true]]))
    #expect(selected.models == [0, 1])
  }

  @Test("A model that was left out cannot be selected again, and none twice")
  func selectionOfUnused() async {
    await #expect(processExitsWith: .failure) {
      _ = try `Signal banks`.example().leavingOut(1).selecting(models: [0, 1], records: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = try `Signal banks`.example().selecting(models: [0, 0], records: [0])
    }
  }

  @Test(
    "A value that is not finite is refused by its model and record",
    arguments: [(0, 0), (1, 3), (2, 1), (2, 3)],
    [Float.nan, -.infinity])
  func nonFinite(place: (model: Int, record: Int), value: Float) throws {
    let bank = try Self.example()
    var values = bank.values
    values.scalars[(place.model * 4 + place.record) * 2 + 1] = value
    #expect(
      throws: AuditingError(
        "reference model \(place.model) gives no finite signal for record \(place.record)")
    ) { try SignalBank(values: values, inclusion: bank.inclusion) }
  }

  @Test("An inclusion matrix of another shape ends the process")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = try SignalBank(
        values: Tensor(repeating: 0, shape: [1, 2, 1]), inclusion: Inclusion([[true]]))
    }
  }
}
