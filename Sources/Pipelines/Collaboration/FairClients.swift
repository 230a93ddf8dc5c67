import Auditing
import Bilevel
import Statistics
import Tables

/// A table's records as clients hold them.
struct FairClients: Sendable {
  private(set) var clients: [LocalRecords]
  /// Clients that have nothing to learn from, each with the reason in one line.
  private(set) var leftOut: [(name: String, reason: String)]
  let space: TableSpace
  let classes: (negative: String, positive: String)
  /// Each client's row numbers by its name.
  private let rows: [String: [Int]]

  /// Divides records among clients.
  ///
  /// - Parameters:
  ///   - rows: The records to divide.
  ///   - table: The table.
  ///   - plan: What the experiment says of clients.
  ///   - generator: What the division is drawn from.
  /// - Throws: `PipelinesError` where classes or attributes do not fit; `BilevelError` where the split or a declaration does not.
  init(
    _ rows: [Int], of table: Dataset, plan: FairStagePlan,
    using generator: inout SeededGenerator
  ) throws {
    let positive = try Self.positive(plan.positive, of: table)
    classes = (table.label.names[1 - positive], table.label.names[positive])
    space = try TableSpace(table, declared: plan.declared)
    let divided = try plan.split.clients(rows, of: table, using: &generator)
    let attributes = try Self.attributes(plan.judged, of: table)
    var clients: [LocalRecords] = []
    for (name, rows) in divided where !rows.isEmpty {
      clients.append(
        LocalRecords(
          name, features: try space.coordinates(of: table, rows: rows),
          labels: rows.map { table.label.codes[$0] == Int32(positive) ? 1 : 0 },
          attributes: attributes.map { group in
            ClientSample.Attribute(
              group.name, levels: group.categories.names,
              codes: rows.map { Int(group.categories.codes[$0]) })
          }, width: space.space.width))
    }
    self.clients = clients
    self.rows = Dictionary(divided, uniquingKeysWith: { first, _ in first })
    leftOut = divided.filter(\.rows.isEmpty).map { ($0.name, "no records") }
  }

  private static func positive(_ name: String?, of table: Dataset) throws -> Int {
    let names = table.label.names
    guard names.count == 2 else {
      throw PipelinesError(
        "fair sets are of two classes, and \(table.name) has \(names.count); give another label")
    }
    guard let name else { return 1 }
    guard let place = names.firstIndex(of: name) else {
      throw PipelinesError(
        "'positive' names the class '\(name)', which is none of \(names.joined(separator: ", "))")
    }
    return place
  }

  private static func attributes(_ names: [String], of table: Dataset) throws -> [Group] {
    try names.map { name in
      guard let group = table.groups.first(where: { $0.name == name }) else {
        throw PipelinesError(
          "a constraint names the attribute '\(name)', which is none of the data's groups: "
            + table.groups.map(\.name).joined(separator: ", "))
      }
      return group
    }
  }

  /// What some clients had and handed out, with the records that the same rule gives them of those that nobody learned from.
  ///
  /// - Parameters:
  ///   - parts: The clients by name, each with the places of its records in the release, or the name of the part that is its model.
  ///   - plan: What the experiment says of clients.
  ///   - context: The stage's surroundings.
  /// - Returns: One share for each.
  /// - Throws: `BilevelError` where the split does not fit these records.
  func shares(
    of parts: [(name: String, released: Range<Int>?, model: String?)], plan: FairStagePlan,
    in context: StageContext
  ) throws -> [ReleaseOrigin.Share] {
    var generator = context.generator(Self.purpose)
    let others = context.membership.records(.nonMember)
    let divided = try plan.split.clients(others, of: context.records.dataset, using: &generator)
    return parts.map { part in
      ReleaseOrigin.Share(
        part.name, members: rows[part.name] ?? [],
        heldOut: divided.first { $0.name == part.name }?.rows ?? [], released: part.released,
        model: part.model)
    }
  }

  /// What the division is drawn for; the same draws divide the records that nobody learned from.
  static let purpose = "clients"

  /// Puts other records in the place of a client's.
  mutating func replace(_ place: Int, by records: LocalRecords) { clients[place] = records }

  /// Takes a client down as left out.
  mutating func leaveOut(_ name: String, reason: String) { leftOut.append((name, reason)) }
}
