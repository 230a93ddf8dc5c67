import Arrays
import Tables

/// Reads the classes of images from a file of their own.
///
/// The file is an IDX file of one axis, an array of integers in an NPY, NPZ or HDF5 file, or a CSV file with a column `label`, each in the
/// order of the images. For a folder of PNG files the CSV file has a column `file` as well, the names relative to the folder, in
/// any order.
///
/// - Parameters:
///   - images: The images.
///   - location: The file of classes.
/// - Returns: The images with these classes, in place of any that they had.
/// - Throws: An error in one line where the file holds other classes than these images', or cannot be read.
package func labelling(_ images: ImageSet, from location: ImageLocation) throws -> ImageSet {
  guard !location.isFolder else {
    throw ImageSetError(location.place, "is a folder where a file of classes is wanted")
  }
  if IDXHeader.magic(location.start) != nil { return try fromIDX(images, location) }
  if ImageArrays.covers(location) { return try fromArray(images, location) }
  return try fromTable(images, location)
}

private func fromIDX(_ images: ImageSet, _ location: ImageLocation) throws -> ImageSet {
  var file = try ByteReader(path: location.reference.path)
  let header = try IDXHeader(&file, axes: 1, of: location.place)
  let codes = try header.body(&file, itemSize: 1, of: location.place)
  try checkCount(codes.count, images, location)
  return images.labelled(
    classes(codes.map(Int.init)), from: [try file.source(recordCount: codes.count)])
}

private func fromArray(_ images: ImageSet, _ location: ImageLocation) throws -> ImageSet {
  let reference = location.reference
  var file = try ArrayFile(path: reference.path, array: reference.array)
  guard file.shape.count == 1 || file.shape.dropFirst() == [1] else {
    throw ImageSetError(
      location.place, "has the shape \(file.shape) where classes need one axis, the images")
  }
  try checkCount(file.shape[0], images, location)
  let codes = try file.remainingIntegers()
  return images.labelled(
    classes(codes), from: try describeFiles([reference.path], recordCount: codes.count))
}

private func fromTable(_ images: ImageSet, _ location: ImageLocation) throws -> ImageSet {
  let path = location.reference.path
  let survey = try TableSurvey(path: path)
  let names = survey.columns.map(\.name)
  guard survey.hasHeader, names.contains("label") else {
    throw ImageSetError(
      location.place, "is no file of classes: IDX, an array, or CSV with a column 'label'")
  }
  let needsNames = !images.fileNames.isEmpty
  guard !needsNames || names.contains("file") else {
    throw ImageSetError(
      location.place, "has no column 'file', which tells the PNG file of each class; add it")
  }
  try checkCount(survey.recordCount, images, location)
  let labels = try column("label", survey, path)
  let order =
    needsNames
    ? try order(of: images.fileNames, in: column("file", survey, path), location)
    : Array(labels.codes.indices)
  return images.labelled(
    Categories(codes: order.map { labels.codes[$0] }, names: labels.names),
    from: try describeFiles([path], recordCount: labels.codes.count))
}

/// The texts of one column, which is read as a label is.
private func column(
  _ name: String, _ survey: TableSurvey, _ path: String
) throws -> Categories {
  let schema = Schema(
    ignored: survey.columns.map(\.name).filter { $0 != name }, label: name,
    delimiter: survey.delimiter)
  return try readCSV(paths: [path], name: path, schema: schema).label
}

/// The row of each file's name.
private func order(
  of files: [String], in names: Categories, _ location: ImageLocation
) throws -> [Int] {
  var rows: [String: Int] = [:]
  for (row, code) in names.codes.enumerated() {
    guard rows.updateValue(row, forKey: names.names[Int(code)]) == nil else {
      throw ImageSetError(
        location.place, "names one file twice, again in record \(row + 1); keep one class of it")
    }
  }
  return try files.map { file in
    guard let row = rows[file] else {
      throw ImageSetError(location.place, "has no class for '\(file)'; add it")
    }
    return row
  }
}

private func checkCount(
  _ count: Int, _ images: ImageSet, _ location: ImageLocation
) throws(ImageSetError) {
  guard count == images.count else {
    throw ImageSetError(
      location.place,
      "has \(count) classes for \(images.count) images of \(images.sources.first?.name ?? "the set"); "
        + "give the classes of these images")
  }
}

/// Classes named by their numbers, in the order of the numbers.
private func classes(_ codes: [Int]) -> Categories {
  let values = Set(codes).sorted()
  let places = Dictionary(
    uniqueKeysWithValues: values.enumerated().map { ($0.element, Int32($0.offset)) })
  return Categories(codes: codes.compactMap { places[$0] }, names: values.map { "\($0)" })
}
