#include <zlib.h>

// inflateInit2 is a macro that passes the header's version and the structure's size. The window bits choose the format:
// 16 added asks for gzip with its checksum, a negative number for deflate alone.
static inline int rc_inflate_init(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }
