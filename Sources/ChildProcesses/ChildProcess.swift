import CChildProcess
import Foundation

/// A program that is started once and talked to in frames: eight bytes with a length, least significant first, and so many bytes.
///
/// It runs without a shell, in a process group of its own that is ended with it. What it writes to its standard error is kept for
/// messages. Waiting takes turns of a few hundredths of a second, between which cancellation counts, on a thread of its own.
package actor ChildProcess {
  /// The last bytes of what the program complains about that messages show.
  private static let shownComplaint = 600
  /// How long one turn of waiting is.
  private static let turn: Int32 = 40

  /// What messages call the program.
  package nonisolated let name: String
  private let executor = WaitingExecutor()
  private var child: rc_child?
  private var complaint: [UInt8] = []
  private var complains = true

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: The program and its arguments; it is sought on the path where it has no slash.
  ///   - folder: The folder that it works in.
  /// - Throws: `ChildProcessError` where it cannot be started.
  package init(_ arguments: [String], in folder: String) throws(ChildProcessError) {
    precondition(!arguments.isEmpty, "a program without a name")
    name = arguments[0]
    var started = rc_child()
    let failure = unsafe withPointers(arguments) { pointers in
      unsafe rc_child_start(pointers, folder, &started)
    }
    guard failure == 0 else {
      let reason = unsafe String(cString: strerror(failure))
      throw ChildProcessError(
        "'\(arguments[0])' cannot be started: \(reason); 'command' is a list of the program and its arguments, and no "
          + "shell reads it")
    }
    child = started
  }

  /// Where the actor waits.
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  deinit {
    // Ending is the owner's; this is for one who threw before it could.
    if let child { _ = rc_child_end(child, 0) }
  }

  /// Sends a frame and waits for the one that answers it.
  ///
  /// - Parameters:
  ///   - request: The bytes to send; nil to wait for a frame that comes unasked.
  ///   - seconds: The longest time for all of it.
  ///   - limit: The most bytes that the answer may have.
  /// - Returns: The answer's bytes.
  /// - Throws: `ChildProcessError` where the program ends, is late or sends too much; `CancellationError`.
  package func exchange(
    _ request: [UInt8]?, within seconds: Double, limit: Int
  ) throws -> [UInt8] {
    var exchange = FrameExchange(request: request, limit: limit)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while !exchange.isDone {
      try Task.checkCancellation()
      guard let child else { throw ChildProcessError("'\(name)' has been ended") }
      guard clock.now < end else {
        throw failure("has not answered within \(seconds.formatted()) seconds; raise 'timeout'")
      }
      let ready = rc_child_wait(
        child, 1, complains ? 1 : 0, exchange.isSent ? 0 : 1, Self.turn)
      if ready & Int32(RC_CHILD_COMPLAINS) != 0 { listen() }
      if ready & Int32(RC_CHILD_WRITABLE) != 0 { try write(&exchange, child) }
      if ready & Int32(RC_CHILD_READABLE) != 0 { try read(&exchange, child) }
    }
    return exchange.answer
  }

  private func write(_ exchange: inout FrameExchange, _ child: rc_child) throws {
    let rest = exchange.unsent
    let count = unsafe rest.withUnsafeBytes { bytes in
      unsafe rc_child_write(child.input, bytes.baseAddress, bytes.count)
    }
    guard count >= 0 else { throw failure("has closed its input") }
    exchange.sent(Int(count))
  }

  private func read(_ exchange: inout FrameExchange, _ child: rc_child) throws {
    var block = Array(repeating: UInt8(0), count: min(1 << 16, exchange.wanted))
    let count = unsafe rc_child_read(child.output, &block, block.count)
    guard count >= 0 else { throw failure("has ended before it answered") }
    do {
      try exchange.take(block.prefix(Int(count)))
    } catch {
      throw failure(error.description)
    }
  }

  /// Keeps the last of what the program writes to its standard error.
  private func listen() {
    guard let child else { return }
    var block = Array(repeating: UInt8(0), count: 4096)
    let count = unsafe rc_child_read(child.errors, &block, block.count)
    guard count > 0 else {
      complains = count == 0
      return
    }
    complaint = Array((complaint + block.prefix(Int(count))).suffix(4096))
  }

  /// A failure with the last line that the program wrote to its standard error.
  private func failure(_ problem: String) -> ChildProcessError {
    // What it said as it ended may come a moment after its output's end.
    for _ in 0..<5 where complains {
      guard let child, rc_child_wait(child, 0, 1, 0, Self.turn) != 0 else { break }
      listen()
    }
    let lines = String(decoding: complaint, as: UTF8.self).split(whereSeparator: \.isNewline)
    let last = lines.suffix(3).joined(separator: " | ").suffix(Self.shownComplaint)
    return ChildProcessError(
      "'\(name)' \(problem)" + (last.isEmpty ? "; it wrote no error" : "; it wrote: \(last)"))
  }

  /// Ends the program and whatever it has started.
  ///
  /// - Parameter grace: How long it may take to end by itself, in milliseconds.
  package func end(grace: Int = 500) {
    guard let child else { return }
    self.child = nil
    _ = rc_child_end(child, Int32(grace))
  }
}

/// Lends texts as a list of C strings that ends in none.
private func withPointers<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
  var block: [CChar] = []
  let starts = texts.map { text in
    defer { block += text.utf8.map { CChar(bitPattern: $0) } + [0] }
    return block.count
  }
  return unsafe block.withUnsafeBufferPointer { block in
    let pointers =
      unsafe starts.map { start in unsafe block.baseAddress.map { unsafe $0 + start } } + [nil]
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
  }
}
