public import Settings
public import Statistics
public import Tables

/// What a part of the program says about itself in lists.
public struct Declaration: Equatable, Sendable {
  /// The name by which experiments and results refer to the part.
  public let name: String
  /// Raised whenever the same input would give another number.
  public let version: Int
  /// One sentence on what the part does.
  public let summary: String

  /// Creates a declaration.
  ///
  /// - Parameters:
  ///   - name: The name, in lower case with hyphens.
  ///   - version: The version, from 1.
  ///   - summary: One sentence.
  public init(_ name: String, version: Int, _ summary: String) {
    self.name = name
    self.version = version
    self.summary = summary
  }
}

/// What surrounds a stage while it runs.
///
/// Cancellation is the surrounding task's: long work calls `Task.checkCancellation()`.
public struct StageContext: Sendable {
  /// The records of the experiment.
  public let records: Records
  /// Which of them this pipeline may learn from.
  public let membership: Membership
  /// The seed of the experiment.
  public let seed: UInt64
  /// What tells this run of the stage from all others, such as `shadow 3/stage 1`.
  public let label: String
  /// The shadow's number from 0; nil while a target runs.
  public let shadow: Int?
  /// How groups follow from columns, for stages that make records.
  public var groupRules: [GroupRule] = []
  /// Where the stage keeps what a stopped run must not lose; nil where nothing is kept.
  public var notebook: Notebook?
  /// Told how far the stage is, in one line without private values.
  public var progress: @Sendable (String) -> Void = { _ in }

  /// Bytes that outlive a stopped run.
  public struct Notebook: Sendable {
    /// Reads what was stored last; nil where nothing was.
    public let load: @Sendable () throws -> [UInt8]?
    /// Stores bytes so that they are there after a loss of power, in the place of those before.
    public let store: @Sendable ([UInt8]) throws -> Void

    /// Creates a notebook.
    ///
    /// - Parameters:
    ///   - load: Reads what was stored last.
    ///   - store: Stores bytes durably.
    public init(
      load: @escaping @Sendable () throws -> [UInt8]?,
      store: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
      (self.load, self.store) = (load, store)
    }
  }

  /// Creates a context.
  ///
  /// - Parameters:
  ///   - records: The records of the experiment.
  ///   - membership: Which of them this pipeline may learn from.
  ///   - seed: The seed of the experiment.
  ///   - label: What tells this run of the stage from all others.
  ///   - shadow: The shadow's number from 0; nil for a target.
  public init(
    records: Records, membership: Membership, seed: UInt64, label: String, shadow: Int? = nil
  ) {
    self.records = records
    self.membership = membership
    self.seed = seed
    self.label = label
    self.shadow = shadow
  }

  /// Makes the generator for one purpose; results do not depend on what else draws, or when.
  ///
  /// - Parameter purpose: What is drawn.
  /// - Returns: A generator keyed by the seed, the label and the purpose.
  public func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: seed, label: "\(label)/\(purpose)")
  }
}

/// A step of a privacy pipeline: turns what was published so far into what is published next.
public protocol Stage: Sendable {
  /// The stage's name, version and summary.
  static var declaration: Declaration { get }

  /// Reads the stage's settings.
  ///
  /// - Parameter settings: The stage's mapping in the experiment.
  /// - Throws: `SettingsError` naming the line of a value that is not allowed.
  init(_ settings: inout Settings) throws

  /// Runs the stage; the same stage runs on the target's and on each shadow's membership.
  ///
  /// - Parameters:
  ///   - artifact: What was published before.
  ///   - context: Records, membership and randomness.
  /// - Returns: What is published now.
  /// - Throws: An error in one line where the stage fails; `CancellationError`.
  func apply(to artifact: Artifact, in context: StageContext) async throws -> Artifact

  /// What the stage claims of the privacy of what it publishes, known before it runs.
  ///
  /// What a stage spends as it goes along is in the part that it publishes.
  ///
  /// - Parameters:
  ///   - memberCount: The number of records that it learns from.
  ///   - records: The records of the experiment, of which the columns and classes are read.
  /// - Returns: The account; nil where nothing is claimed.
  /// - Throws: An error in one line where no claim of that kind can be met.
  func claim(memberCount: Int, of records: Records) throws -> PrivacyAccount?
}

extension Stage {
  /// The name by which experiments refer to the stage.
  public static var name: String { declaration.name }

  /// Nothing.
  public func claim(memberCount: Int, of records: Records) throws -> PrivacyAccount? { nil }
}
