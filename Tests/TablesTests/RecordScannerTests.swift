import Tables
import Testing

/// Keeps fields as text.
private struct Recorder: FieldReceiver {
  var records: [[String]] = []
  var lines: [Int] = []
  private var current: [String] = []

  mutating func take(_ field: Span<UInt8>, line: Int) { current.append(text(field)) }

  mutating func endRecord(line: Int) throws(TablesError) {
    records.append(current)
    lines.append(line)
    current = []
  }
}

private func scan(
  _ bytes: [UInt8], blockSize: Int, delimiter: UInt8 = UInt8(ascii: ","), comment: UInt8? = nil
) throws(TablesError) -> Recorder {
  var recorder = Recorder()
  var scanner = RecordScanner(file: "a.csv", delimiter: delimiter, comment: comment)
  for start in stride(from: 0, to: bytes.count, by: blockSize) {
    let block = Array(bytes[start..<min(start + blockSize, bytes.count)])
    try scanner.scan(block.span, into: &recorder)
  }
  try scanner.finish(into: &recorder)
  return recorder
}

struct ScanCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  var text: [UInt8]
  var records: [[String]] = []
  var lines: [Int] = []
  var delimiter = UInt8(ascii: ",")
  var comment: UInt8?

  init(
    _ description: String, _ text: String, _ records: [[String]], lines: [Int],
    delimiter: Character = ",", comment: Character? = nil
  ) {
    testDescription = description
    self.text = Array(text.utf8)
    self.records = records
    self.lines = lines
    self.delimiter = delimiter.asciiValue ?? 0
    self.comment = comment?.asciiValue
  }
}

private let blockSizes = [1, 2, 3, 4, 5, 6, 7, 1 << 20]

private let scanCases = [
  ScanCase("LF", "a,b\nc,d\n", [["a", "b"], ["c", "d"]], lines: [1, 2]),
  ScanCase("CRLF", "a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]], lines: [1, 2]),
  ScanCase("lone CR", "a,b\rc,d\r", [["a", "b"], ["c", "d"]], lines: [1, 2]),
  ScanCase("no final line end", "a,b\nc,d", [["a", "b"], ["c", "d"]], lines: [1, 2]),
  ScanCase("final empty field", "a,\nc,", [["a", ""], ["c", ""]], lines: [1, 2]),
  ScanCase("byte order mark", "\u{FEFF}a,b\n", [["a", "b"]], lines: [1]),
  ScanCase("mark before a quote", "\u{FEFF}\"a\",b\n", [["a", "b"]], lines: [1]),
  ScanCase("mark only at the start", "a\n\u{FEFF}b", [["a"], ["\u{FEFF}b"]], lines: [1, 2]),
  ScanCase("half a mark is text", "\u{FF41},b", [["\u{FF41}", "b"]], lines: [1]),
  ScanCase("nothing but a mark", "\u{FEFF}", [], lines: []),
  ScanCase("nothing", "", [], lines: []),
  ScanCase("blank lines", "\n\na\n \t\n\r\n\nb\n\n", [["a"], ["b"]], lines: [3, 7]),
  ScanCase("a quoted empty field is no blank line", "\"\"\na", [[""], ["a"]], lines: [1, 2]),
  ScanCase("padding", " a b \t,  c\nd ,\te", [["a b", "c"], ["d", "e"]], lines: [1, 2]),
  ScanCase("padding around quotes", " \" a \" , b", [[" a ", "b"]], lines: [1]),
  ScanCase("a delimiter in quotes", "\"a,b\",c", [["a,b", "c"]], lines: [1]),
  ScanCase("doubled quotes", "\"a\"\"b\",\"\"\"\"", [["a\"b", "\""]], lines: [1]),
  ScanCase("a quoted line end", "\"a\nb\",c\nd,e", [["a\nb", "c"], ["d", "e"]], lines: [1, 3]),
  ScanCase("a quoted CRLF", "\"a\r\nb\",c\r\nd,e", [["a\nb", "c"], ["d", "e"]], lines: [1, 3]),
  ScanCase("a quoted CR", "\"a\r\r\nb\"\rd", [["a\n\nb"], ["d"]], lines: [1, 4]),
  ScanCase("a quoted field at the end", "a,\"b\"", [["a", "b"]], lines: [1]),
  ScanCase("tabs between fields", " a\tb c \t\n", [["a", "b c", ""]], lines: [1], delimiter: "\t"),
  ScanCase("spaces between fields", "a  b\n", [["a", "", "b"]], lines: [1], delimiter: " "),
  ScanCase("semicolons", "a;\"b;c\";d,e", [["a", "b;c", "d,e"]], lines: [1], delimiter: ";"),
  ScanCase(
    "comments", "|x \"y\na,|b\r\n|z\r\nc,d\n|", [["a", "|b"], ["c", "d"]], lines: [2, 4],
    comment: "|"),
  ScanCase(
    "a mark inside quotes is no comment", "\"a\n|b\"", [["a\n|b"]], lines: [1], comment: "|"),
  ScanCase("text beyond ASCII", "é,日本\n\"ü\",😀", [["é", "日本"], ["ü", "😀"]], lines: [1, 2]),
]

@Test("Blocks of any size give the same records and lines", arguments: scanCases)
func scansRecords(_ scanCase: ScanCase) throws {
  for blockSize in blockSizes {
    let recorder = try scan(
      scanCase.text, blockSize: blockSize, delimiter: scanCase.delimiter, comment: scanCase.comment)
    #expect(recorder.records == scanCase.records, "blocks of \(blockSize)")
    #expect(recorder.lines == scanCase.lines, "blocks of \(blockSize)")
  }
}

struct SyntaxCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let text: [UInt8]

  init(_ message: String, _ text: String, then bytes: [UInt8] = [], _ rest: String = "") {
    testDescription = message
    self.text = Array(text.utf8) + bytes + Array(rest.utf8)
  }
}

private let notUTF8 = "the text is not UTF-8; save the file as UTF-8"
private let nulByte = "a NUL byte; save the file as UTF-8 text"
private let open = "the quoted field that begins here is never closed; add the closing quote"
private let afterQuote =
  "text after a closing quote; double the quotes that are inside a field"
private let bareQuote =
  "a quote inside a field without quotes; enclose the field in quotes and double those inside"

private let syntaxCases = [
  SyntaxCase("a.csv:2: \(notUTF8)", "a,b\nc,", then: [0xFF], "\n"),
  SyntaxCase("a.csv:2: \(notUTF8)", "a,b\nc,", then: [0xC3], ",d"),
  SyntaxCase("a.csv:4: \(notUTF8)", "a\n\"b\n\r\nc", then: [0xC0, 0x80], "\n\""),
  SyntaxCase("a.csv:1: \(notUTF8)", "", then: [0xEF, 0xBB], "a"),
  SyntaxCase("a.csv:1: \(notUTF8)", "", then: [0xEF]),
  SyntaxCase("a.csv:1: \(notUTF8)", "", then: [0xFF, 0xFE], "a"),
  SyntaxCase("a.csv:3: \(nulByte)", "a\r\nb\r\nc", then: [0], "d"),
  SyntaxCase("a.csv:2: \(nulByte)", "\"a\nb", then: [0], "\""),
  SyntaxCase("a.csv:2: \(open)", "a,b\nc,\"d\ne,f\n"),
  SyntaxCase("a.csv:3: \(open)", "a\r\r\n\"d\re\"" + "\""),
  SyntaxCase("a.csv:1: \(afterQuote)", "\"a\" b\n"),
  SyntaxCase("a.csv:2: \(afterQuote)", "a\n\"b\"c,d\n"),
  SyntaxCase("a.csv:2: \(afterQuote)", "a\n\"b\" \"c\"\n"),
  SyntaxCase("a.csv:2: \(bareQuote)", "a\nb\"c,d\n"),
]

@Test("A file that is no CSV or no UTF-8 is refused at its line", arguments: syntaxCases)
func refusesSyntax(_ syntaxCase: SyntaxCase) {
  for blockSize in blockSizes {
    let error = #expect(throws: TablesError.self) {
      try scan(syntaxCase.text, blockSize: blockSize)
    }
    #expect(error?.description == syntaxCase.testDescription, "blocks of \(blockSize)")
  }
}

@Test("A field of 1 MiB is read and a longer one refused", arguments: [7, 4096, 1 << 20, 1 << 22])
func boundsFields(_ blockSize: Int) throws {
  let limit = RecordScanner.fieldLimit
  for quote in ["", "\""] {
    let longest = Array("a\n\(quote)\(String(repeating: "x", count: limit))\(quote)\n".utf8)
    let recorder = try scan(longest, blockSize: blockSize)
    #expect(recorder.records.map(\.first?.utf8.count) == [1, limit])
    let longer = Array("a\n\(quote)\(String(repeating: "x", count: limit + 1))\(quote)\n".utf8)
    let error = #expect(throws: TablesError.self) { try scan(longer, blockSize: blockSize) }
    #expect(
      error?.description == "a.csv:2: a field of more than 1048576 bytes begins here; "
        + "look for a quote that is not closed")
  }
}
