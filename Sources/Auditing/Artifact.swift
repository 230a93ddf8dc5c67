public import Tables
public import Tensors

/// Anything that scores records and that an auditor can query.
public protocol TargetModel: Sendable {
  /// The number of classes.
  var classCount: Int { get }
  /// The model's numbers by name, for whoever asks for them to be kept; none where it has none to give.
  var weights: [String: Tensor<Float>] { get }

  /// Computes the class scores of records before the softmax.
  ///
  /// - Parameters:
  ///   - rows: Row numbers of the records wanted, in order.
  ///   - records: The records.
  /// - Returns: Rows x classes, finite.
  /// - Throws: An error in one line where the records do not fit the model; `CancellationError`.
  func logits(ofRows rows: [Int], of records: Records) async throws -> Tensor<Float>
}

extension TargetModel {
  /// None.
  public var weights: [String: Tensor<Float>] { [:] }
}

/// What a stage publishes and an auditor can touch, as named parts.
public struct Artifact: Sendable {
  /// The content of one part.
  public enum Content: Sendable {
    /// A model that scores records.
    case model(any TargetModel)
    /// A released dataset.
    case release(Dataset)
  }

  /// One named part.
  public struct Part: Sendable {
    /// The part's name.
    public let name: String
    /// What the part is.
    public let content: Content
    /// What was spent on its privacy; nil where nothing is claimed beyond what the stage claims beforehand.
    public let account: PrivacyAccount?
    /// The sets of columns whose joint counts a release was made to keep; empty where that is not known.
    public let marginals: [[String]]
    /// The noisy counts that a release was made of, for an audit of canaries; nil where there are none.
    public let opened: OpenedCounts?
    /// How a release or a model came about; nil where nothing is told.
    public var origin: ReleaseOrigin?

    /// Creates a part.
    ///
    /// - Parameters:
    ///   - name: The part's name.
    ///   - content: What the part is.
    ///   - account: What was spent on its privacy.
    ///   - marginals: The sets of columns whose joint counts a release was made to keep.
    ///   - opened: The noisy counts that a release was made of.
    public init(
      _ name: String, _ content: Content, account: PrivacyAccount? = nil,
      marginals: [[String]] = [], opened: OpenedCounts? = nil
    ) {
      self.name = name
      self.content = content
      self.account = account
      self.marginals = marginals
      self.opened = opened
    }
  }

  /// The parts, in the order in which they were published.
  public let parts: [Part]

  /// Creates an artifact.
  ///
  /// - Parameter parts: The named parts; none before anything was published.
  public init(parts: [Part] = []) {
    self.parts = parts
  }

  /// The model that was published last, nil while there is none.
  public var model: (any TargetModel)? {
    for part in parts.reversed() {
      if case .model(let model) = part.content { return model }
    }
    return nil
  }

  /// The dataset that was released last, nil where a model was published since, or nothing was released.
  ///
  /// What was published last is what an audit asks and what the next stage learns from.
  public var latestRelease: (dataset: Dataset, part: Part)? {
    guard let part = parts.last, case .release(let dataset) = part.content else { return nil }
    return (dataset, part)
  }

  /// Publishes a part, replacing one of the same name.
  ///
  /// - Parameter part: The part.
  /// - Returns: The artifact with the part.
  public func publishing(_ part: Part) -> Artifact {
    Artifact(parts: parts.filter { $0.name != part.name } + [part])
  }
}
