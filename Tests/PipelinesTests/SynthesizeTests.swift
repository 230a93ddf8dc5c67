import Auditing
import Foundation
import Pipelines
import Settings
import Synchronization
import Tables
import Testing

@Suite("Stages that publish synthetic records")
struct SynthesizeTests {
  static let columns = """
    columns:
      income: {low: -4, high: 4, bins: 8, numbers: real}
      age: {low: 18, high: 77, bins: 5}
      city: {values: [north, south], missing: true}
      label: {values: [yes, no]}
    """

  /// The settings of a stage, for records as `TemporaryExperiment` has them.
  static func settings(_ text: String = "") -> String { text + "\n" + columns }

  static func stage(_ yaml: String, name: String = "independent") throws -> any Stage {
    let type = try #require(stages.first { $0.name == name })
    var settings = try Settings(yaml: yaml, file: "test")
    let stage = try type.init(&settings)
    try settings.finish()
    return stage
  }

  static func context(_ members: Range<Int> = 0..<60) throws -> StageContext {
    let files = try TemporaryExperiment()
    let records = try Records(
      readCSV(
        paths: [files.folder.appending(path: "records.csv").path], name: "records",
        schema: Schema(
          numeric: ["income", "age"], categorical: ["city"], label: "vote", missing: ["?"])))
    let membership = try Membership(
      recordCount: records.count,
      parts: [.init("members", role: .member, assignment: .given, records: Array(members))])
    return StageContext(
      records: records, membership: membership, seed: 1, label: "target 0/stage 1")
  }

  /// What a stage kept, and how often it may still keep anything.
  private final class Notes: Sendable {
    let bytes = Mutex<[UInt8]?>(nil)
    let room: Mutex<Int>

    init(room: Int) { self.room = Mutex(room) }

    struct Full: Error {}

    var notebook: StageContext.Notebook {
      .init(
        load: { self.bytes.withLock { $0 } },
        store: { bytes in
          let isFull = self.room.withLock { room in
            room -= 1
            return room < 0
          }
          if isFull { throw Full() }
          self.bytes.withLock { $0 = bytes }
        })
    }
  }

  @Test(
    "a release holds as many records as asked for, of the types of the records that it was made from"
  )
  func release() async throws {
    let artifact = try await Self.stage(Self.settings("rows: 40")).apply(
      to: Artifact(), in: Self.context())
    let release = try #require(artifact.latestRelease)
    #expect(release.dataset.count == 40)
    #expect(release.dataset.features.map(\.name) == ["income", "age", "city"])
    guard case .numeric(let ages) = release.dataset.features[1].values else {
      Issue.record("ages are numbers")
      return
    }
    #expect(ages.allSatisfy { $0 == $0.rounded() && $0 >= 18 && $0 <= 77 })
    #expect(Set(release.dataset.label.names) == ["yes", "no"])
  }

  @Test("the account adds up to the claim, from secure noise, and names no value")
  func account() async throws {
    let artifact = try await Self.stage(Self.settings("epsilon: 2\ndelta: 1.0e-6")).apply(
      to: Artifact(), in: Self.context())
    let account = try #require(artifact.latestRelease?.part.account)
    #expect(account.epsilon == 2 && account.delta == 1e-6 && account.isPrivate)
    #expect(account.relation == "add or remove one record")
    #expect(account.expenses.count == 4)
    let spent = account.expenses.compactMap(\.rho).reduce(0, +)
    let total = try #require(account.rho)
    #expect(abs(spent - total) < 1e-9 * total)
  }

  @Test("seeded noise is marked as not private, and without privacy nothing is claimed")
  func notPrivate() async throws {
    let seeded = try await Self.stage(Self.settings("noise: seeded")).apply(
      to: Artifact(), in: Self.context())
    let account = try #require(seeded.latestRelease?.part.account)
    #expect(!account.isPrivate && account.noise == "a seed: NOT private")
    let open = try await Self.stage(Self.settings("private: false")).apply(
      to: Artifact(), in: Self.context())
    #expect(open.latestRelease != nil && open.latestRelease?.part.account == nil)
  }

  @Test("a stopped run goes on with what it kept: nothing is drawn or charged twice")
  func resumed() async throws {
    let stage = try Self.stage(Self.settings())
    var context = try Self.context()
    let notes = Notes(room: 3)
    context.notebook = notes.notebook
    await #expect(throws: Notes.Full.self) { try await stage.apply(to: Artifact(), in: context) }
    let before = try #require(notes.bytes.withLock { $0 })
    notes.room.withLock { $0 = 1000 }
    let account = try #require(
      try await stage.apply(to: Artifact(), in: context).latestRelease?.part.account)
    let after = try #require(notes.bytes.withLock { $0 })
    let (first, second) = (try Kept(before), try Kept(after))
    // One column was charged and drawn, the next charged only.
    #expect(first.entries.count == 2 && second.entries.count == 4)
    #expect(first.entries[0] == second.entries[0])
    #expect(first.entries[1].outcome == nil && first.entries[1].label == second.entries[1].label)
    #expect(account.expenses.count == 4)
    // A whole ledger answers everything: nothing is stored any more.
    notes.room.withLock { $0 = 0 }
    let again = try #require(
      try await stage.apply(to: Artifact(), in: context).latestRelease?.part.account)
    #expect(again == account)
  }

  /// A kept ledger as far as the test looks at it.
  private struct Kept: Decodable {
    struct Entry: Decodable, Equatable {
      let label: String
      let outcome: Outcome?
    }

    struct Outcome: Decodable, Equatable {
      let counts: Counts?
    }

    struct Counts: Decodable, Equatable {
      struct Noisy: Decodable, Equatable { let values: [Int] }
      let noisy: Noisy

      private enum CodingKeys: String, CodingKey { case noisy = "_0" }
    }

    let entries: [Entry]

    init(_ bytes: [UInt8]) throws {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }
  }

  @Test("a ledger of another budget is refused, since a new one would spend twice")
  func otherBudget() async throws {
    var context = try Self.context()
    let notes = Notes(room: 1000)
    context.notebook = notes.notebook
    _ = try await Self.stage(Self.settings()).apply(to: Artifact(), in: context)
    await #expect {
      try await Self.stage(Self.settings("epsilon: 3")).apply(to: Artifact(), in: context)
    } throws: {
      "\($0)".hasPrefix("the kept ledger of target 0/stage 1 has a budget of rho ")
    }
  }

  @Test(
    "settings out of range are refused at their line",
    arguments: [
      ("epsilon: 0", "test:1: 'epsilon' must be a number from 0.0001 to 10000, found 0"),
      ("epsilon: -1", "test:1: 'epsilon' must be a number from 0.0001 to 10000, found -1"),
      ("delta: 1", "test:1: 'delta' must be a number from 1e-18 to 0.1, found 1"),
      ("marginals: [age + ]", "test:1: a set of columns is written 'name' or 'name + name'"),
      ("marginals: [age]\nworkload: all-2-way", "test:1: give 'workload' or 'marginals', not both"),
    ])
  func refused(yaml: String, message: String) {
    let error = #expect(throws: SettingsError.self) { try Self.stage(yaml) }
    #expect(error?.description == message)
  }

  @Test(
    "what does not fit the records is refused in one line without a value",
    arguments: [
      (
        "marginals: [age + height]",
        "there is no attribute 'height'; the domain has income, age, city, label"
      ),
      (
        "workload: some",
        "there is no workload 'some'; write 'all-2-way', or a list of marginals by their attributes"
      ),
      ("workload: all-9-way", "there are no marginals of 9 attributes"),
    ])
  func unfit(yaml: String, message: String) async throws {
    await #expect {
      try await Self.stage(Self.settings(yaml)).apply(to: Artifact(), in: Self.context())
    } throws: {
      "\($0)".hasPrefix(message)
    }
  }

  @Test("tables beyond any memory are refused by their size")
  func tooLarge() async throws {
    let yaml = """
      workload: all-4-way
      columns:
        income: {low: -4, high: 4, bins: 10000, numbers: real}
        age: {low: 18, high: 77, bins: 10000, numbers: real}
        city: {values: [north, south], missing: true}
        label: {values: [yes, no]}
      """
    await #expect { try await Self.stage(yaml).apply(to: Artifact(), in: Self.context()) } throws: {
      "\($0)".contains("cells, more than the limit of")
    }
  }

  @Test("no record, or one without the columns that are declared, is refused in one line")
  func empty() async throws {
    await #expect {
      try await Self.stage(Self.settings()).apply(to: Artifact(), in: Self.context(0..<0))
    } throws: { "\($0)" == "the table has no record; give at least one" }
    await #expect {
      try await Self.stage("").apply(to: Artifact(), in: Self.context())
    } throws: { "\($0)".hasPrefix("the numeric column 'income' has no declared range") }
  }

  @Test("a second release stage is refused")
  func twice() async throws {
    let (stage, context) = (try Self.stage(Self.settings()), try Self.context())
    let released = try await stage.apply(to: Artifact(), in: context)
    await #expect { try await stage.apply(to: released, in: context) } throws: {
      "\($0)".hasPrefix("'independent' learns from the members, and a dataset is released already")
    }
  }
}
