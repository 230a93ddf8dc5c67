import Arrays
import TemporaryFolders
import Tensors

/// All numbers of an array as 64-bit floats, read in blocks of some rows.
func doubles(_ path: String, array: String? = nil, rows: Int = 1000) throws -> [Double] {
  var file = try ArrayFile(path: path, array: array)
  var numbers: [Double] = []
  while let block = try file.nextDoubles(rows: rows) { numbers += block.scalars }
  return numbers
}

/// The line with which reading these bytes as a file fails, or "no error".
func failure(
  reading bytes: [UInt8], as name: String = "x", array: String? = nil
) throws -> String {
  let folder = try TemporaryFolder()
  let path = try folder.write(bytes, as: name)
  return failure { _ = try doubles(path, array: array) }
}
