import CCairo

/// An image of the Cairo library, 32 bits a pixel, premultiplied.
@safe
struct CairoSurface: ~Copyable {
  let width: Int
  let height: Int
  let handle: OpaquePointer

  /// Makes a transparent image.
  init(width: Int, height: Int) throws(ChartsError) {
    let handle = unsafe cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    let status = unsafe cairo_surface_status(handle)
    // Cairo returns an object even where it fails, and never nil.
    guard status == CAIRO_STATUS_SUCCESS, let handle = unsafe handle else {
      unsafe cairo_surface_destroy(handle)
      throw ChartsError(status, "making an image of \(width) x \(height) pixels")
    }
    self.width = width
    self.height = height
    unsafe self.handle = unsafe handle
  }

  deinit {
    unsafe cairo_surface_destroy(handle)
  }

  /// Reads the pixels as RGBA, non-premultiplied, row by row.
  func pixels() throws(ChartsError) -> [UInt8] {
    unsafe cairo_surface_flush(handle)
    guard let data = unsafe cairo_image_surface_get_data(handle) else {
      throw ChartsError(unsafe cairo_surface_status(handle), "reading an image's pixels")
    }
    let stride = Int(unsafe cairo_image_surface_get_stride(handle))
    let bytes = unsafe UnsafeRawBufferPointer(start: data, count: stride * height)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 4)
    for row in 0..<height {
      for column in 0..<width {
        let offset = row * stride + column * 4
        appendChannels(of: unsafe bytes.load(fromByteOffset: offset, as: UInt32.self), to: &pixels)
      }
    }
    return pixels
  }

  private func appendChannels(of premultiplied: UInt32, to pixels: inout [UInt8]) {
    let alpha = premultiplied >> 24
    for shift: UInt32 in [16, 8, 0] {
      let channel = premultiplied >> shift & 0xFF
      pixels.append(alpha == 0 ? 0 : UInt8(min(255, (channel * 255 + alpha / 2) / alpha)))
    }
    pixels.append(UInt8(alpha))
  }
}
