/// One frame out and one frame in.
struct FrameExchange {
  /// What is wrong with a frame.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  private let request: [UInt8]
  private let limit: Int
  private var sentCount = 0
  private var head: [UInt8] = []
  private var length: Int?
  private(set) var answer: [UInt8] = []

  init(request: [UInt8]?, limit: Int) {
    self.limit = limit
    self.request = request.map { $0.count.littleEndianBytes + $0 } ?? []
  }

  var isSent: Bool { sentCount == request.count }
  var isDone: Bool { isSent && length == answer.count }
  var unsent: ArraySlice<UInt8> { request[sentCount..<min(request.count, sentCount + 1 << 16)] }
  /// How many bytes may be read; more than a frame are never due.
  var wanted: Int { length.map { max(1, $0 - answer.count) } ?? 8 - head.count }

  mutating func sent(_ count: Int) { sentCount += count }

  mutating func take(_ bytes: ArraySlice<UInt8>) throws(Fault) {
    guard length == nil else {
      guard answer.count + bytes.count <= length ?? 0 else {
        throw Fault(description: "sends more than one frame for one request")
      }
      answer += bytes
      return
    }
    head += bytes
    guard head.count == 8 else { return }
    let value = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard value <= UInt64(limit) else {
      let text =
        head.allSatisfy { $0 >= 32 && $0 < 127 || $0 == 10 }
        ? "'\(String(decoding: head, as: UTF8.self).replacing("\n", with: " "))' where the length of a frame is due; "
          + "print to standard error, for standard output carries the frames"
        : "a frame of \(value) bytes, above the limit of \(limit)"
      throw Fault(description: "sends \(text)")
    }
    length = Int(value)
  }
}

extension Int {
  /// Eight bytes, least significant first.
  fileprivate var littleEndianBytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
  }
}
