/// The fields that mean a missing value: the empty one and those the schema lists.
struct MissingValues {
  private let listed: [[UInt8]]
  /// Bit n is set where some listed field has n bytes; most fields need no closer look.
  private let lengths: UInt64

  init(_ values: Set<String>) {
    listed = values.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    lengths = listed.reduce(1) { $0 | 1 << UInt64(min($1.count, 63)) }
  }

  func contains(_ field: Span<UInt8>) -> Bool {
    guard lengths >> UInt64(min(field.count, 63)) & 1 == 1 else { return false }
    return field.isEmpty || listed.contains { Self.isEqual($0, field) }
  }

  private static func isEqual(_ value: [UInt8], _ field: Span<UInt8>) -> Bool {
    guard value.count == field.count else { return false }
    for position in field.indices where value[position] != field[position] { return false }
    return true
  }
}
