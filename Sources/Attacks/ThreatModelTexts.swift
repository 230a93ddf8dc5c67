/// What attackers see of a target, in the words that several attacks share.
enum Access {
  static let labelProbability = "the target's probability of each record's label"
}

/// What else attackers have, in the words that several attacks share.
enum Knowledge {
  static let labels = "the records and their labels"
  static let modelsOnBothSides =
    "reference models trained with and without each record, as the target is trained"
  static let modelsWithout =
    "reference models trained without each record, as the target is trained"
}
