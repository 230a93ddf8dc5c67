import Auditing
import Tensors
import Testing

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
    #expect(rest.leavingOut(1).models == rest.models)
    #expect(rest.inclusion == bank.inclusion)
    #expect(try rest.values(ofModel: 1) == bank.values(ofModel: 1))
    #expect(try rest.block(1..<3).values == [10, 11, 20, 21, 210, 211, 220, 221])
    #expect(try rest.block(1..<3).isIncluded == [true, false, false, false])
  }

  @Test("Blocks of all records tile them, and hold about a million values at most")
  func blocks() throws {
    let inclusion = Inclusion(Array(repeating: Array(repeating: true, count: 50_000), count: 30))
    let bank = SignalBank(storage: Counting(), queryCount: 3, inclusion: inclusion)
    let blocks = bank.blocks
    #expect(blocks.flatMap { Array($0) } == Array(0..<50_000))
    #expect(blocks.allSatisfy { $0.count * 90 <= 1 << 20 })
  }

  /// Values that spell their model and place, read when they are asked for.
  private struct Counting: BankStorage {
    var broken: Int?

    func values(ofModel model: Int, records: Range<Int>) -> [Float] {
      records.flatMap { record in
        (0..<3).map {
          model == broken && record == 7 ? .nan : Float(1000 * model + 3 * record + $0)
        }
      }
    }
  }

  @Test("Values that are read when needed come block by block, and are refused when not finite")
  func storage() throws {
    let inclusion = Inclusion(Array(repeating: Array(repeating: true, count: 10), count: 2))
    let bank = SignalBank(storage: Counting(), queryCount: 3, inclusion: inclusion)
    #expect(try bank.block(8..<9).values == [24, 25, 26, 1024, 1025, 1026])
    let broken = SignalBank(storage: Counting(broken: 1), queryCount: 3, inclusion: inclusion)
    #expect(try broken.block(0..<7).values.count == 42)
    #expect(throws: AuditingError("reference model 1 gives no finite signal for record 7")) {
      try broken.block(5..<9)
    }
  }

  @Test("A selection moves each value and its inclusion bit together")
  func selection() throws {
    let selected = try Self.example().selecting(models: [2, 0], records: [3, 0, 0])
    #expect(selected.queryCount == 2)
    #expect(
      try selected.block(0..<3).values == [230, 231, 200, 201, 200, 201, 30, 31, 0, 1, 0, 1])
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
    var values = Tensor(
      shape: [3, 4, 2], scalars: try (0..<3).flatMap { try bank.values(ofModel: $0) })
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
