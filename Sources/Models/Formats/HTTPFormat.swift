import Foundation
package import Settings
import Tables

/// A server that speaks the Open Inference Protocol, version 2, in JSON, as KServe, Triton and MLServer do.
package struct HTTPFormat: ModelFormat {
  package static let name = "http"
  package static let summary =
    "a server that speaks the Open Inference Protocol (version 2, JSON), as KServe, Triton and MLServer do"

  private let address: String
  private let model: String
  private let version: String?
  private let input: String?
  private let output: String?
  private let tokenVariable: String
  private let manners: RequestManners

  package init(_ settings: inout Settings) throws {
    address = try settings.text("url", "the server, such as https://host:8443, without /v2")
    model = try settings.text("model", "the model's name on the server")
    version = try settings.optionalText(
      "version", "the model's version; the server's choice without one")
    input = try settings.optionalText(
      "input",
      "the input that takes all columns; the server's only one, or columns by name, without one")
    output = try settings.optionalText(
      "output", "the output with the class scores; the server's only one without one")
    tokenVariable = try settings.text(
      "tokenVariable", default: "ROLLCALL_TOKEN",
      "the environment's variable that holds a bearer token, where the server asks for one")
    manners = RequestManners(
      timeout: try settings.number(
        "timeout", default: 60, in: 0.05...86_400, "seconds for one request"),
      retries: try settings.integer(
        "retries", default: 5, in: 0...1000,
        "how often a request is sent again after 429 or 503, ever later"),
      wait: try settings.number(
        "wait", default: 0.5, in: 0.001...3600,
        "seconds before the first repetition, doubled for each further one, give or take a half"),
      rate: try settings.number(
        "rate", default: 0, in: 0...1e6, "the most requests in a second; 0 for any number"))
    // While settings are described there is no address.
    guard address.isEmpty || Self.isAddress(address) else {
      throw settings.error("url", "must be a URL such as https://host:8443, without user or query")
    }
    for (key, part) in [("model", model), ("version", version ?? "")] {
      guard !part.contains("/"), !part.hasPrefix(".") else {
        throw settings.error(key, "must be a name, without slashes")
      }
    }
  }

  private static func isAddress(_ text: String) -> Bool {
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? "") else {
      return false
    }
    return url.host() != nil && url.query() == nil && url.user() == nil
  }

  package func open(_ surroundings: ModelSurroundings) async throws -> any ModelSession {
    let token = surroundings.environment[tokenVariable].flatMap { $0.isEmpty ? nil : $0 }
    guard let url = URL(string: address) else { throw ModelsError("\(address): is no URL") }
    let isHere = ["127.0.0.1", "localhost", "::1"].contains(url.host() ?? "")
    guard token == nil || url.scheme == "https" || isHere else {
      throw ModelsError(
        "\(address): a bearer token would be sent in the clear; use https, or unset \(tokenVariable)"
      )
    }
    let client = InferenceClient(
      base: url.appending(path: "v2/models/" + model + (version.map { "/versions/" + $0 } ?? "")),
      token: token, manners: manners)
    do {
      return try await InferenceSession(client, input: input, output: output, in: surroundings)
    } catch {
      client.close()
      throw error
    }
  }
}

/// How requests are sent.
struct RequestManners: Sendable {
  let timeout: Double
  let retries: Int
  let wait: Double
  let rate: Double
}
