import Foundation
import Tables
import Tensors

/// A model on a server that speaks the Open Inference Protocol.
struct InferenceSession: ModelSession {
  /// A tensor's name and type, as the server describes it.
  private struct Port: Decodable {
    let name: String
    let datatype: String
  }

  private struct Metadata: Decodable {
    let inputs: [Port]
    let outputs: [Port]
  }

  /// The most classes that a server may answer with.
  private static let mostClasses = 1 << 16
  /// The most bytes of one number in JSON, with what stands around it.
  private static let bytesOfNumber = 32

  private let client: InferenceClient
  private let inputs: [Port]
  /// Whether one input takes all that the view gives.
  private let isWhole: Bool
  private let output: String
  private let classCount: Int

  /// Asks the server what the model takes and gives.
  ///
  /// - Parameters:
  ///   - client: The server.
  ///   - input: The input that takes all columns, where it is named.
  ///   - output: The output with the scores, where it is named.
  ///   - surroundings: The records.
  /// - Throws: `ModelsError` where the server cannot be asked or its model does not fit.
  init(
    _ client: InferenceClient, input: String?, output: String?, in surroundings: ModelSurroundings
  ) async throws {
    self.client = client
    let metadata: Metadata = try Self.decoded(
      try await client.send("", body: nil, limit: 1 << 20), client.place)
    isWhole = input != nil || metadata.inputs.count == 1
    inputs = input == nil ? metadata.inputs : metadata.inputs.filter { $0.name == input }
    guard !inputs.isEmpty else {
      throw ModelsError(
        "\(client.place): has no input '\(input ?? "")'; its inputs are "
          + metadata.inputs.map(\.name).joined(separator: ", "))
    }
    let names = metadata.outputs.map(\.name)
    guard let found = output ?? (names.count == 1 ? names[0] : nil), names.contains(found) else {
      throw ModelsError(
        "\(client.place): which of its outputs has the class scores? Name one of \(names.joined(separator: ", ")) as "
          + "'output' of 'target'")
    }
    self.output = found
    classCount = surroundings.records.classCount
    for port in inputs where isWhole && !["FP32", "FP64"].contains(port.datatype) {
      throw ModelsError(
        "\(client.place): its input '\(port.name)' takes \(port.datatype), and a matrix is FP32 or FP64; serve it so"
      )
    }
    let features = surroundings.records.dataset.features.map(\.name)
    for port in inputs where !isWhole && !features.contains(port.name) {
      throw ModelsError("\(client.place): \(unknownColumn(port.name, among: features))")
    }
  }

  func close() async { client.close() }

  func answer(_ batch: ModelBatch) async throws -> ModelAnswer {
    struct Request: Encodable {
      struct Wanted: Encodable { let name: String }
      let inputs: [InferenceTensor]
      let outputs: [Wanted]
    }
    let request = Request(
      inputs: try inputs.map { try tensor($0.name, $0.datatype, batch) },
      outputs: [.init(name: output)])
    let limit = 1 << 16 + batch.count * max(64, 4 * classCount) * Self.bytesOfNumber
    let bytes = try await client.send(
      "infer", body: try JSONEncoder().encode(request), limit: limit)
    struct Response: Decodable { let outputs: [InferenceTensor] }
    let response: Response = try Self.decoded(bytes, client.place)
    guard let tensor = response.outputs.first(where: { $0.name == output }),
      case .numbers(let numbers) = tensor.data
    else {
      throw ModelsError("\(client.place): answers without numbers for '\(output)'")
    }
    let isFlat = tensor.shape == [batch.count] && numbers.count == batch.count
    guard tensor.shape.first == batch.count, tensor.shape.count <= 2,
      isFlat || (1...Self.mostClasses).contains(tensor.shape.last ?? 0),
      numbers.count == batch.count * (isFlat ? 1 : tensor.shape[1])
    else {
      throw ModelsError(
        "\(client.place): answers \(numbers.count) numbers of the shape \(tensor.shape) to \(batch.count) records"
      )
    }
    return ModelAnswer(
      Tensor(
        shape: [batch.count, numbers.count / batch.count], scalars: numbers.map { Float($0) }),
      kind: output.lowercased().contains("prob") ? .probabilities : nil)
  }

  private func tensor(
    _ name: String, _ type: String, _ batch: ModelBatch
  ) throws(ModelsError) -> InferenceTensor {
    if isWhole {
      let numbers =
        type == "FP64" ? try batch.doubles() : try batch.singles().map { Double($0) }
      var extents = [batch.view.width(batch.records)]
      if case .image(let image) = batch.view { extents = try image.extents(width: extents[0]) }
      return InferenceTensor(
        name: name, shape: [batch.count] + extents, datatype: type,
        data: .numbers(try finite(numbers, batch, name)))
    }
    let shape = [batch.count, 1]
    switch try batch.column(name) {
    case .texts(let texts):
      return InferenceTensor(
        name: name, shape: shape, datatype: "BYTES", data: .texts(texts.map { $0 ?? "" }))
    case .numbers(let numbers):
      return InferenceTensor(
        name: name, shape: shape, datatype: type, data: .numbers(try finite(numbers, batch, name)))
    }
  }

  /// JSON has no missing numbers.
  private func finite(
    _ numbers: [Double], _ batch: ModelBatch, _ name: String
  ) throws(ModelsError) -> [Double] {
    if let place = numbers.firstIndex(where: { !$0.isFinite }) {
      let row = batch.rows[batch.rows.startIndex + place / (numbers.count / batch.count)]
      throw ModelsError(
        "row \(row) lacks a value for the input '\(name)', which JSON cannot say; fill it in or leave the record out"
      )
    }
    return numbers
  }

  private static func decoded<Value: Decodable>(
    _ bytes: Data, _ place: String
  ) throws(ModelsError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: bytes)
    } catch {
      throw ModelsError(
        "\(place): answers what is not the Open Inference Protocol in JSON; check 'url', without /v2"
      )
    }
  }
}

/// A tensor in JSON.
struct InferenceTensor: Codable {
  /// The elements, flat or as nested lists.
  enum Elements: Codable {
    case numbers([Double])
    case texts([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flat = try? container.decode([Double].self) {
        self = .numbers(flat)
      } else if let rows = try? container.decode([[Double]].self) {
        self = .numbers(rows.flatMap { $0 })
      } else {
        self = .texts(try container.decode([String].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .numbers(let numbers): try container.encode(numbers)
      case .texts(let texts): try container.encode(texts)
      }
    }
  }

  let name: String
  let shape: [Int]
  let datatype: String
  let data: Elements
}
