/// The levels of one column, as far as the file is read.
///
/// Whole numbers are one level however they are written, as `1` or as `1.0`; the first spelling is the name.
/// All decisions about a field are made when it first occurs; later ones cost one look-up.
struct CategoricalColumn {
  /// More levels than this are an identifier or free text rather than categories.
  static let levelLimit = 65_536

  private let missing: MissingValues
  private let isLabel: Bool
  private let suffix: [UInt8]
  /// The groups that follow from this column by listed values.
  private let listings: [GroupRule]
  private var table = ByteTable()
  private var codeOfEntry: [Int32] = []
  private var codes: [Int32] = []
  private var names: [String] = []
  /// The codes of levels that are whole numbers, by these without a decimal point.
  private var codeOfWholeNumber: [Substring: Int32] = [:]

  /// A column whose missing fields get code -1.
  init(missing: MissingValues, groups: [GroupRule]) {
    self.init(missing: missing, groups: groups, isLabel: false, suffix: "")
  }

  /// The label, which has no missing fields and may end in something to remove.
  static func label(
    missing: MissingValues, groups: [GroupRule], suffix: String?
  ) -> CategoricalColumn {
    CategoricalColumn(missing: missing, groups: groups, isLabel: true, suffix: suffix ?? "")
  }

  private init(missing: MissingValues, groups: [GroupRule], isLabel: Bool, suffix: String) {
    self.missing = missing
    self.isLabel = isLabel
    self.suffix = Array(suffix.utf8)
    listings = groups
  }

  /// Sorted names, and codes that do not depend on the order of the records.
  var categories: Categories { Categories(codes: codes, unsorted: names) }

  mutating func append(_ field: Span<UInt8>) throws(FieldProblem) {
    let level = field.extracting(first: field.count - suffixLength(field))
    if let entry = table.index(of: level) {
      codes.append(codeOfEntry[entry])
    } else {
      codes.append(try addEntry(level))
    }
  }

  private mutating func addEntry(_ field: Span<UInt8>) throws(FieldProblem) -> Int32 {
    var code: Int32 = -1
    if missing.contains(field) {
      if isLabel { throw .missingLabel }
    } else {
      code = try addLevel(text(field))
    }
    table.add(field)
    codeOfEntry.append(code)
    return code
  }

  /// The code of a name that did not occur before; that of `1` for `1.0`, as which columns that lack values are often written.
  private mutating func addLevel(_ name: String) throws(FieldProblem) -> Int32 {
    let wholeNumber = Self.wholeNumber(name)
    if let wholeNumber, let code = codeOfWholeNumber[wholeNumber] { return code }
    guard names.count < Self.levelLimit else { throw .tooManyLevels }
    for group in listings {
      if case .values(let listed) = group.rule, listed[name] == nil {
        throw .unlisted(group: group.name)
      }
    }
    let code = Int32(names.count)
    names.append(name)
    if let wholeNumber { codeOfWholeNumber[wholeNumber] = code }
    return code
  }

  /// A whole number without its decimal point, `-1` for `-1.00`; nil for any other text.
  private static func wholeNumber(_ name: String) -> Substring? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts[0].hasPrefix("-") ? parts[0].dropFirst() : parts[0]
    guard parts.count <= 2, !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
      parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy({ $0 == "0" })
    else { return nil }
    return parts[0]
  }

  private func suffixLength(_ field: Span<UInt8>) -> Int {
    guard !suffix.isEmpty, field.count >= suffix.count else { return 0 }
    let start = field.count - suffix.count
    for position in suffix.indices where field[start + position] != suffix[position] { return 0 }
    return suffix.count
  }
}
