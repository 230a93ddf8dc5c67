import Arrays
import Foundation
import Tables
import Tensors

/// Features of images from files: arrays of images x features, or CSV with a header and numbers only.
struct FeatureFiles {
  let coordinates: Coordinates

  /// Reads the files.
  ///
  /// - Parameters:
  ///   - references: One file for each set of images.
  ///   - counts: The number of images of each set.
  /// - Throws: An error in one line where a file has other records or columns, or a number is missing.
  init(_ references: [ArrayReference], counts: [Int]) throws {
    var (values, width): ([Float], Int?) = ([], nil)
    for (reference, count) in zip(references, counts) {
      let block =
        ArraySurvey.covers(reference.path)
        ? try Self.array(reference) : try Self.table(reference.path)
      guard block.rowCount == count else {
        throw PipelinesError(
          "\(reference.place): features of \(block.rowCount) images for \(count); give those of these images"
        )
      }
      guard width == nil || width == block.rowLength, block.rowLength > 0 else {
        throw PipelinesError(
          "\(reference.place): \(block.rowLength) features of an image where another file has \(width ?? 0); "
            + "take all from one model")
      }
      guard block.scalars.allSatisfy(\.isFinite) else {
        throw PipelinesError(
          "\(reference.place): a feature is missing or not finite; bring numbers only")
      }
      width = block.rowLength
      values += block.scalars
    }
    coordinates = Coordinates(
      .numbers(values), width: width ?? 1, space: "the \(width ?? 1) given features")
  }

  private static func array(_ reference: ArrayReference) throws -> Tensor<Float> {
    var file = try ArrayFile(path: reference.path, array: reference.array)
    guard file.shape.count == 2 else {
      throw PipelinesError(
        "\(reference.place): the shape \(file.shape) where features need images x features")
    }
    return try file.remainingFloats()
  }

  private static func table(_ path: String) throws -> Tensor<Float> {
    let survey = try TableSurvey(path: path)
    let schema = Schema(
      numeric: survey.columns.map(\.name), label: nil, delimiter: survey.delimiter)
    let table = try readCSV(paths: [path], name: path, schema: schema)
    let columns = table.features.map { feature -> [Double] in
      if case .numeric(let numbers) = feature.values { numbers } else { [] }
    }
    return Tensor(
      shape: [table.count, columns.count],
      scalars: (0..<table.count).flatMap { row in columns.map { Float($0[row]) } })
  }
}
