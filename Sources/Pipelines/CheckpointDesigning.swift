/// A stage whose models can be read again from their weights and a description.
protocol CheckpointDesigning {
  /// The description that goes beside the weights: a mapping in JSON, of the keys of the format `checkpoint`.
  var design: String { get }
}
