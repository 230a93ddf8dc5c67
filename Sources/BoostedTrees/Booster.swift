import CXGBoost
package import Foundation
import Synchronization

/// Boosted trees that classify, of a file or trained here.
///
/// The library keeps what it answered in the booster, so the mutex lets one task ask at a time.
package final class Booster: Sendable {
  /// The largest file of a model.
  static let largestFile = 1 << 31

  /// What messages call the model.
  package let name: String
  /// The scores of a record: 1 for two classes, whose log odds it is.
  package let scoreCount: Int
  /// The columns that the trees ask for.
  package let featureCount: Int
  private let library: UInt
  private let handle: Mutex<UInt>

  /// Loads a model.
  ///
  /// - Parameters:
  ///   - bytes: The file, in JSON or UBJSON.
  ///   - name: What messages call the model.
  ///   - library: XGBoost.
  ///   - threads: The threads that the model may take.
  /// - Throws: `BoostedTreesError` where the file is newer than the library, is none of its files or does not classify.
  package init(
    _ bytes: Data, name: String, library: XGBoostLibrary, threads: Int
  ) throws(BoostedTreesError) {
    guard bytes.count <= Self.largestFile, let version = ModelVersion.read(bytes) else {
      throw BoostedTreesError(
        "\(name): is no model of XGBoost in JSON or UBJSON; save it by save_model(\"model.ubj\")")
    }
    guard !library.version.lexicographicallyPrecedes(version) else {
      throw BoostedTreesError(
        "\(name): was written by XGBoost \(version.map(String.init).joined(separator: ".")), and \(library.path) is "
          + "\(library.versionText), which would predict something else without saying so; install one at least as new, or set "
          + "ROLLCALL_XGBOOST")
    }
    var handle: UInt = 0
    try unsafe attempt(rc_xgb_booster(library.handle, 0, &handle), name)
    do throws(BoostedTreesError) {
      try unsafe attempt(rc_xgb_set(library.handle, handle, "nthread", "\(threads)"), name)
      let message = unsafe bytes.withUnsafeBytes { bytes in
        unsafe text(of: rc_xgb_load(library.handle, handle, bytes.baseAddress, bytes.count))
      }
      if let message { throw BoostedTreesError("\(name): cannot be loaded", library: message) }
      scoreCount = try Self.scoreCount(library.handle, handle, name)
      featureCount = try Self.featureCount(library.handle, handle, name)
    } catch {
      rc_xgb_booster_close(library.handle, handle)
      throw error
    }
    (self.name, self.library) = (name, library.handle)
    self.handle = Mutex(handle)
  }

  /// Trains trees by one thread, which gives the same trees for the same table, plan and seed.
  ///
  /// - Parameters:
  ///   - plan: How.
  ///   - table: The records.
  ///   - seed: Draws what the plan leaves to chance.
  ///   - library: XGBoost.
  /// - Throws: `BoostedTreesError` where the library refuses a parameter; `CancellationError`.
  package init(_ plan: Plan, on table: Table, seed: UInt32, library: XGBoostLibrary) throws {
    let name = "boosted trees"
    let columns = table.values.count / table.labels.count
    var matrix: UInt = 0
    let labels = table.labels.map { Float($0) }
    try unsafe attempt(
      rc_xgb_matrix(
        library.handle, table.values, table.labels.count, columns, labels, &matrix), name)
    defer { rc_xgb_matrix_close(library.handle, matrix) }
    var handle: UInt = 0
    try unsafe attempt(rc_xgb_booster(library.handle, matrix, &handle), name)
    do {
      var parameters = plan.parameters
      parameters["nthread"] = "1"
      parameters["verbosity"] = "0"
      parameters["seed"] = "\(seed)"
      parameters["objective"] = table.classCount == 2 ? "binary:logistic" : "multi:softprob"
      if table.classCount > 2 { parameters["num_class"] = "\(table.classCount)" }
      for (key, value) in parameters.sorted(by: { $0.key < $1.key }) {
        try unsafe attempt(rc_xgb_set(library.handle, handle, key, value), name)
      }
      for round in 0..<plan.rounds {
        try Task.checkCancellation()
        try unsafe attempt(rc_xgb_learn(library.handle, handle, Int32(round), matrix), name)
      }
    } catch {
      rc_xgb_booster_close(library.handle, handle)
      throw error
    }
    scoreCount = table.classCount == 2 ? 1 : table.classCount
    featureCount = columns
    (self.name, self.library) = (name, library.handle)
    self.handle = Mutex(handle)
  }

  deinit {
    let library = library
    handle.withLock { rc_xgb_booster_close(library, $0) }
  }

  /// Computes scores before the softmax, or log odds of the second of two classes.
  ///
  /// - Parameters:
  ///   - values: Records x columns, NaN where missing.
  ///   - rows: The number of records.
  /// - Returns: Records x scores.
  /// - Throws: `BoostedTreesError` where the columns are not those of the trees, or the answer is not as large as it must be.
  package func margins(_ values: [Float], rows: Int) throws(BoostedTreesError) -> [Float] {
    guard rows > 0 else { return [] }
    guard values.count == rows * featureCount else {
      throw BoostedTreesError(
        "\(name): takes \(featureCount) columns and is given \(values.count / rows)")
    }
    var matrix: UInt = 0
    try unsafe attempt(
      rc_xgb_matrix(library, values, rows, featureCount, nil, &matrix), name)
    defer { rc_xgb_matrix_close(library, matrix) }
    let (library, name, scoreCount) = (library, name, scoreCount)
    let result: Result<[Float], BoostedTreesError> = handle.withLock { handle in
      var start: UnsafePointer<Float>?
      var count = 0
      if let message = unsafe text(of: rc_xgb_margins(library, handle, matrix, &start, &count)) {
        return .failure(BoostedTreesError(name, library: message))
      }
      guard count == rows * scoreCount, let start = unsafe start else {
        return .failure(
          BoostedTreesError("\(name): gives \(count) scores for \(rows) records; save it again"))
      }
      return .success(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    }
    return try result.get()
  }

  /// The model as a file.
  ///
  /// - Parameter format: `json` or `ubj`.
  /// - Returns: The bytes.
  /// - Throws: `BoostedTreesError` where the library refuses.
  package func saved(_ format: String) throws(BoostedTreesError) -> [UInt8] {
    let (library, name) = (library, name)
    let result: Result<[UInt8], BoostedTreesError> = handle.withLock { handle in
      var bytes: UnsafeMutablePointer<CChar>?
      var count = 0
      let settings = "{\"format\": \"\(format)\"}"
      if let message = unsafe text(of: rc_xgb_save(library, handle, settings, &bytes, &count)) {
        return .failure(BoostedTreesError(name, library: message))
      }
      defer { unsafe rc_xgb_forget(bytes) }
      return .success(
        unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count)))
    }
    return try result.get()
  }
}

/// Fails with a message of the C layer.
func attempt(
  _ message: UnsafeMutablePointer<CChar>?, _ place: String
) throws(BoostedTreesError) {
  if let message = unsafe text(of: message) {
    throw BoostedTreesError(place, library: message)
  }
}
