import ChildProcesses
import Foundation
import Models
import Settings
import Tables
import Tensors
import Testing

/// A real server on loopback, as long as the body runs.
private func withServer<Result>(
  _ body: (_ address: String) async throws -> Result
) async throws -> Result {
  let server = try ChildProcess(
    ["python3", "inference_server.py"], in: LinearSample.fixtures)
  let port = String(
    decoding: try await server.exchange(nil, within: 30, limit: 16), as: UTF8.self)
  do {
    let result = try await body("http://127.0.0.1:\(port)")
    await server.end(grace: 50)
    return result
  } catch {
    await server.end(grace: 50)
    throw error
  }
}

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
