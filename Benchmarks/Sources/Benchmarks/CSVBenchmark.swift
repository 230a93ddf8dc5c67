import Crypto
import Foundation
import Statistics
import Tables

/// The speed of reading comma-separated records into typed columns, beside pandas.
struct CSVBenchmark: Benchmark {
  var name: String { "read CSV" }

  private struct Read: Encodable {
    var operation = "read"
    let path: String
    let numeric: [String]
    let categorical: [String]
  }
  private struct Time: Decodable { let seconds: Double }
  private struct AskDigest: Encodable {
    var operation = "digest"
    let numeric: [String]
    let categorical: [String]
  }

  func measure(under conditions: Conditions) async throws -> Claim {
    let path = conditions.folder + "/table.csv"
    let table = SampleTable()
    let text = Data(table.text().utf8)
    try text.write(to: URL(filePath: path))
    let peer = try conditions.peers.start("pandas_csv.py")
    defer { peer?.child.end() }
    let request = Read(path: path, numeric: table.numeric, categorical: table.categorical)
    var series = ReadingSeries()
    for repetition in 0...conditions.repetitions {
      var pass = try ReadingSeries(path, table)
      if let peer { pass.peer = [try peer.child.ask(request, Time.self).seconds] }
      if repetition > 0 { series.append(pass) }
    }
    if let peer {
      let digest = AskDigest(numeric: table.numeric, categorical: table.categorical)
      try TableDigest(readCSV(paths: [path], name: name, schema: table.schema))
        .check(peer.child.ask(digest, TableDigest.self))
    }
    return series.claim(name: name, megabytes: Double(text.count) / 1e6, peer?.versions)
  }
}

/// The seconds that the repetitions took.
private struct ReadingSeries {
  var whole: [Double] = []
  var hashing: [Double] = []
  var reading: [Double] = []
  var peer: [Double] = []

  /// Creates the series of no repetitions.
  init() {}

  /// Measures ours once.
  init(_ path: String, _ table: SampleTable) throws {
    whole = [
      try seconds { _ = try readCSV(paths: [path], name: "table", schema: table.schema) }
    ]
    var hash = SHA256()
    hashing = [try seconds { try Self.blocks(of: path) { hash.update(data: $0) } }]
    reading = [try seconds { try Self.blocks(of: path) { passOver($0.span) } }]
  }

  private static func blocks(of path: String, _ body: (Data) -> Void) throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    while let block = try file.read(upToCount: 1 << 18), !block.isEmpty { body(block) }
    try file.close()
  }

  mutating func append(_ pass: ReadingSeries) {
    whole += pass.whole
    hashing += pass.hashing
    reading += pass.reading
    peer += pass.peer
  }

  func claim(name: String, megabytes: Double, _ versions: String?) -> Claim {
    let parsing = zip(whole, hashing).map { megabytes / ($0 - $1) }
    var remarks = [
      "ours without SHA-256, whose time on the same blocks is taken off; with it "
        + "\(Quantity.text(megabytes / median(whole))) MB/s",
      "limit: reading the same blocks and adding up their bytes, one thread; the table has "
        + "\(Quantity.text(megabytes)) MB",
    ]
    if let versions { remarks.append("peer: \(versions), C engine; columns are equal") }
    return Claim(
      name: name, quantity: .megabytesPerSecond,
      measured: Measured(
        ours: Repetitions(parsing),
        peer: peer.isEmpty ? nil : Repetitions(peer.map { megabytes / $0 }),
        limit: megabytes / median(reading)),
      threshold: Threshold(least: 150), remarks: remarks)
  }
}
