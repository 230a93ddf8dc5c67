import Tables

/// A stage whose models can be read again from their weights and a description.
protocol CheckpointDesigning {
  /// The description that goes beside the weights.
  ///
  /// - Parameter source: Where the records come from.
  /// - Returns: A mapping in JSON, of the keys of the format `checkpoint`; nil where models of such records cannot be read again.
  func design(for source: any RecordSource) -> String?
}
