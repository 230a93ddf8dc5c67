#ifndef ROLLCALL_COnnxRuntime_H
#define ROLLCALL_COnnxRuntime_H

#include <stddef.h>
#include <stdint.h>

// ONNX Runtime, opened while the program runs. Objects are numbers, as those of HDF5 are, so that they can be handed from
// thread to thread; 0 is none. Functions return NULL, or a message that rc_onnx_forget frees.

/// What an input, output or value is.
enum { RC_ONNX_TENSOR = 1, RC_ONNX_SEQUENCE = 2, RC_ONNX_MAP = 3 };

/// The types of elements, numbered as ONNX numbers them.
enum {
  RC_ONNX_FLOAT = 1, RC_ONNX_UINT8 = 2, RC_ONNX_INT8 = 3, RC_ONNX_UINT16 = 4, RC_ONNX_INT16 = 5,
  RC_ONNX_INT32 = 6, RC_ONNX_INT64 = 7, RC_ONNX_STRING = 8, RC_ONNX_BOOL = 9, RC_ONNX_FLOAT16 = 10,
  RC_ONNX_DOUBLE = 11, RC_ONNX_UINT32 = 12, RC_ONNX_UINT64 = 13
};

/// The most axes of a tensor.
enum { RC_ONNX_AXES = 8 };

/// A tensor's type and extents; a free extent is -1. Of sequences and maps only the kind is told, and the number of parts.
typedef struct {
  int32_t kind;
  int32_t element;
  int32_t rank;
  int64_t extents[RC_ONNX_AXES];
  /// Elements of a tensor, parts of a sequence or map; -1 where an extent is free.
  int64_t count;
} rc_onnx_type;

/// One input of a run.
typedef struct {
  const char *name;
  int32_t element;
  int32_t rank;
  int64_t extents[RC_ONNX_AXES];
  /// The elements of any type but strings.
  const void *data;
  size_t bytes;
  /// The strings, each ended by a zero.
  const char *const *texts;
  size_t text_count;
} rc_onnx_input;

/// Frees a message.
void rc_onnx_forget(char *message);

/// Opens a library; it stays open, since its threads may outlive every use.
char *rc_onnx_open(const char *path, uintptr_t *library);

/// The library's version, such as 1.20.0.
const char *rc_onnx_version(uintptr_t library);

/// Builds a session from the bytes of a model, which cannot name other files so.
char *rc_onnx_session(
    uintptr_t library, const void *bytes, size_t count, int32_t threads, uintptr_t *session);
void rc_onnx_session_close(uintptr_t session);

/// The number of inputs (which = 0) or outputs (which = 1).
char *rc_onnx_session_count(uintptr_t session, int which, size_t *count);
/// The name, to be freed by rc_onnx_forget, and the type of an input or output.
char *rc_onnx_session_port(
    uintptr_t session, int which, size_t index, char **name, rc_onnx_type *type);

/// Runs the graph; as many values as output names, each to be closed.
char *rc_onnx_run(
    uintptr_t session, const rc_onnx_input *inputs, size_t input_count, const char *const *outputs,
    size_t output_count, uintptr_t *values);
void rc_onnx_value_close(uintptr_t library, uintptr_t value);

char *rc_onnx_value_type(uintptr_t library, uintptr_t value, rc_onnx_type *type);
/// The elements of a tensor of any type but strings, as long as the value is open.
char *rc_onnx_value_data(uintptr_t library, uintptr_t value, const void **data);
/// The bytes of all strings of a tensor together.
char *rc_onnx_value_text_length(uintptr_t library, uintptr_t value, size_t *length);
/// The strings of a tensor, one after the other, and where each begins.
char *rc_onnx_value_text(
    uintptr_t library, uintptr_t value, char *bytes, size_t length, size_t *offsets, size_t count);
/// A part of a sequence; of a map the keys (0) or the values (1). To be closed.
char *rc_onnx_value_part(uintptr_t library, uintptr_t value, int32_t index, uintptr_t *part);

/// The library that a session is of.
uintptr_t rc_onnx_session_library(uintptr_t session);

#endif
