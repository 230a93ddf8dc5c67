import Compression
import HDF5
import Settings
import Tables

/// Builds NPY files byte by byte.
struct NPYBytes {
  var descr = "<f8"
  var isFortran = false
  var shape: [Int]
  var data: [UInt8]

  /// 64-bit floats in the order of the rows.
  static func doubles(_ values: [Double], shape: [Int]) -> NPYBytes {
    NPYBytes(
      shape: shape, data: values.flatMap { littleEndian(Int(bitPattern: UInt($0.bitPattern)), 8) })
  }

  /// 64-bit integers along one axis.
  static func integers(_ values: [Int]) -> NPYBytes {
    NPYBytes(descr: "<i8", shape: [values.count], data: values.flatMap { littleEndian($0, 8) })
  }

  var bytes: [UInt8] {
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    let text =
      "{'descr': '\(descr)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(extents)), }"
    let padding = (64 - (text.utf8.count + 11) % 64) % 64
    let header = Array(text.utf8) + Array(repeating: 0x20, count: padding) + [0x0A]
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(header.count, 2) + header + data
  }
}

/// Builds an NPZ file of stored members, as `np.savez` writes it.
func npz(_ arrays: [(name: String, array: NPYBytes)]) -> [UInt8] {
  var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
  for (name, array) in arrays {
    let (name, data, start) = (Array("\(name).npy".utf8), array.bytes, bytes.count)
    var checksum = CRC32()
    checksum.update(data)
    let sizes =
      littleEndian(Int(checksum.value), 4) + littleEndian(data.count, 4)
      + littleEndian(data.count, 4) + littleEndian(name.count, 2)
    bytes += littleEndian(0x0403_4B50, 4) + littleEndian(20, 2) + littleEndian(0, 8) + sizes
    bytes += littleEndian(0, 2) + name + data
    directory += littleEndian(0x0201_4B50, 4) + littleEndian(20, 2) + littleEndian(20, 2)
    directory += littleEndian(0, 8) + sizes + littleEndian(0, 12) + littleEndian(start, 4) + name
  }
  let start = bytes.count
  bytes += directory + littleEndian(0x0605_4B50, 4) + littleEndian(0, 4)
  bytes += littleEndian(arrays.count, 2) + littleEndian(arrays.count, 2)
  return bytes + littleEndian(directory.count, 4) + littleEndian(start, 4) + littleEndian(0, 2)
}

/// An integer's lowest bytes, the lowest first.
func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// Writes three records of two features `X`, labels `y` and more arrays, and reads them as settings say.
func readArrays(
  _ yaml: String, _ extra: [(name: String, array: NPYBytes)] = []
) throws -> Dataset {
  let folder = try Folder()
  let usual: [(name: String, array: NPYBytes)] = [
    ("X", .doubles([1, 10, 2, 20, 3, 30], shape: [3, 2])), ("y", .integers([1, 0, 1])),
  ]
  let names = Set(extra.map(\.name))
  _ = try folder.write(npz(usual.filter { !names.contains($0.name) } + extra), as: "a.npz")
  _ = try folder.write(NPYBytes.integers([7, 7, 9]).bytes, as: "one.npy")
  var settings = try Settings(yaml: yaml, file: "e.yaml")
  let source = try ArraySource(&settings)
  try settings.finish()
  return try source.read(relativeTo: folder.path, name: "data")
}

/// The message that reading arrays ends with, or nil where it succeeds.
func arraysMessage(
  _ yaml: String, _ extra: [(name: String, array: NPYBytes)] = []
) throws -> String? {
  do {
    _ = try readArrays(yaml, extra)
    return nil
  } catch {
    return "\(error)"
  }
}
