import Arrays
import Tables
import Tensors

/// How the axes of an array of images are arranged.
package enum ImageLayout: String, CaseIterable, Sendable {
  /// Told by where the axis of 1 or 3 channels is.
  case auto
  /// Images x rows x columns x channels.
  case channelsLast = "channels-last"
  /// Images x channels x rows x columns.
  case channelsFirst = "channels-first"
}

/// Arrays of images in NPY, NPZ and HDF5 files.
package struct ImageArrays: ImageFormat {
  package static let name = "arrays"
  package static let summary =
    "arrays in NPY, NPZ and HDF5 files: images x rows x columns, with an axis of channels last or first; bytes, or "
    + "numbers from 0 to 1 or to 255"

  package static func covers(_ location: ImageLocation) -> Bool {
    let starts: [[UInt8]] = [[0x93, 0x4E, 0x55, 0x4D], [0x50, 0x4B], [0x89, 0x48, 0x44, 0x46]]
    return starts.contains { location.start.starts(with: $0) }
  }

  package static func read(_ location: ImageLocation) throws -> ImageSet {
    let reference = location.reference
    var file = try ArrayFile(path: reference.path, array: reference.array)
    let (shape, isPlanar) = try arrangement(file.shape, location)
    let count = file.shape[0]
    guard count > 0 else { throw ImageSetError(location.place, "has no images; give some") }
    guard count <= ImageSet.mostValues / shape.valueCount else { throw tooMany(location.place) }
    let rows = max(1, (1 << 20) / shape.valueCount)
    var values = ImageValues(place: location.place, areBytes: file.elementType == .uint8)
    while let block = try file.nextFloats(rows: rows) {
      try values.append(isPlanar ? interleaved(block.scalars, shape) : block.scalars)
    }
    return ImageSet(
      shape: shape, pixels: values.pixels, labels: nil,
      sources: try describeFiles([reference.path], recordCount: count))
  }

  /// The size of the images, and whether one channel comes after the other.
  private static func arrangement(
    _ axes: [Int], _ location: ImageLocation
  ) throws -> (shape: ImageShape, isPlanar: Bool) {
    let isChannel = { (extent: Int) in extent == 1 || extent == 3 }
    guard axes.count == 3 || axes.count == 4 else {
      throw ImageSetError(
        location.place,
        "has the shape \(axes); save images x rows x columns, or with an axis of channels")
    }
    guard axes.count == 4 else {
      return (
        try ImageShape(height: axes[1], width: axes[2], channels: 1, in: location.place), false
      )
    }
    let isPlanar: Bool
    switch location.layout {
    case .channelsLast: isPlanar = false
    case .channelsFirst: isPlanar = true
    case .auto:
      guard isChannel(axes[1]) != isChannel(axes[3]) else {
        throw ImageSetError(
          location.place,
          "has the shape \(axes), which does not tell where the channels are; give 'layout', channels-last or channels-first"
        )
      }
      isPlanar = isChannel(axes[1])
    }
    let place = location.place
    return isPlanar
      ? (try ImageShape(height: axes[2], width: axes[3], channels: axes[1], in: place), true)
      : (try ImageShape(height: axes[1], width: axes[2], channels: axes[3], in: place), false)
  }

  private static func interleaved(_ planes: [Float], _ shape: ImageShape) -> [Float] {
    let (points, channels) = (shape.height * shape.width, shape.channels)
    var result = Array(repeating: Float(0), count: planes.count)
    for first in stride(from: 0, to: planes.count, by: shape.valueCount) {
      for channel in 0..<channels {
        for point in 0..<points {
          result[first + point * channels + channel] = planes[first + channel * points + point]
        }
      }
    }
    return result
  }
}

/// The values of an array, as far as it is read.
private struct ImageValues {
  let place: String
  let areBytes: Bool
  private var bytes: [UInt8] = []
  private var numbers: [Float] = []
  private var greatest: Float = 0

  init(place: String, areBytes: Bool) {
    (self.place, self.areBytes) = (place, areBytes)
  }

  mutating func append(_ block: [Float]) throws {
    for value in block {
      guard value >= 0, value <= 255 else {
        throw ImageSetError(
          place,
          "holds a value that is not from 0 to 255, or none; scale images to 0...1 or 0...255")
      }
      greatest = max(greatest, value)
    }
    if areBytes {
      bytes += block.map { UInt8($0) }
    } else {
      numbers += block
    }
  }

  /// The values; numbers beyond 1 are those of bytes.
  var pixels: ImageSet.Pixels {
    guard !areBytes else { return .bytes(bytes) }
    return .numbers(greatest > 1 ? numbers.map { $0 / 255 } : numbers)
  }
}
