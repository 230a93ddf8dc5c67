extension Dataset {
  /// Hashes the content of a record: its features in column order, its image, then its label.
  ///
  /// Records with equal features and label have equal keys, also across data sets, files and runs,
  /// because numbers enter by their bits and levels by their names. Groups do not enter. The two
  /// zeros count as equal, and so do all missing values of one kind of column.
  ///
  /// The key is 64-bit FNV-1a. Unequal records collide by chance with probability near 2^-64 a
  /// pair, n^2 / 2^65 for n records; whoever chooses the records can force a collision. Compare
  /// the records where a false match would matter.
  ///
  /// - Parameter row: An index in `0..<count`.
  /// - Returns: The key, the same on every machine.
  /// - Complexity: O(bytes of the record).
  public func rowKey(_ row: Int) -> UInt64 {
    precondition(row >= 0 && row < count, "row \(row) is not in 0..<\(count)")
    var hash = FNV1a()
    for feature in features {
      switch feature.values {
      case .numeric(let numbers): hash.add(number: numbers[row])
      case .categorical(let categories): hash.add(level: row, of: categories)
      }
    }
    images?.add(row, to: &hash)
    hash.add(level: row, of: label)
    return hash.value
  }
}

extension FNV1a {
  fileprivate mutating func add(number: Double) {
    // Adding zero turns -0 into 0; NaN has many bit patterns and stands for one thing here.
    add(number.isNaN ? Double.nan.bitPattern : (number + 0).bitPattern)
  }

  fileprivate mutating func add(level row: Int, of categories: Categories) {
    // Neither 0xFE nor 0xFF occurs in UTF-8: they mark a missing level and the end of a name.
    guard categories.codes[row] >= 0 else {
      add(UInt8(0xFE))
      return
    }
    for byte in categories.names[Int(categories.codes[row])].utf8 { add(byte) }
    add(UInt8(0xFF))
  }
}
