import OnnxRuntime
import Tables

/// One input of a graph and what it takes of a record.
struct OnnxInput {
  /// What an input takes.
  private enum Source {
    /// All that the view gives.
    case view
    /// Columns side by side.
    case columns([String])
  }

  let name: String
  /// The records of one run, where the graph fixes them.
  let fixedCount: Int?
  private let type: OnnxElementType
  private let source: Source
  /// The extents after the records'.
  private let extents: [Int]
  private let place: String

  /// Fits an input to records.
  ///
  /// - Parameters:
  ///   - port: The input.
  ///   - columns: Names of columns with commas between them; nil for all that the view gives.
  ///   - model: What messages call the model.
  ///   - surroundings: The records and the view.
  /// - Throws: `ModelsError` where they do not fit.
  init(
    _ port: OnnxPort, columns: String?, model: String, in surroundings: ModelSurroundings
  ) throws(ModelsError) {
    place = "\(model): input '\(port.name)'"
    name = port.name
    guard case .tensor(let element, let shape) = port.kind, let element, !shape.isEmpty else {
      throw ModelsError(
        "\(place) is no tensor of floats, doubles, integers or texts with an axis of records; export the model so"
      )
    }
    type = element
    fixedCount = shape[0]
    if let columns {
      let names = try Self.columns(columns, of: surroundings, place: place)
      source = .columns(names)
      extents = shape.count == 1 ? [] : [names.count]
    } else {
      source = .view
      extents = try Self.extents(surroundings, axes: shape.count)
    }
    try checkFit(shape, surroundings.view)
  }

  /// The columns that a text names.
  private static func columns(
    _ text: String, of surroundings: ModelSurroundings, place: String
  ) throws(ModelsError) -> [String] {
    let features = surroundings.records.dataset.features.map(\.name)
    let names = text.split(separator: ",").map { Self.trimmed($0) }
    for name in names where !features.contains(name) {
      throw ModelsError("\(place): \(unknownColumn(name, among: features))")
    }
    return names
  }

  /// The extents after the records' of what the view gives.
  private static func extents(
    _ surroundings: ModelSurroundings, axes: Int
  ) throws(ModelsError) -> [Int] {
    let width = surroundings.view.width(surroundings.records)
    if case .image(let image) = surroundings.view { return try image.extents(width: width) }
    return axes == 1 && width == 1 ? [] : [width]
  }

  private func checkFit(_ shape: [Int?], _ view: FeatureView) throws(ModelsError) {
    let wanted = shape.dropFirst()
    guard wanted.count == extents.count, zip(wanted, extents).allSatisfy({ $0 == nil || $0 == $1 })
    else {
      let text = wanted.map { $0.map(String.init) ?? "any" }.joined(separator: " x ")
      throw ModelsError(
        "\(place) takes \(wanted.isEmpty ? "one number" : text) for a record and 'features: \(view.name)' "
          + "gives \(extents.map(String.init).joined(separator: " x ")); "
          + (wanted.count == 3
            ? "set 'features' to image with its 'channels', 'height' and 'layout'"
            : "leave columns out of the data, set 'features', or name columns in 'inputs'"))
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// What the input takes of some records, the last of them repeated to fill up a fixed number.
  func tensor(_ batch: ModelBatch, padding: Int) throws(ModelsError) -> OnnxTensor {
    let full = batch.padded(padding)
    return OnnxTensor([full.count] + extents, try elements(full))
  }

  private func elements(_ batch: ModelBatch) throws(ModelsError) -> OnnxTensor.Elements {
    switch type {
    case .text: return .texts(try texts(batch))
    case .float: return .floats(try singles(batch))
    case .double: return .doubles(try numbers(batch))
    case .long: return .longs(try whole(batch, Int64.init(exactly:)))
    case .integer: return .integers(try whole(batch, Int32.init(exactly:)))
    case .byte: return .bytes(try whole(batch, UInt8.init(exactly:)))
    case .truth: return .truths(try whole(batch) { $0 == 0 ? 0 : $0 == 1 ? 1 : nil })
    }
  }

  private func singles(_ batch: ModelBatch) throws(ModelsError) -> [Float] {
    if case .view = source { return try batch.singles() }
    return try numbers(batch).map(Float.init)
  }

  private func numbers(_ batch: ModelBatch) throws(ModelsError) -> [Double] {
    guard case .columns(let names) = source else { return try batch.doubles() }
    return try interleaved(names, batch, filler: .nan) { (name) throws(ModelsError) in
      try RawColumn(Self.feature(name, batch)).values(batch.rows)
    }
  }

  private func whole<Number: FixedWidthInteger>(
    _ batch: ModelBatch, _ converted: (Double) -> Number?
  ) throws(ModelsError) -> [Number] {
    let numbers = try numbers(batch)
    var result: [Number] = []
    result.reserveCapacity(numbers.count)
    for (index, number) in numbers.enumerated() {
      guard let value = converted(number) else {
        let row = batch.rows[batch.rows.startIndex + index / (numbers.count / batch.count)]
        throw ModelsError(
          "\(place) takes whole numbers, and row \(row) has a value that is missing or none; fill it in or give the "
            + "input another column")
      }
      result.append(value)
    }
    return result
  }

  private func texts(_ batch: ModelBatch) throws(ModelsError) -> [String] {
    let names: [String]
    switch source {
    case .columns(let own): names = own
    case .view: names = batch.records.dataset.features.map(\.name)
    }
    return try interleaved(names, batch, filler: "") { (name) throws(ModelsError) in
      guard case .texts(let texts) = try batch.column(name) else {
        throw ModelsError(
          "\(place) takes texts and the column '\(name)' holds numbers; declare it 'categorical' in 'data'"
        )
      }
      // scikit-learn's graphs take the empty text for a missing one.
      return texts.map { $0 ?? "" }
    }
  }

  private func interleaved<Value>(
    _ names: [String], _ batch: ModelBatch, filler: Value,
    _ column: (String) throws(ModelsError) -> [Value]
  ) throws(ModelsError) -> [Value] {
    if names.count == 1 { return try column(names[0]) }
    var values = Array(repeating: filler, count: names.count * batch.count)
    for (place, name) in names.enumerated() {
      for (row, value) in try column(name).enumerated() {
        values[row * names.count + place] = value
      }
    }
    return values
  }

  private static func feature(_ name: String, _ batch: ModelBatch) throws(ModelsError) -> Feature {
    let features = batch.records.dataset.features
    guard let feature = features.first(where: { $0.name == name }) else {
      throw ModelsError(unknownColumn(name, among: features.map(\.name)))
    }
    return feature
  }
}
