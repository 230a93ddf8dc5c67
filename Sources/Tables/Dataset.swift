/// Records with features, one label each, sensitive groups, and the files they came from.
public struct Dataset: Sendable {
  /// The name that reports use.
  public let name: String
  /// The number of records.
  public let count: Int
  /// The features, in the order of the files' columns.
  public let features: [Feature]
  /// The class of every record; two names or more, none missing.
  public let label: Categories
  /// The sensitive groups, in the order of the schema's rules.
  public let groups: [Group]
  /// The image that each record is; nil where records are rows of columns alone.
  package let images: RecordImages?
  /// The files, in the order they were read.
  public let sources: [Source]

  /// Puts columns of equal length together; the label decides how many records there are.
  package init(
    name: String, features: [Feature], label: Categories, groups: [Group], sources: [Source],
    images: RecordImages? = nil
  ) {
    for feature in features {
      precondition(
        feature.count == label.codes.count,
        "feature \(feature.name) has \(feature.count) values for \(label.codes.count) labels")
    }
    for group in groups {
      precondition(
        group.categories.codes.count == label.codes.count,
        "group \(group.name) has \(group.categories.codes.count) values "
          + "for \(label.codes.count) labels"
      )
    }
    precondition(
      images.map { $0.count == label.codes.count } ?? true,
      "\(images?.count ?? 0) images for \(label.codes.count) labels")
    self.name = name
    self.count = label.codes.count
    self.features = features
    self.label = label
    self.groups = groups
    self.sources = sources
    self.images = images
  }

  /// Keeps the given records in the given order; a record may be repeated.
  ///
  /// Level names, codes and sources stay as they are, so that two selections encode alike.
  ///
  /// - Parameter rows: Indices in `0..<count`.
  /// - Returns: A data set of as many records as there are rows.
  /// - Complexity: O(`rows` × columns).
  public func selecting(rows: [Int]) -> Dataset {
    for row in rows {
      precondition(row >= 0 && row < count, "row \(row) is not in 0..<\(count)")
    }
    return Dataset(
      name: name, features: features.map { $0.selecting(rows) }, label: label.selecting(rows),
      groups: groups.map { $0.selecting(rows) },
      sources: sources, images: images?.selecting(rows))
  }

  /// Puts other features in the place of these; labels, groups and images stay.
  ///
  /// - Parameter features: One value for each record in each.
  /// - Returns: The same records with these features.
  package func describing(by features: [Feature]) -> Dataset {
    Dataset(
      name: name, features: features, label: label, groups: groups, sources: sources, images: images
    )
  }
}
