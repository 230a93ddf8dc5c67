#include <zlib.h>

// inflateInit2 is a macro that passes the header's version and the structure's size. 16 added to the window bits asks for
// the gzip format with its checksum.
static inline int rc_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
