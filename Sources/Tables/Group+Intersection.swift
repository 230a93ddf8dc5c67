extension Group {
  /// What stands between the names of attributes and of levels in an intersection.
  private static let separator = " x "

  /// The partition of the records by several attributes at once.
  ///
  /// Every combination of levels is a level, also one without records, in the order of the first attribute's
  /// levels, then the second's; so that an empty combination is named and not forgotten.
  ///
  /// - Parameter groups: Two attributes or more of the same records.
  /// - Returns: A group named after the attributes, such as `sex x age`, with levels such as `female x <=25`.
  package static func intersection(of groups: [Group]) -> Group {
    precondition(groups.count >= 2, "\(groups.count) attribute has no intersection")
    var codes = groups[0].categories.codes
    var names = groups[0].categories.names
    for group in groups.dropFirst() {
      let own = group.categories
      precondition(
        own.codes.count == codes.count,
        "attributes of \(codes.count) and \(own.codes.count) records")
      let width = Int32(own.names.count)
      for record in codes.indices { codes[record] = codes[record] * width + own.codes[record] }
      names = names.flatMap { name in own.names.map { name + separator + $0 } }
    }
    return Group(
      name: groups.map(\.name).joined(separator: separator),
      categories: Categories(codes: codes, names: names))
  }
}
