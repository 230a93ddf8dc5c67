import CHDF5

extension HDF5Reader {
  /// Reads a dataset of numbers as 64-bit floats, row by row.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The values; integers beyond 2^53 are rounded.
  /// - Throws: When there is no such dataset of numbers, or it exceeds the limit.
  package func doubles(at path: String) throws(HDF5Error) -> [Double] {
    let dataset = try dataset(at: path)
    try requireNumbers(dataset)
    return try dataset.values(0.0, as: .float64)
  }

  /// Reads a dataset of numbers as 32-bit floats, row by row.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The values, rounded; those beyond the range become infinite.
  /// - Throws: When there is no such dataset of numbers, or it exceeds the limit.
  package func floats(at path: String) throws(HDF5Error) -> [Float] {
    let dataset = try dataset(at: path)
    try requireNumbers(dataset)
    return try dataset.values(Float(0), as: .float32)
  }

  /// Reads a dataset of integers, row by row.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The values.
  /// - Throws: When there is no such dataset of integers, or one does not fit, or there are too many.
  package func integers(at path: String) throws(HDF5Error) -> [Int] {
    let dataset = try dataset(at: path)
    try requireIntegers(dataset)
    guard isUnsigned64(dataset.type) else { return try dataset.values(0, as: .int64) }
    let values = try dataset.values(UInt64(0), as: .uint64)
    guard values.allSatisfy({ $0 <= UInt64(Int.max) }) else {
      throw dataset.failure("holds integers above \(Int.max)")
    }
    return values.map { Int($0) }
  }

  /// Reads a dataset of integers from 0 to 255, row by row.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The values.
  /// - Throws: When there is no such dataset of integers, or one is no byte, or there are too many.
  package func bytes(at path: String) throws(HDF5Error) -> [UInt8] {
    let dataset = try dataset(at: path)
    try requireIntegers(dataset)
    guard !isUnsigned8(dataset.type) else { return try dataset.values(UInt8(0), as: .uint8) }
    let values = try integers(at: path)
    guard values.allSatisfy({ UInt8(exactly: $0) != nil }) else {
      throw dataset.failure("holds integers that are not from 0 to 255")
    }
    return values.map { UInt8($0) }
  }

  /// Reads a dataset of truth values, as h5py writes `bool`, row by row.
  ///
  /// - Parameter path: The dataset.
  /// - Returns: The values.
  /// - Throws: When there is no such dataset of truth values, or it exceeds the limit.
  package func booleans(at path: String) throws(HDF5Error) -> [Bool] {
    let dataset = try dataset(at: path)
    let type = try StoredType.boolean.datatype(else: dataset.failure("has an unreadable type"))
    guard H5Tequal(type.id, dataset.type.id) > 0 else {
      throw dataset.failure("holds \(contents(of: dataset.type)), not truth values")
    }
    let values = try dataset.values(UInt8(0), as: .boolean)
    guard values.allSatisfy({ $0 <= 1 }) else {
      throw dataset.failure("holds truth values that are neither FALSE nor TRUE")
    }
    return values.map { $0 == 1 }
  }

  private func requireNumbers(_ dataset: borrowing StoredDataset) throws(HDF5Error) {
    guard isNumber(dataset.type) else {
      throw dataset.failure("holds \(contents(of: dataset.type)), not numbers")
    }
  }

  private func requireIntegers(_ dataset: borrowing StoredDataset) throws(HDF5Error) {
    guard isInteger(dataset.type) else {
      throw dataset.failure("holds \(contents(of: dataset.type)), not integers")
    }
  }
}
