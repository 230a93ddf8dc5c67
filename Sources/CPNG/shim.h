#include <png.h>

// Swift imports no macro that takes arguments: this is the most bytes that the image's PNG can have.
static inline png_alloc_size_t rc_png_size_limit(png_image image) {
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}

// Swift imports no macro made of macros: this is PNG_FORMAT_RGBA, 8 bits each, not premultiplied.
static inline png_uint_32 rc_png_rgba(void) { return PNG_FORMAT_RGBA; }
