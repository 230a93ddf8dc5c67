import Foundation
import Tables

/// An array in the format NPY in memory, as it goes to and comes from programs.
struct NPYFrame: Equatable {
  /// The longest header that is read.
  private static let longestHeader = 1 << 12

  let shape: [Int]
  let values: [Double]

  /// Reads an array of numbers.
  ///
  /// - Parameters:
  ///   - bytes: All of them, whose number is bounded already.
  ///   - sender: What messages call the sender.
  /// - Throws: `ModelsError` where they are no array of numbers, row by row, of the shape that they say.
  init(_ bytes: [UInt8], from sender: String) throws(ModelsError) {
    func failure(_ problem: String) -> ModelsError {
      ModelsError(
        "'\(sender)' sends \(problem); send what numpy.save writes of an array of float32, float64 or integers"
      )
    }
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 12 else {
      throw failure("\(bytes.count) bytes that are no NPY array")
    }
    let isFirst = bytes[6] == 1
    let start = isFirst ? 10 : 12
    let length =
      isFirst
      ? Int(bytes[8]) | Int(bytes[9]) << 8
      : (8..<12).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    guard length <= Self.longestHeader, start + length <= bytes.count else {
      throw failure("an array whose header is cut short")
    }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = Self.value(of: "descr", in: header)?.filter({ $0 != "'" && $0 != "\"" }),
      let order = Self.value(of: "fortran_order", in: header),
      let extents = Self.extents(in: header)
    else { throw failure("an array with an unknown header") }
    guard order == "False" else { throw failure("an array stored column by column") }
    let count = bytes.count - start - length
    var product = 1
    for extent in extents {
      let (next, overflows) = product.multipliedReportingOverflow(by: extent)
      guard !overflows, next <= count else {
        throw failure("an array of the shape \(extents) in \(count) bytes")
      }
      product = next
    }
    guard let values = Self.numbers(bytes[(start + length)...], type: type, count: product) else {
      throw failure("an array of '\(type.prefix(16))' of the shape \(extents) in \(count) bytes")
    }
    (shape, self.values) = (extents, values)
  }

  private static func value(of key: String, in header: String) -> String? {
    for quote in ["'", "\""] {
      guard let range = header.range(of: quote + key + quote + ":") else { continue }
      return header[range.upperBound...].drop { $0 == " " }.prefix { $0 != "," && $0 != "}" }
        .trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  private static func extents(in header: String) -> [Int]? {
    guard let start = header.range(of: "shape"),
      let open = header[start.upperBound...].firstIndex(of: "("),
      let close = header[open...].firstIndex(of: ")")
    else { return nil }
    let parts = header[header.index(after: open)..<close].split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty }
    let extents = parts.compactMap { Int($0) }
    return extents.count == parts.count && extents.count <= 8 && extents.allSatisfy { $0 >= 0 }
      ? extents : nil
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>, type: String, count: Int) -> [Double]? {
    func bits(_ width: Int) -> [UInt64]? {
      guard bytes.count == count * width else { return nil }
      return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { place in
        (0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place + $1]) }
      }
    }
    switch type {
    case "<f4": return bits(4)?.map { Double(Float(bitPattern: UInt32($0))) }
    case "<f8": return bits(8)?.map { Double(bitPattern: $0) }
    case "<i8": return bits(8)?.map { Double(Int64(bitPattern: $0)) }
    case "<i4": return bits(4)?.map { Double(Int32(bitPattern: UInt32($0))) }
    default: return nil
    }
  }
}

extension NPYFrame {
  /// A batch as records x columns in double precision, or of encoded columns and images in single precision.
  static func matrix(_ batch: ModelBatch) throws(ModelsError) -> [UInt8] {
    let count = batch.count
    switch batch.view {
    case .columns:
      let width = batch.records.dataset.features.count
      return try bytes(
        "'<f8'", [count, width], batch.doubles().flatMap { $0.bitPattern.littleBytes })
    case .encoded:
      return try bytes(
        "'<f4'", [count, batch.records.columns.count],
        batch.singles().flatMap { $0.bitPattern.littleBytes })
    case .image(let image):
      let extents = try image.extents(width: batch.view.width(batch.records))
      return try bytes(
        "'<f4'", [count] + extents, batch.singles().flatMap { $0.bitPattern.littleBytes })
    }
  }

  /// A batch as a record array: a field of doubles for each number, of texts for each category.
  static func records(_ batch: ModelBatch) throws(ModelsError) -> [UInt8] {
    var fields: [String] = []
    var columns: [(width: Int, bytes: [UInt8])] = []
    for feature in batch.records.dataset.features {
      let name = feature.name.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      switch try batch.column(feature.name) {
      case .numbers(let numbers):
        fields.append("('\(name)', '<f8')")
        columns.append((8, numbers.flatMap { $0.bitPattern.littleBytes }))
      case .texts(let texts):
        let scalars = texts.map { Array(($0 ?? "").unicodeScalars) }
        let width = max(1, scalars.map(\.count).max() ?? 1)
        fields.append("('\(name)', '<U\(width)')")
        columns.append(
          (
            4 * width,
            scalars.flatMap { text in
              text.flatMap { $0.value.littleBytes }
                + Array(repeating: 0, count: 4 * (width - text.count))
            }
          ))
      }
    }
    var rows: [UInt8] = []
    for row in 0..<batch.count {
      for (width, bytes) in columns { rows += bytes[row * width..<(row + 1) * width] }
    }
    return bytes("[\(fields.joined(separator: ", "))]", [batch.count], rows)
  }

  private static func bytes(_ type: String, _ shape: [Int], _ data: [UInt8]) -> [UInt8] {
    let extents = shape.map { "\($0), " }.joined()
    var header = Array(
      "{'descr': \(type), 'fortran_order': False, 'shape': (\(extents)), }".utf8)
    // Names may be of any script, which version 3 of the format allows.
    header += Array(repeating: 0x20, count: 63 - (12 + header.count) % 64) + [0x0A]
    return [0x93] + Array("NUMPY".utf8) + [3, 0] + UInt32(header.count).littleBytes + header + data
  }
}

extension FixedWidthInteger {
  /// The bytes, least significant first.
  fileprivate var littleBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
  }
}
