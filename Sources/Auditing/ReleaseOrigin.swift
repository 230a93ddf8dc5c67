/// How a released dataset came about, as far as that is told beside its records.
///
/// It names no record of the data and no value of one; a sheet holds images of the data only where an experiment asks for that.
public struct ReleaseOrigin: Hashable, Sendable, Codable {
  /// One statement with its number, where it has one.
  public struct Fact: Hashable, Sendable, Codable {
    /// What is stated, in lower case with hyphens.
    public let name: String
    /// The number; nil where the statement is words alone.
    public let value: Double?
    /// What the number is, or the statement, in one line.
    public let meaning: String

    /// Creates a fact.
    ///
    /// - Parameters:
    ///   - name: What is stated.
    ///   - value: The number.
    ///   - meaning: What it is, in one line.
    public init(_ name: String, value: Double?, meaning: String) {
      (self.name, self.value, self.meaning) = (name, value, meaning)
    }
  }

  /// Numbers that were taken down step by step.
  public struct Trace: Hashable, Sendable, Codable {
    /// What was followed, in lower case with hyphens.
    public let name: String
    /// The names of the columns.
    public let columns: [String]
    /// Steps x columns; nil where there is no number.
    public let rows: [[Double?]]

    /// Creates a trace.
    ///
    /// - Parameters:
    ///   - name: What was followed.
    ///   - columns: The names of the columns.
    ///   - rows: Steps x columns; nil where there is no number.
    public init(_ name: String, columns: [String], rows: [[Double?]]) {
      precondition(
        rows.allSatisfy { $0.count == columns.count }, "rows of other than \(columns.count)")
      (self.name, self.columns, self.rows) = (name, columns, rows)
    }
  }

  /// Images that a report shows side by side.
  public struct Sheet: Hashable, Sendable, Codable {
    /// Images, rows, columns, channels.
    public let shape: [Int]
    /// Numbers from 0 to 1.
    public let values: [Double]

    /// Creates a sheet.
    ///
    /// - Parameters:
    ///   - shape: Images, rows, columns, channels.
    ///   - values: Numbers from 0 to 1.
    public init(shape: [Int], values: [Double]) {
      precondition(
        shape.count == 4 && shape.reduce(1, *) == values.count,
        "\(values.count) values for the shape \(shape)")
      (self.shape, self.values) = (shape, values)
    }
  }

  /// What one of several contributors had, and what it handed out.
  public struct Share: Hashable, Sendable, Codable {
    /// The contributor's name.
    public let name: String
    /// The row numbers of the records that it learned from.
    public let members: [Int]
    /// The row numbers of records of the same kind that nobody learned from.
    public let heldOut: [Int]
    /// The places of its records in the release; nil where they cannot be told from others'.
    public let released: Range<Int>?
    /// The name of the part that is its own model; nil where it handed out none.
    public let model: String?

    /// Creates a share.
    ///
    /// - Parameters:
    ///   - name: The contributor's name.
    ///   - members: The row numbers of the records that it learned from.
    ///   - heldOut: The row numbers of records of the same kind that nobody learned from.
    ///   - released: The places of its records in the release.
    ///   - model: The name of the part that is its own model.
    public init(
      _ name: String, members: [Int], heldOut: [Int], released: Range<Int>? = nil,
      model: String? = nil
    ) {
      (self.name, self.members, self.heldOut) = (name, members, heldOut)
      (self.released, self.model) = (released, model)
    }

    /// The same contributor where its records cannot be told from others' any more.
    public var merged: Share { Share(name, members: members, heldOut: heldOut) }
  }

  /// The places of records that a generator made, where others are not; nil where all records are alike.
  public let generated: Range<Int>?
  /// What is stated.
  public let facts: [Fact]
  /// What was followed.
  public let traces: [Trace]
  /// Images to show; nil where the release holds none.
  public let sheet: Sheet?
  /// What contributors had and handed out; none where there is one party.
  public let shares: [Share]

  /// Creates an origin.
  ///
  /// - Parameters:
  ///   - generated: The places of records that a generator made.
  ///   - facts: What is stated.
  ///   - traces: What was followed.
  ///   - sheet: Images to show.
  ///   - shares: What contributors had and handed out.
  public init(
    generated: Range<Int>? = nil, facts: [Fact] = [], traces: [Trace] = [], sheet: Sheet? = nil,
    shares: [Share] = []
  ) {
    (self.generated, self.facts) = (generated, facts)
    (self.traces, self.sheet, self.shares) = (traces, sheet, shares)
  }
}
