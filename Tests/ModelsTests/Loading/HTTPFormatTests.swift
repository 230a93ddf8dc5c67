import Foundation
import Models
import Settings
import Tables
import TemporaryFolders
import Tensors
import Testing

@Suite("Servers of the Open Inference Protocol", .enabled(if: hasPython, "needs Python"))
struct HTTPFormatTests {
  @Test(
    "the scores are those of the formula, whatever the batches, and a busy server is asked again")
  func scores() async throws {
    let records = try LinearSample.records()
    try await withServer { address in
      for (model, batch) in [("linear", 256), ("linear", 5), ("busy", 9)] {
        let scores = try await answers(
          "{format: http, url: '\(address)', model: \(model), batch: \(batch), wait: 0.001}",
          of: records)
        for row in 0..<records.count {
          for (score, expected) in zip(scores.row(row), LinearSample.scores(row)) {
            #expect(abs(Double(score) - expected) < 1e-6)
          }
        }
      }
    }
  }

  @Test("a token from the environment opens a guarded model, and no message shows it")
  func token() async throws {
    let records = try LinearSample.records()
    try await withServer { address in
      let text = await failureLine {
        _ = try await answers("{format: http, url: '\(address)', model: guarded}", of: records)
      }
      #expect(text.contains("status 401") && text.contains("tokenVariable"))
      var settings = try Settings(
        yaml: "{format: http, url: '\(address)', model: guarded, tokenVariable: T}", file: "t")
      let target = try ModelTarget(&settings)
      let scores = try await target.withModel(
        on: records, folder: "/", environment: ["T": "secret"], threads: 1
      ) { model, _ in try await model.logits(ofRows: [0, 1], of: records) }
      #expect(scores.rowCount == 2)
    }
  }

  static let refusals: [(String, String)] = [
    ("model: always-busy, retries: 2, wait: 0.001", "is too busy (status 503) after 3 requests"),
    ("model: moved", "answers with status 302"),
    ("model: none", "answers with status 404"),
    ("model: short", "answers 66 numbers of the shape [22, 3] to 23 records"),
    ("model: not-a-number", "what is not the Open Inference Protocol"),
    ("model: huge", "bytes, which is more than was asked for"),
    ("model: slow, timeout: 0.4", "has not answered in time"),
    ("model: linear, input: y", "has no input 'y'; its inputs are x"),
    ("model: linear, output: y", "Name one of scores"),
  ]

  @Test("a server that answers wrongly or late gives an error and no scores")
  func refused() async throws {
    let records = try LinearSample.records()
    try await withServer { address in
      for (settings, part) in Self.refusals {
        let text = await failureLine {
          _ = try await answers("{format: http, url: '\(address)', \(settings)}", of: records)
        }
        #expect(text.contains(part), "\(text)")
        #expect(!text.contains("\n"))
      }
    }
  }

  @Test(
    "a certificate that nobody vouches for is refused in one line that says what to do",
    .enabled(if: isOnPath("openssl"), "needs openssl"))
  func untrusted() async throws {
    let folder = try TemporaryFolder()
    let openssl = Process()
    openssl.executableURL = URL(filePath: "/usr/bin/env")
    openssl.arguments = [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out",
      "certificate.pem",
    ]
    openssl.currentDirectoryURL = URL(filePath: folder.path)
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    try #require(openssl.terminationStatus == 0)
    let records = try LinearSample.records()
    let files = ["certificate.pem", "key.pem"].map { folder.path + "/" + $0 }
    try await withServer(certificate: files) { address in
      let text = await failureLine {
        _ = try await answers("{format: http, url: '\(address)', model: linear}", of: records)
      }
      #expect(text.contains("certificate") && text.contains("update-ca-certificates"), "\(text)")
      #expect(!text.contains("\n"))
    }
  }

  @Test("cancellation ends a request that waits")
  func cancelled() async throws {
    let records = try LinearSample.records()
    try await withServer { address in
      let text = await withTaskGroup { group in
        group.addTask {
          await failureLine {
            _ = try await answers("{format: http, url: '\(address)', model: slow}", of: records)
          }
        }
        try? await Task.sleep(for: .milliseconds(200))
        group.cancelAll()
        return await group.next() ?? ""
      }
      // The server would keep it waiting for minutes, and the time-out is a minute.
      #expect(text.contains("CancellationError"), "\(text)")
    }
  }

  @Test("a rate spreads the requests")
  func rate() async throws {
    let records = try LinearSample.records(count: 5)
    try await withServer { address in
      let begin = ContinuousClock.now
      _ = try await answers(
        "{format: http, url: '\(address)', model: linear, batch: 1, rate: 20}", of: records)
      // Six requests, the first at once.
      #expect(ContinuousClock.now - begin >= .milliseconds(240))
    }
  }

  @Test("a token never goes out in the clear, and an address must be one")
  func addresses() async throws {
    let records = try LinearSample.records()
    var settings = try Settings(
      yaml: "{format: http, url: 'http://example.org', model: m, tokenVariable: T}", file: "t")
    let target = try ModelTarget(&settings)
    let text = await failureLine {
      _ = try await target.withModel(
        on: records, folder: "/", environment: ["T": "secret"], threads: 1
      ) { model, _ in try await model.logits(ofRows: [0], of: records) }
    }
    #expect(text.contains("would be sent in the clear") && !text.contains("secret"))
    for url in ["ftp://h", "nonsense", "http://user@h", "http://h?q=1"] {
      #expect(throws: SettingsError.self) {
        var settings = try Settings(
          yaml: "{format: http, url: '\(url)', model: m}", file: "t")
        _ = try ModelTarget(&settings)
      }
    }
  }
}
