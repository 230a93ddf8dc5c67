import Tables

extension Coordinates.Values {
  /// The values of some records, from 0 to 1 where they are bytes.
  ///
  /// - Parameters:
  ///   - rows: The records' row numbers.
  ///   - width: The values of a record.
  ///   - order: The value that stands at each place of a row; the values in their order without it.
  /// - Returns: Records x values, row by row.
  func gathered(_ rows: ArraySlice<Int>, width: Int, order: [Int]?) -> [Float] {
    var values = Array(repeating: Float(0), count: rows.count * width)
    let order = order ?? Array(0..<width)
    let places = order.span
    var out = values.mutableSpan
    switch self {
    case .bytes(let bytes):
      let bytes = bytes.span
      let shades = (0...255).map { Float($0) / 255 }
      let shade = shades.span
      for (index, row) in rows.enumerated() {
        for place in 0..<width {
          out[index &* width &+ place] = shade[Int(bytes[row &* width &+ places[place]])]
        }
      }
    case .numbers(let numbers):
      let numbers = numbers.span
      for (index, row) in rows.enumerated() {
        for place in 0..<width {
          out[index * width + place] = numbers[row * width + places[place]]
        }
      }
    }
    return values
  }
}
