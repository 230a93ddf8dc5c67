import CPNG

/// The state of one use of libpng, at an address that stays: libpng keeps it between calls.
@safe struct PNGCodec: ~Copyable {
  let image: UnsafeMutablePointer<png_image>

  init() {
    unsafe image = .allocate(capacity: 1)
    unsafe image.initialize(to: png_image())
    unsafe image.pointee.version = png_uint_32(PNG_IMAGE_VERSION)
  }

  deinit {
    unsafe png_image_free(image)
    unsafe image.deallocate()
  }

  var size: (width: Int, height: Int) {
    unsafe (Int(image.pointee.width), Int(image.pointee.height))
  }

  var sizeLimit: Int { unsafe Int(rc_png_size_limit(image.pointee)) }

  func describe(_ bitmap: Bitmap) {
    unsafe image.pointee.width = png_uint_32(bitmap.width)
    unsafe image.pointee.height = png_uint_32(bitmap.height)
    requestRGBA()
  }

  func requestRGBA() {
    unsafe image.pointee.format = rc_png_rgba()
  }

  /// Joins libpng's own reason to what was tried.
  func failure(_ problem: String) -> ImageError {
    let reason = unsafe withUnsafeBytes(of: image.pointee.message) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return ImageError("PNG: \(problem) (\(reason))")
  }
}
