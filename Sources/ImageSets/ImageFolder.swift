import Foundation
import Images
import Tables

/// A folder of PNG files, in the order of their names; the first sub-folder is the class.
package struct ImageFolder: ImageFormat {
  package static let name = "png-folder"
  package static let summary =
    "a folder of PNG files of one size, 8 bits or fewer a channel, in the order of their names; sub-folders are classes"

  package static func covers(_ location: ImageLocation) -> Bool { location.isFolder }

  package static func read(_ location: ImageLocation) throws -> ImageSet {
    let folder = URL(filePath: location.reference.path)
    let names = try fileNames(folder.path, location.place)
    let headers = try names.map { try PNGHeader(path: folder.appending(path: $0).path, name: $0) }
    for (name, header) in zip(names, headers)
    where (header.width, header.height) != (headers[0].width, headers[0].height) {
      throw ImageSetError(
        location.place,
        "'\(name)' is \(header.height) x \(header.width) points where '\(names[0])' is "
          + "\(headers[0].height) x \(headers[0].width); bring images of one size")
    }
    let shape = try ImageShape(
      height: headers[0].height, width: headers[0].width,
      channels: headers.contains(where: \.isColoured) ? 3 : 1, in: location.place)
    guard names.count <= ImageSet.mostValues / shape.valueCount else {
      throw tooMany(location.place)
    }
    return try read(names, in: folder, shape, location.place)
  }

  private static func read(
    _ names: [String], in folder: URL, _ shape: ImageShape, _ place: String
  ) throws -> ImageSet {
    var (pixels, listing, size): ([UInt8], [UInt8], Int) = ([], [], 0)
    pixels.reserveCapacity(names.count * shape.valueCount)
    for name in names {
      var file = try SourceFile(path: folder.appending(path: name).path)
      var bytes: [UInt8] = []
      while let block = try file.nextBlock(size: 1 << 20) { bytes += block }
      let source = file.source(recordCount: 1)
      listing += Array("\(source.sha256)  \(name)\n".utf8)
      size += source.byteCount
      try append(bytes, named: name, shape, place, to: &pixels)
    }
    return ImageSet(
      shape: shape, pixels: .bytes(pixels), labels: classes(names),
      sources: [
        Source(
          name: folder.lastPathComponent, sha256: sha256(of: listing), byteCount: size,
          recordCount: names.count)
      ], fileNames: names)
  }

  private static func append(
    _ bytes: [UInt8], named name: String, _ shape: ImageShape, _ place: String,
    to pixels: inout [UInt8]
  ) throws {
    let bitmap: Bitmap
    do {
      bitmap = try decodePNG(bytes, pixelLimit: ImageShape.mostValues)
    } catch {
      throw ImageSetError(place, "'\(name)': \(error); get a whole copy")
    }
    guard (bitmap.width, bitmap.height) == (shape.width, shape.height) else {
      throw ImageSetError(place, "'\(name)' changed while it was read; wait until it is written")
    }
    for point in stride(from: 0, to: bitmap.pixels.count, by: 4) {
      guard bitmap.pixels[point + 3] == 255 else {
        throw ImageSetError(place, "'\(name)' is partly transparent; save it without opacity")
      }
      pixels += bitmap.pixels[point..<point + shape.channels]
    }
  }

  /// The PNG files below a folder, in the order of their bytes.
  private static func fileNames(_ folder: String, _ place: String) throws -> [String] {
    let all: [String]
    do {
      all = try FileManager.default.subpathsOfDirectory(atPath: folder)
    } catch {
      throw ImageSetError(
        place, "the folder cannot be read (\(error.localizedDescription)); check its permissions")
    }
    let visible = all.filter { name in !name.split(separator: "/").contains { $0.first == "." } }
    let others = ["jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff"]
    if let other = visible.first(where: { name in
      others.contains { name.lowercased().hasSuffix(".\($0)") }
    }) {
      throw ImageSetError(place, "'\(other)' is no PNG file; save all images as PNG")
    }
    let names = visible.filter { $0.lowercased().hasSuffix(".png") }
    guard !names.isEmpty else {
      throw ImageSetError(place, "the folder has no PNG files; name the folder that holds them")
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The first sub-folder of each file; nil where a file is in none.
  private static func classes(_ names: [String]) -> Categories? {
    let parts = names.map { $0.split(separator: "/").map(String.init) }
    guard parts.allSatisfy({ $0.count > 1 }) else { return nil }
    return Categories(
      codes: parts.indices.map(Int32.init), unsorted: parts.map { $0[0] })
  }
}

/// What the first chunk of a PNG file says of the picture.
private struct PNGHeader {
  private static let start: [UInt8] = [
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82,
  ]

  let width: Int
  let height: Int
  let isColoured: Bool

  init(path: String, name: String) throws {
    var file = try ByteReader(path: path)
    let bytes = try file.bytes(26)
    guard bytes.count == 26, bytes.starts(with: Self.start) else {
      throw ImageSetError(name, "is no PNG file, or cut short; get a whole copy")
    }
    let number = { (first: Int) in (0..<4).reduce(0) { $0 << 8 | Int(bytes[first + $1]) } }
    (width, height) = (number(16), number(20))
    guard bytes[24] <= 8 else {
      throw ImageSetError(name, "has \(bytes[24]) bits a channel; save it with 8")
    }
    // 0 is grey and 4 grey with opacity; 2, 3 and 6 are colours, a palette, and colours with opacity.
    isColoured = bytes[25] & 2 != 0
  }
}
