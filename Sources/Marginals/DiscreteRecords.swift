package import Tables

/// Records as one code for each attribute of a domain.
package struct DiscreteRecords: Equatable, Sendable {
  /// The attributes.
  package let domain: AttributeDomain
  /// The number of records.
  package let count: Int
  /// Attributes x records: each attribute's codes, from 0 up to its size.
  package let codes: [[Int32]]

  /// Checks records.
  ///
  /// - Parameters:
  ///   - codes: Attributes x records.
  ///   - domain: The attributes.
  /// - Throws: `MarginalsError` where there is no record, columns differ in length, or a code is outside its attribute.
  package init(codes: [[Int32]], of domain: AttributeDomain) throws(MarginalsError) {
    guard codes.count == domain.count else {
      throw MarginalsError(
        "the table has \(codes.count) columns, the domain \(domain.count) attributes; name the same ones"
      )
    }
    let count = codes[0].count
    guard count > 0 else { throw MarginalsError("the table has no record; give at least one") }
    for (attribute, column) in codes.enumerated() {
      guard column.count == count else {
        throw MarginalsError(
          "column '\(domain.names[attribute])' has \(column.count) records, the first one \(count); "
            + "every column needs a value for every record")
      }
      let size = Int32(domain.sizes[attribute])
      guard let row = column.firstIndex(where: { $0 < 0 || $0 >= size }) else { continue }
      throw MarginalsError(
        "column '\(domain.names[attribute])' has a code outside 0..<\(size) in row \(row); "
          + "the domain does not match the table")
    }
    (self.domain, self.count, self.codes) = (domain, count, codes)
  }

  /// Takes over a table whose values were binned.
  ///
  /// - Parameter table: Codes within its domain.
  /// - Throws: `MarginalsError` where there is no record.
  package init(_ table: DiscreteTable) throws(MarginalsError) {
    try self.init(codes: table.codes, of: AttributeDomain(table.domain))
  }

  /// Takes over codes that are known to be valid; there may be none.
  init(generated codes: [[Int32]], count: Int, of domain: AttributeDomain) {
    (self.domain, self.count, self.codes) = (domain, count, codes)
  }
}
