/// Records as one client holds them: coordinates, labels and groups.
package struct LocalRecords: Sendable {
  /// The client's name.
  package let name: String
  /// Records x width; the last coordinate of each is 1.
  package let features: [Double]
  /// The label of each record, 0 or 1.
  package let labels: [Int]
  /// The attributes whose groups are compared.
  package let attributes: [ClientSample.Attribute]
  /// The coordinates of a record, the intercept's among them.
  package let width: Int

  /// Takes records.
  ///
  /// - Parameters:
  ///   - name: The client's name.
  ///   - features: Records x width; the last coordinate of each is 1.
  ///   - labels: The label of each record, 0 or 1.
  ///   - attributes: The attributes whose groups are compared.
  ///   - width: The coordinates of a record.
  package init(
    _ name: String, features: [Double], labels: [Int], attributes: [ClientSample.Attribute],
    width: Int
  ) {
    precondition(
      features.count == labels.count * width, "\(features.count) coordinates of \(labels.count)")
    (self.name, self.features, self.labels) = (name, features, labels)
    (self.attributes, self.width) = (attributes, width)
  }

  /// The number of records.
  package var count: Int { labels.count }

  /// The records as the outer problem reads them.
  package var sample: ClientSample {
    ClientSample(features: features, labels: labels, attributes: attributes, width: width)
  }

  /// The records as points of weight 1.
  package var points: PointSet {
    PointSet(features: features, labels: labels.map(Double.init), width: width)
  }

  /// The records of several clients together.
  ///
  /// - Parameter clients: Clients of the same columns and attributes, at least one.
  /// - Returns: Their records under the name `all clients`.
  package static func union(of clients: [LocalRecords]) -> LocalRecords {
    precondition(!clients.isEmpty, "no clients")
    return LocalRecords(
      "all clients", features: clients.flatMap(\.features), labels: clients.flatMap(\.labels),
      attributes: clients[0].attributes.indices.map { place in
        ClientSample.Attribute(
          clients[0].attributes[place].name, levels: clients[0].attributes[place].levels,
          codes: clients.flatMap { $0.attributes[place].codes })
      }, width: clients[0].width)
  }

  /// Some of the records.
  ///
  /// - Parameters:
  ///   - rows: Which of them.
  ///   - name: What to call them.
  /// - Returns: The records.
  package func selecting(_ rows: [Int], named name: String) -> LocalRecords {
    LocalRecords(
      name,
      features: rows.flatMap { features[$0 * width..<($0 + 1) * width] },
      labels: rows.map { labels[$0] },
      attributes: attributes.map { attribute in
        ClientSample.Attribute(
          attribute.name, levels: attribute.levels, codes: rows.map { attribute.codes[$0] })
      }, width: width)
  }
}
