import Bilevel
import SampleTables
import Settings
import Statistics
import Tables
import Testing

@Suite struct ClientSplitTests {
  private static func table(_ levels: [Int32]) -> Dataset {
    Dataset(
      name: "t", features: [],
      label: Categories(codes: levels.map { _ in 0 }, names: ["no", "yes"]),
      groups: [Group(name: "sex", categories: Categories(codes: levels, names: ["f", "m"]))],
      sources: [])
  }

  private static func split(_ yaml: String) throws -> ClientSplit {
    var settings = try Settings(yaml: yaml, file: "s.yaml")
    let split = try ClientSplit(&settings)
    try settings.finish()
    return split
  }

  @Test("shares give each client its part of each level")
  func shares() throws {
    let table = Self.table((0..<1000).map { $0 % 5 == 0 ? 1 : 0 })
    let split = try Self.split(
      "{rule: shares, by: sex, shares: {m: '0.5, 0.3, 0.2', f: '0.2, 0.4, 0.4'}}")
    var generator = SeededGenerator(seed: 1, label: "split")
    let clients = try split.clients(Array(0..<1000), of: table, using: &generator)
    let men = clients.map { client in client.rows.count { $0 % 5 == 0 } }
    #expect(men == [100, 60, 40])
    #expect(clients.map(\.rows.count) == [260, 380, 360])
    #expect(clients.flatMap(\.rows).sorted() == Array(0..<1000))
  }

  @Test("files of one name in several folders are several clients")
  func namesakes() throws {
    let sources = [3, 5].map {
      Source(name: "data.csv", sha256: "", byteCount: 1, recordCount: $0)
    }
    let table = Dataset(
      name: "t", features: [],
      label: Categories(codes: (0..<8).map { _ in 0 }, names: ["no", "yes"]), groups: [],
      sources: sources)
    var generator = SeededGenerator(seed: 1, label: "split")
    let clients = try ClientSplit.file.clients(Array(0..<8), of: table, using: &generator)
    #expect(clients.map(\.name) == ["data.csv", "data.csv (2)"])
    #expect(clients.map(\.rows.count) == [3, 5])
  }

  @Test(
    "every rule divides all records, none twice",
    arguments: [
      "{rule: single}", "{rule: even, clients: 4}", "{rule: group, by: sex}",
      "{rule: dirichlet, by: sex, alpha: 0.1, clients: 5}",
      "{rule: dirichlet, by: label, alpha: 100, clients: 2}",
    ])
  func partition(_ yaml: String) throws {
    let table = Self.table((0..<200).map { Int32($0 % 2) })
    var generator = SeededGenerator(seed: 1, label: "split")
    let rows = Array(stride(from: 0, to: 200, by: 1))
    let clients = try Self.split(yaml).clients(rows, of: table, using: &generator)
    #expect(clients.flatMap(\.rows).sorted() == rows)
  }

  @Test("a small concentration is more uneven than a large one")
  func concentration() throws {
    let table = Self.table((0..<2000).map { Int32($0 % 2) })
    func largest(_ alpha: Double) throws -> Int {
      var generator = SeededGenerator(seed: 4, label: "split")
      let split = try Self.split("{rule: dirichlet, by: sex, alpha: \(alpha), clients: 4}")
      return try split.clients(Array(0..<2000), of: table, using: &generator)
        .map(\.rows.count).max() ?? 0
    }
    #expect(try largest(0.05) > 800)
    #expect(try largest(1000) < 560)
  }

  @Test("a group that the data have not, or a level without shares, is one clear line")
  func unknown() throws {
    let table = Self.table([0, 1, 0])
    var generator = SeededGenerator(seed: 1, label: "split")
    do {
      _ = try Self.split("{rule: group, by: age}").clients([0, 1], of: table, using: &generator)
      Issue.record("no error")
    } catch let error as BilevelError {
      #expect(
        error.description
          == "clients are divided by 'age', which is no group of the data; there are label, sex")
    }
    do {
      _ = try Self.split("{rule: shares, by: sex, shares: {f: '0.5, 0.5'}}")
        .clients([0, 1], of: table, using: &generator)
      Issue.record("no error")
    } catch let error as BilevelError {
      #expect(
        error.description == "'shares' says nothing of the level 'm' of 'sex'; add it")
    }
  }
}
