import Foundation
import FoundationNetworking
import Synchronization

/// Sends requests to a server, in turn, and again later where it is too busy.
final class InferenceClient: Sendable {
  /// The longest pause that a server may ask for, in seconds.
  private static let longestPause = 60.0

  /// What messages call the server.
  let place: String
  private let base: URL
  private let token: String?
  private let manners: RequestManners
  private let transfers: BoundedTransfers
  private let session: URLSession
  /// When the next request may be sent; the mutex is its alone.
  private let next = Mutex(ContinuousClock.now)

  /// Prepares to talk to a model.
  ///
  /// - Parameters:
  ///   - base: The model's address.
  ///   - token: A bearer token, which no message shows.
  ///   - manners: How requests are sent.
  init(base: URL, token: String?, manners: RequestManners) {
    (self.base, self.token, self.manners) = (base, token, manners)
    place = base.absoluteString
    transfers = BoundedTransfers()
    let settings = URLSessionConfiguration.ephemeral
    settings.timeoutIntervalForRequest = manners.timeout
    settings.timeoutIntervalForResource = manners.timeout
    settings.httpCookieStorage = nil
    settings.urlCache = nil
    session = URLSession(configuration: settings, delegate: transfers, delegateQueue: nil)
  }

  /// Ends all requests.
  func close() { session.invalidateAndCancel() }

  /// Asks for something, or sends a body.
  ///
  /// - Parameters:
  ///   - path: What stands after the model's address; empty for the model itself.
  ///   - body: What is sent; nil asks.
  ///   - limit: The most bytes of the answer.
  /// - Returns: The answer's bytes.
  /// - Throws: `ModelsError` naming the server's status or failure; `CancellationError`.
  func send(_ path: String, body: Data?, limit: Int) async throws -> Data {
    var request = URLRequest(url: path.isEmpty ? base : base.appending(path: path))
    request.httpMethod = body == nil ? "GET" : "POST"
    request.httpBody = body
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    for attempt in 0... {
      try await waitForTurn()
      let answer = try await transfers.run(request, in: session, limit: limit, place: place)
      guard answer.status == 429 || answer.status == 503 else {
        return try checked(answer)
      }
      guard attempt < manners.retries else {
        throw ModelsError(
          "\(place): is too busy (status \(answer.status)) after \(attempt + 1) requests; raise 'retries' or 'wait', or lower "
            + "'rate'")
      }
      let own = manners.wait * Double(1 << min(attempt, 20)) * Double.random(in: 0.5...1.5)
      let pause = min(Self.longestPause, max(own, answer.retryAfter ?? 0))
      try await Task.sleep(for: .seconds(pause))
    }
    preconditionFailure("an endless range ended")
  }

  private func checked(_ answer: BoundedTransfers.Answer) throws(ModelsError) -> Data {
    guard answer.status != 200 else { return answer.body }
    let text = String(decoding: answer.body.prefix(200), as: UTF8.self).split(
      whereSeparator: \.isNewline
    ).joined(separator: " ")
    let hint =
      switch answer.status {
      case 301...308: "; name the address that it leads to as 'url'"
      case 401, 403: "; put a valid token into the variable that 'tokenVariable' names"
      case 404: "; check 'url', 'model' and 'version'"
      default: ""
      }
    throw ModelsError("\(place): answers with status \(answer.status) \(text)\(hint)")
  }

  /// Waits until the rate allows another request.
  private func waitForTurn() async throws {
    try Task.checkCancellation()
    guard manners.rate > 0 else { return }
    let step = Duration.seconds(1 / manners.rate)
    let turn = next.withLock { next in
      let turn = max(next, ContinuousClock.now)
      next = turn + step
      return turn
    }
    try await Task.sleep(until: turn, clock: .continuous)
  }
}

/// Transfers whose answers are bounded while they come in, and that follow no redirection.
///
/// The mutex guards the table of running transfers, which the session's queue and the callers share.
final class BoundedTransfers: NSObject, URLSessionDataDelegate, Sendable {
  /// What a server answered.
  struct Answer: Sendable {
    let status: Int
    let retryAfter: Double?
    let body: Data
  }

  private struct Transfer {
    let limit: Int
    let place: String
    let continuation: CheckedContinuation<Answer, any Error>
    var body = Data()
    var isTooLarge = false
  }

  private let transfers = Mutex<[Int: Transfer]>([:])

  /// Sends a request and waits for the whole answer.
  func run(
    _ request: URLRequest, in session: URLSession, limit: Int, place: String
  ) async throws -> Answer {
    let task = session.dataTask(with: request)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        transfers.withLock {
          $0[task.taskIdentifier] = Transfer(
            limit: limit, place: place, continuation: continuation)
        }
        task.resume()
        if Task.isCancelled { task.cancel() }
      }
    } onCancel: {
      task.cancel()
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data
  ) {
    let isTooLarge = transfers.withLock { transfers in
      guard var transfer = transfers.removeValue(forKey: dataTask.taskIdentifier) else {
        return false
      }
      if transfer.body.count + data.count > transfer.limit {
        transfer.isTooLarge = true
        transfer.body = Data()
      } else {
        transfer.body += data
      }
      transfers[dataTask.taskIdentifier] = transfer
      return transfer.isTooLarge
    }
    if isTooLarge { dataTask.cancel() }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  private static func advice(_ error: any Error) -> String {
    error.localizedDescription.contains("certificate")
      ? "add its authority to the system's list, as update-ca-certificates does, or have it signed by one of that list"
      : "check 'url'"
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let transfer = transfers.withLock { $0.removeValue(forKey: task.taskIdentifier) }
    guard let transfer else { return }
    if transfer.isTooLarge {
      transfer.continuation.resume(
        throwing: ModelsError(
          "\(transfer.place): answers with more than \(transfer.limit) bytes, which is more than was asked for"
        ))
    } else if let error = error as? URLError, error.code == .cancelled {
      transfer.continuation.resume(throwing: CancellationError())
    } else if let error = error as? URLError, error.code == .timedOut {
      transfer.continuation.resume(
        throwing: ModelsError("\(transfer.place): has not answered in time; raise 'timeout'"))
    } else if let error {
      transfer.continuation.resume(
        throwing: ModelsError(
          "\(transfer.place): cannot be reached: \(error.localizedDescription); \(Self.advice(error))"
        ))
    } else if let response = task.response as? HTTPURLResponse {
      transfer.continuation.resume(
        returning: Answer(
          status: response.statusCode,
          retryAfter: response.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init),
          body: transfer.body))
    } else {
      transfer.continuation.resume(throwing: ModelsError("\(transfer.place): gives no answer"))
    }
  }
}
