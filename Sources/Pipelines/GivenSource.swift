import Arrays
import Tensors

/// The numbers of models one after another, from one array or from a file of each model.
struct GivenSource: ~Copyable {
  /// The number of models.
  let modelCount: Int
  /// The shape of each model's numbers: records, records x queries, either with classes last.
  let modelShape: [Int]
  /// What messages call the whole.
  let text: String
  /// Whether the array's first axis is over models, or each model has a file.
  let hasModels: Bool
  private var file: ArrayFile?
  private let folders: [GivenFolder]
  private let isPerClass: Bool
  private var next = 0

  /// Opens one array.
  ///
  /// - Parameters:
  ///   - text: The array, `file` or `file:name`.
  ///   - arrays: Where names start from.
  ///   - modelsFirst: Whether its first axis is over models.
  ///   - isPerClass: Whether the last axis is over classes.
  /// - Throws: An error in one line where there is no such array.
  init(
    _ text: String, in arrays: GivenArrays, modelsFirst: Bool, isPerClass: Bool
  ) throws {
    let opened = try arrays.open(text)
    let shape = opened.shape
    modelCount = modelsFirst ? shape[0] : 1
    modelShape = modelsFirst ? Array(shape.dropFirst()) : shape
    (self.text, hasModels, folders, self.isPerClass) = (text, modelsFirst, [], isPerClass)
    file = consume opened
  }

  /// Opens the files of a folder's models.
  ///
  /// - Parameters:
  ///   - folders: Two models or more.
  ///   - isPerClass: Whether the last axis is over classes.
  /// - Throws: An error in one line where the first model's file cannot be read.
  init(_ folders: [GivenFolder], isPerClass: Bool) throws {
    (text, hasModels) = ("'\(folders[0].part)' of the models", true)
    (modelCount, self.folders) = (folders.count, folders)
    self.isPerClass = isPerClass
    modelShape = Self.shape(try ArrayFile(path: folders[0].values).shape, isPerClass: isPerClass)
  }

  /// Drops an axis of one after that over records, which published code leaves there.
  private static func shape(_ shape: [Int], isPerClass: Bool) -> [Int] {
    shape.count > (isPerClass ? 3 : 2) && shape[1] == 1 ? [shape[0]] + shape.dropFirst(2) : shape
  }

  /// Reads the next model's numbers.
  ///
  /// - Returns: The numbers in the shape of all models, and what messages call them.
  /// - Throws: An error in one line where a file cannot be read or has another shape than the first.
  mutating func nextModel() throws -> (values: GivenValues, place: String) {
    defer { next += 1 }
    guard folders.isEmpty else { return try read(folders[next]) }
    guard hasModels else {
      return (
        isPerClass
          ? .classScores(try file?.remainingFloats().scalars ?? [])
          : .numbers(try file?.remainingDoubles().scalars ?? []), text
      )
    }
    return (
      isPerClass
        ? .classScores(try file?.nextFloats(rows: 1)?.scalars ?? [])
        : .numbers(try file?.nextDoubles(rows: 1)?.scalars ?? []), "\(text), model \(next)"
    )
  }

  private func read(_ folder: GivenFolder) throws -> (values: GivenValues, place: String) {
    var file = try ArrayFile(path: folder.values)
    let shape = Self.shape(file.shape, isPerClass: isPerClass)
    guard shape == modelShape else {
      throw PipelinesError(
        "\(folder.name): '\(folder.part)' has shape \(file.shape), which does not fit that of "
          + "\(folders[0].name), \(modelShape)")
    }
    return (
      isPerClass
        ? .classScores(try file.remainingFloats().scalars)
        : .numbers(try file.remainingDoubles().scalars), folder.name
    )
  }
}
