/// A named partition of a dataset's records by what the audited model may have seen of them.
///
/// Parts are disjoint; records in no part take no part in the audit. A stage refines a part (members into
/// forgotten and retained, say) without changing the role that attacks are judged by.
public struct Membership: Equatable, Sendable {
  /// What the audited model did with the records of a part.
  public enum Role: String, CaseIterable, Sendable {
    /// The model was trained on them.
    case member
    /// The model was not trained on them, and attacks are judged on them.
    case nonMember = "non-member"
    /// No audited model sees them, target or shadow; calibration may.
    case population
  }

  /// How records came into a part, which decides the statistics that are valid for it.
  public enum Assignment: Equatable, Sendable {
    /// By somebody's file: exchangeability with the other parts is an assumption.
    case given
    /// By a uniformly random split into parts of fixed sizes.
    case randomSplit
    /// Each record by an independent coin flip.
    case coinFlip(probability: Double)
  }

  /// One named set of records.
  public struct Part: Equatable, Sendable {
    /// The part's name, unique in the membership.
    public let name: String
    /// What the audited model did with the records.
    public let role: Role
    /// How the records came into the part.
    public let assignment: Assignment
    /// Row numbers of the dataset, ascending.
    public let records: [Int]
    /// Whether the records were put in to be found, and are no records of the data.
    public let isCanary: Bool

    /// Creates a part.
    ///
    /// - Parameters:
    ///   - name: The part's name.
    ///   - role: What the audited model did with the records.
    ///   - assignment: How the records came into the part.
    ///   - records: Row numbers in any order.
    ///   - isCanary: Whether the records were put in to be found.
    public init(
      _ name: String, role: Role, assignment: Assignment, records: [Int], isCanary: Bool = false
    ) {
      self.name = name
      self.role = role
      self.assignment = assignment
      self.records = records.sorted()
      self.isCanary = isCanary
    }
  }

  /// The number of records of the dataset.
  public let recordCount: Int
  /// The parts, in the order given.
  public let parts: [Part]
  /// The records on which attacks are judged: members and non-members without canaries, ascending.
  public let audited: [Int]
  private let recordsByRole: [Role: [Int]]

  /// Creates a membership from its parts.
  ///
  /// - Parameters:
  ///   - recordCount: The number of records of the dataset.
  ///   - parts: Disjoint parts with different names.
  /// - Throws: `AuditingError` where parts overlap, share a name or leave the dataset.
  public init(recordCount: Int, parts: [Part]) throws(AuditingError) {
    var owner: [String?] = Array(repeating: nil, count: recordCount)
    var names: Set<String> = []
    for part in parts {
      guard names.insert(part.name).inserted else {
        throw AuditingError("two parts of the membership are named '\(part.name)'")
      }
      for record in part.records {
        guard owner.indices.contains(record) else {
          throw AuditingError(
            "part '\(part.name)' names row \(record) of a dataset of \(recordCount) records")
        }
        if let other = owner[record] {
          throw AuditingError("row \(record) is in the parts '\(other)' and '\(part.name)'")
        }
        owner[record] = part.name
      }
    }
    self.recordCount = recordCount
    self.parts = parts
    recordsByRole = Dictionary(grouping: parts, by: \.role).mapValues {
      $0.flatMap(\.records).sorted()
    }
    audited = parts.filter { $0.role != .population && !$0.isCanary }.flatMap(\.records).sorted()
  }

  /// The records of all parts with a role, canaries among them: a model is trained on its canaries as on its members.
  ///
  /// - Parameter role: The role.
  /// - Returns: Row numbers, ascending.
  public func records(_ role: Role) -> [Int] {
    recordsByRole[role] ?? []
  }

  /// Adds parts.
  ///
  /// - Parameters:
  ///   - added: Parts disjoint from those that are there.
  ///   - recordCount: The number of records of the dataset with theirs.
  /// - Returns: The membership with the parts after its own.
  /// - Throws: `AuditingError` where parts overlap, share a name or leave the dataset.
  public func adding(_ added: [Part], recordCount: Int) throws(AuditingError) -> Membership {
    try Membership(recordCount: recordCount, parts: parts + added)
  }

  /// Divides a part into smaller ones that keep its role and assignment.
  ///
  /// - Parameters:
  ///   - name: The part to divide.
  ///   - pieces: Names and row numbers; together exactly the part's records.
  /// - Returns: The membership with the pieces in the part's place.
  /// - Throws: `AuditingError` where there is no such part or the pieces are not a partition of it.
  public func refining(
    _ name: String, into pieces: [(name: String, records: [Int])]
  ) throws(AuditingError) -> Membership {
    guard let index = parts.firstIndex(where: { $0.name == name }) else {
      throw AuditingError("there is no part '\(name)' to divide")
    }
    let part = parts[index]
    guard pieces.flatMap(\.records).sorted() == part.records else {
      throw AuditingError("the pieces of part '\(name)' are not a partition of its records")
    }
    var refined = parts
    refined.replaceSubrange(
      index...index,
      with: pieces.map {
        Part(
          $0.name, role: part.role, assignment: part.assignment, records: $0.records,
          isCanary: part.isCanary)
      })
    return try Membership(recordCount: recordCount, parts: refined)
  }
}
