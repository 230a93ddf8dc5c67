import Attacks
import Auditing
import Foundation
import Settings
import Statistics
import Synchronization
import Tensors
import Testing

@Suite("Rows of a bank that are too many to hold")
struct BankRowsTests {
  /// A bank in whose reading nothing is held, with a count of what was read.
  private final class CountedStorage: BankStorage {
    let width: Int
    let reads = Mutex(0)

    init(width: Int) { self.width = width }

    func values(ofModel model: Int, records: Range<Int>) -> [Float] {
      reads.withLock { $0 += 1 }
      return records.flatMap { record in
        (0..<width).map { Float((model * 31 + record * 17 + $0 * 7) % 23) / 10 + 0.1 }
      }
    }
  }

  private static func inclusion(models: Int, records: Int) -> Inclusion {
    var generator = SeededGenerator(seed: 8, label: "rows of a bank")
    return Inclusion(
      (0..<models).map { _ in (0..<records).map { _ in generator.bernoulli(0.5) } })
  }

  private static func attack(_ name: String) throws -> any Attack {
    let type = try #require(attacks.first { $0.name == name })
    var settings = try Settings(yaml: "", file: name)
    return try type.init(&settings)
  }

  private static func signals(
    _ storage: CountedStorage, _ inclusion: Inclusion, target: OutputStatistic
  ) throws -> Signals {
    let count = inclusion.recordCount
    let bank = SignalBank(storage: storage, queryCount: storage.width, inclusion: inclusion)
    let values = storage.values(ofModel: 3, records: 0..<count).map(Double.init)
    return Signals(
      audited: try Outputs(
        records: Array(0..<count), labels: Array(repeating: 0, count: count),
        target: [target: Tensor(shape: [count, storage.width], scalars: values)],
        references: [target: bank]), seed: 1)
  }

  @Test("rows that are made anew in each step give the model of rows that are held, to the bit")
  func streamed() throws {
    let storage = CountedStorage(width: 2)
    let bank = SignalBank(
      storage: storage, queryCount: 2, inclusion: Self.inclusion(models: 20, records: 300))
    let labels = (0..<300).map { Int32($0 % 3) }
    for label in [nil, 1] as [Int32?] {
      let rows = BankRows(bank, width: 2, of: label.map { ($0, labels) }) { values, _ in values }
      let held = try rows.classifier(ridge: 1)
      let reads = storage.reads.withLock { $0 }
      let streamed = try rows.classifier(ridge: 1, mostHeld: 0)
      // A read of each model in each of several passes.
      #expect(storage.reads.withLock { $0 } - reads >= 3 * 20)
      for value in stride(from: 0.0, through: 3, by: 0.5) {
        #expect(streamed.score(of: [value, 1]) == held.score(of: [value, 1]))
      }
    }
  }

  /// A sum of as many equal losses as there are copies, with as many times the penalty, has the same minimum.
  @Test("a bank of several copies with as many times the ridge gives the model of one copy")
  func copies() throws {
    let inclusion = Self.inclusion(models: 1, records: 200)
    let copies = 13
    let row = Array(inclusion.row(0))
    func classifier(_ count: Int) throws -> MembershipClassifier {
      let values = CountedStorage(width: 2).values(ofModel: 0, records: 0..<200)
      let bank = try SignalBank(
        values: Tensor(
          shape: [count, 200, 2], scalars: (0..<count).flatMap { _ in values }),
        inclusion: Inclusion(Array(repeating: row, count: count)))
      return try BankRows(bank, width: 2) { values, _ in values }
        .classifier(ridge: Double(count), mostHeld: count > 1 ? 0 : 1 << 20)
    }
    let (one, many) = (try classifier(1), try classifier(copies))
    for value in stride(from: 0.0, through: 3, by: 0.5) {
      #expect(abs(one.score(of: [value, 1]) - many.score(of: [value, 1])) < 1e-6)
    }
  }

  @Test("targets that share a bank share what is learned from it")
  func shared() throws {
    for (name, statistic) in [
      ("m-moments", OutputStatistic.loss), ("shokri", .logProbabilities),
    ] {
      let storage = CountedStorage(width: 2)
      let signals = try Self.signals(
        storage, Self.inclusion(models: 6, records: 80), target: statistic)
      let attack = try Self.attack(name)
      let first = try attack.scores(for: signals)
      let reads = storage.reads.withLock { $0 }
      #expect(try attack.scores(for: signals) == first)
      #expect(storage.reads.withLock { $0 } == reads, "\(name)")
    }
  }
}
