public import Tables

/// What a model predicted for some records, with what is known of the records.
public struct Predictions: Sendable {
  /// The classes behind right and wrong.
  public struct Classes: Sendable {
    /// The classes' names.
    public let names: [String]
    /// The class of each record, as a place among the names.
    public let labels: [Int32]
    /// The predicted class of each record.
    public let predicted: [Int32]
    /// The class whose prediction is the outcome that groups are compared by; nil where none was declared.
    public let positive: Int32?
    /// The model's probability of the positive class for each record; nil where it is not known.
    public let probability: [Double]?

    /// Puts the classes of as many records together.
    ///
    /// - Parameters:
    ///   - names: The classes' names.
    ///   - labels: The class of each record.
    ///   - predicted: The predicted class of each record.
    ///   - positive: The class that groups are compared by.
    ///   - probability: The probability of the positive class for each record.
    public init(
      names: [String], labels: [Int32], predicted: [Int32], positive: Int32? = nil,
      probability: [Double]? = nil
    ) {
      precondition(
        labels.count == predicted.count && (probability?.count ?? labels.count) == labels.count,
        "\(labels.count) labels, \(predicted.count) predictions")
      self.names = names
      self.labels = labels
      self.predicted = predicted
      self.positive = positive
      self.probability = probability
    }
  }

  /// A sensitive attribute with the level that others are compared with.
  public struct Attribute: Sendable {
    /// The level of each record.
    public let group: Group
    /// The privileged level, as a place among the levels' names; nil where none was declared.
    public let privileged: Int32?

    /// Creates an attribute.
    ///
    /// - Parameters:
    ///   - group: The level of each record.
    ///   - privileged: The privileged level.
    public init(_ group: Group, privileged: Int32? = nil) {
      self.group = group
      self.privileged = privileged
    }
  }

  /// Which random numbers resampling takes.
  public struct Stream: Equatable, Sendable {
    /// The seed of the run.
    public let seed: UInt64
    /// What the numbers are for, unique within a run.
    public let label: String

    /// Names a stream.
    ///
    /// - Parameters:
    ///   - seed: The seed of the run.
    ///   - label: What the numbers are for.
    public init(seed: UInt64, label: String) {
      self.seed = seed
      self.label = label
    }
  }

  /// Whether each record's label was predicted.
  public let isCorrect: [Bool]
  /// Whether each record is a member.
  public let isMember: [Bool]
  /// The classes; nil where only right and wrong are known.
  public let classes: Classes?
  /// The attributes by which groups of these records are compared; none within one group.
  public let attributes: [Attribute]
  /// Which random numbers resampling takes.
  public let stream: Stream

  /// Puts what is known of as many records together.
  ///
  /// - Parameters:
  ///   - isCorrect: Whether each record's label was predicted.
  ///   - isMember: Whether each record is a member.
  ///   - classes: The classes behind right and wrong.
  ///   - attributes: The attributes by which groups are compared.
  ///   - stream: Which random numbers resampling takes.
  public init(
    isCorrect: [Bool], isMember: [Bool], classes: Classes? = nil, attributes: [Attribute] = [],
    stream: Stream = Stream(seed: 1, label: "predictions")
  ) {
    let count = isCorrect.count
    precondition(
      isMember.count == count && (classes?.labels.count ?? count) == count
        && attributes.allSatisfy { $0.group.categories.codes.count == count },
      "predictions, memberships, classes and attributes of different numbers of records")
    self.isCorrect = isCorrect
    self.isMember = isMember
    self.classes = classes
    self.attributes = attributes
    self.stream = stream
  }

  /// The predictions for some of the records.
  ///
  /// - Parameters:
  ///   - positions: Positions in the order wanted.
  ///   - attributes: The attributes to keep, still of all records.
  ///   - use: What sets the resampling of these records apart from that of others.
  /// - Returns: Their predictions.
  public func selecting(_ positions: [Int], attributes: [Attribute], use: String) -> Predictions {
    Predictions(
      isCorrect: positions.map { isCorrect[$0] }, isMember: positions.map { isMember[$0] },
      classes: classes.map { classes in
        Classes(
          names: classes.names, labels: positions.map { classes.labels[$0] },
          predicted: positions.map { classes.predicted[$0] }, positive: classes.positive,
          probability: classes.probability.map { all in positions.map { all[$0] } })
      },
      attributes: attributes.map { attribute in
        Attribute(attribute.group.selecting(positions), privileged: attribute.privileged)
      }, stream: Stream(seed: stream.seed, label: "\(stream.label)/\(use)"))
  }
}
