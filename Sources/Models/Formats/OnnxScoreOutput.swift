import OnnxRuntime
import Tensors

/// The output of a graph that gives class scores.
struct OnnxScoreOutput {
  /// The outputs to ask for: the scores alone.
  let names: [String]
  private let kind: ModelAnswer.Kind?
  private let place: String

  /// Finds the output with the scores.
  ///
  /// It is the one that is named; else the only list of maps; else the only one of floats or doubles, or of several the
  /// one that is called so. Beside an output of labels, scores are probabilities, as scikit-learn's exports have it.
  ///
  /// - Parameters:
  ///   - session: The graph.
  ///   - named: The output's name, where settings give it.
  /// - Throws: `ModelsError` listing the outputs where none can be told.
  init(_ session: OnnxSession, named: String?) throws(ModelsError) {
    let outputs = session.outputs
    let list = outputs.map(\.name).joined(separator: ", ")
    let scores = outputs.filter(\.givesScores)
    let found: OnnxPort
    if let named {
      guard let output = outputs.first(where: { $0.name == named }) else {
        throw ModelsError("\(session.name): no output '\(named)'; its outputs are \(list)")
      }
      found = output
    } else if scores.count == 1 {
      found = scores[0]
    } else if let known = ["probabilities", "output_probability", "logits", "scores"].lazy
      .compactMap({ name in scores.first { $0.name == name } }).first
    {
      found = known
    } else {
      throw ModelsError(
        "\(session.name): which of its outputs (\(list)) has the class scores? Name it as 'output' of 'target'"
      )
    }
    names = [found.name]
    place = "\(session.name): output '\(found.name)'"
    kind =
      found.kind == .sequence || outputs.contains(where: \.givesLabels)
        || found.name.lowercased().contains("prob") ? .probabilities : nil
  }

  /// Reads the scores of so many records.
  func answer(_ values: [OnnxValue], count: Int) throws(ModelsError) -> ModelAnswer {
    switch values.first {
    case .maps(let maps): return try answer(maps, count: count)
    case .tensor(let tensor):
      guard let scores = tensor.singles else {
        throw ModelsError("\(place) gives texts; name the output with the class scores as 'output'")
      }
      guard count > 0, tensor.shape.first == count || tensor.shape.reduce(1, *) == count else {
        throw ModelsError(
          "\(place) has the shape \(tensor.shape) for \(count) records; name the output with the class scores as 'output'"
        )
      }
      return ModelAnswer(
        Tensor(shape: [count, scores.count / count], scalars: scores), kind: kind)
    case nil: throw ModelsError("\(place) is missing from the answer; export the model again")
    }
  }

  private func answer(_ maps: [OnnxValue.Map], count: Int) throws(ModelsError) -> ModelAnswer {
    guard maps.count == count, let first = maps.first else {
      throw ModelsError("\(place) has \(maps.count) maps for \(count) records; export it again")
    }
    var scalars: [Float] = []
    for map in maps {
      guard map.keys == first.keys, let numbers = map.values.singles,
        numbers.count == first.values.shape.reduce(1, *)
      else {
        throw ModelsError("\(place) names other classes from record to record; export it again")
      }
      scalars += numbers
    }
    let width = scalars.count / count
    return ModelAnswer(
      Tensor(shape: [count, width], scalars: scalars), kind: .probabilities,
      classes: first.keys.names)
  }
}

extension OnnxTensor {
  /// The elements as names of classes.
  fileprivate var names: [String] {
    switch elements {
    case .texts(let texts): texts
    case .longs(let values): values.map { "\($0)" }
    case .integers(let values): values.map { "\($0)" }
    default: (numbers ?? []).map { "\($0)" }
    }
  }
}

extension OnnxPort {
  fileprivate var givesScores: Bool {
    switch kind {
    case .tensor(.float, _), .tensor(.double, _), .sequence: true
    default: false
    }
  }

  /// Whether it gives one class for each record.
  fileprivate var givesLabels: Bool {
    switch kind {
    case .tensor(.long, let shape), .tensor(.text, let shape), .tensor(.integer, let shape):
      shape.count == 1
    default: false
    }
  }
}
