/// One feature with the columns that it becomes.
struct EncodedFeature {
  let feature: Feature
  let columns: [Records.Column]
  /// The bins of a numeric feature that is encoded by them.
  let bins: QuantileBins?
  /// The number of records, from the first, that centre, spread and bins are taken from.
  private let fitted: Int

  init(_ feature: Feature, _ encoding: NumericEncoding, fittedOn fitted: Int) {
    self.feature = feature
    self.fitted = fitted
    let kinds: [Records.ColumnKind]
    let hasMissing: Bool
    switch (feature.values, encoding) {
    case (.numeric(let numbers), .standard):
      bins = nil
      kinds = [.number]
      hasMissing = numbers.contains(where: \.isNaN)
    case (.numeric(let numbers), .quantiles(let count)):
      let bins = QuantileBins(Array(numbers.prefix(fitted)), count: count)
      self.bins = bins
      kinds = (0..<(bins?.count ?? 0)).compactMap { bin in
        bins?.ends(ofBin: bin)
      }.map { .bin(lower: $0.lower, upper: $0.upper) }
      hasMissing = numbers.contains(where: \.isNaN)
    case (.categorical(let categories), _):
      bins = nil
      kinds = categories.names.map { .level($0) }
      hasMissing = categories.codes.contains(-1)
    }
    columns = (hasMissing ? kinds + [.missing] : kinds).map {
      Records.Column(feature: feature.name, kind: $0)
    }
  }

  /// Writes the feature's columns of all records into rows of `columnCount` zeros.
  func write(to scalars: inout [Float], firstColumn: Int, columnCount: Int) {
    switch feature.values {
    case .numeric(let numbers):
      guard let bins else {
        writeStandardised(numbers, to: &scalars, firstColumn, columnCount)
        return
      }
      for (record, number) in numbers.enumerated() {
        let column = number.isNaN ? bins.count : bins.bin(of: number)
        scalars[record * columnCount + firstColumn + column] = 1
      }
    case .categorical(let categories):
      for (record, code) in categories.codes.enumerated() {
        let column = code < 0 ? columns.count - 1 : Int(code)
        scalars[record * columnCount + firstColumn + column] = 1
      }
    }
  }

  private func writeStandardised(
    _ numbers: [Double], to scalars: inout [Float], _ firstColumn: Int, _ columnCount: Int
  ) {
    let present = numbers.prefix(fitted).filter { !$0.isNaN }
    let center = present.reduce(0, +) / Double(max(1, present.count))
    let spread = present.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    let deviation = (spread / Double(max(1, present.count))).squareRoot()
    let scale = deviation > 0 ? 1 / deviation : 1
    for (record, number) in numbers.enumerated() {
      let place = record * columnCount + firstColumn
      scalars[place] = Float((number - center) * scale)
      if number.isNaN { scalars[place + 1] = 1 }
    }
  }
}
