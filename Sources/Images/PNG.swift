import CPNG

/// Encodes a bitmap as PNG; the same bitmap gives the same bytes.
///
/// - Parameter bitmap: The picture.
/// - Returns: The bytes of an 8-bit RGBA file in the sRGB colour space.
/// - Throws: When the picture exceeds libpng's limits, a million points a side.
package func encodePNG(_ bitmap: Bitmap) throws(ImageError) -> [UInt8] {
  guard bitmap.width <= 1_000_000, bitmap.height <= 1_000_000 else {
    throw ImageError(
      "PNG: \(bitmap.width) x \(bitmap.height) pixels, above libpng's limit of 1000000 a side")
  }
  let codec = PNGCodec()
  codec.describe(bitmap)
  var bytes = [UInt8](repeating: 0, count: codec.sizeLimit)
  var count = bytes.count
  guard unsafe png_image_write_to_memory(codec.image, &bytes, &count, 0, bitmap.pixels, 0, nil) != 0
  else { throw codec.failure("cannot be encoded") }
  return Array(bytes[..<count])
}

/// Decodes a PNG of any kind into 8-bit RGBA.
///
/// - Parameters:
///   - bytes: A whole PNG file.
///   - pixelLimit: The most points the picture may have; it is checked before memory is taken.
/// - Returns: The picture. A file that declares another colour space than sRGB is converted.
/// - Throws: When the bytes are not a PNG with all its pixels, or the picture exceeds the limit.
package func decodePNG(
  _ bytes: [UInt8], pixelLimit: Int = 100_000_000
) throws(ImageError) -> Bitmap {
  precondition(pixelLimit > 0, "pixelLimit \(pixelLimit) allows no picture")
  let codec = PNGCodec()
  // libpng keeps the address of the bytes between its two calls.
  return try unsafe bytes.withUnsafeBufferPointer { bytes throws(ImageError) in
    try unsafe decode(bytes, with: codec, pixelLimit)
  }
}

private func decode(
  _ bytes: UnsafeBufferPointer<UInt8>, with codec: borrowing PNGCodec, _ pixelLimit: Int
) throws(ImageError) -> Bitmap {
  guard
    unsafe png_image_begin_read_from_memory(codec.image, bytes.baseAddress, bytes.count) != 0
  else { throw codec.failure("cannot be decoded") }
  let (width, height) = codec.size
  guard width >= 1, height >= 1, height <= pixelLimit / width else {
    throw ImageError("PNG: \(width) x \(height) pixels, above the limit of \(pixelLimit)")
  }
  codec.requestRGBA()
  var pixels = [UInt8](repeating: 0, count: 4 * width * height)
  guard unsafe png_image_finish_read(codec.image, nil, &pixels, 0, nil) != 0 else {
    throw codec.failure("cannot be decoded")
  }
  return Bitmap(width: width, height: height, pixels: pixels)
}
