#include "COnnxRuntime.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "OrtTable.h"

typedef struct {
  const OrtTable *api;
  const char *version;
  void *env;
  void *memory;
  OrtAllocator *allocator;
} Library;

typedef struct {
  Library *library;
  void *session;
} Session;

/// The interface's oldest version that is accepted: that of 1.12.
enum { oldest_interface = 12 };
/// Only errors are logged: everything else comes back as a message.
enum { error_severity = 3 };

void rc_onnx_forget(char *message) { free(message); }

static char *message(const char *text) { return strdup(text ? text : "unknown failure"); }

static char *taken(const Library *library, OrtStatus *status) {
  if (!status) return NULL;
  char *text = message(library->api->GetErrorMessage(status));
  library->api->ReleaseStatus(status);
  return text;
}

#define TRY(library, call) \
  do { \
    char *failure_ = taken(library, (library)->api->call); \
    if (failure_) return failure_; \
  } while (0)

char *rc_onnx_open(const char *path, uintptr_t *result) {
  typedef struct {
    const OrtTable *(*GetApi)(uint32_t version);
    const char *(*GetVersionString)(void);
  } Base;
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return message(dlerror());
  const Base *(*base)(void) = (const Base *(*)(void))dlsym(handle, "OrtGetApiBase");
  if (!base) return message("it has no function OrtGetApiBase");
  Library *library = calloc(1, sizeof *library);
  if (!library) return message("out of memory");
  library->version = base()->GetVersionString();
  if (!base()->GetApi(oldest_interface)) {
    char text[128];
    snprintf(text, sizeof text, "its version %.40s is older than 1.12", library->version);
    free(library);
    return message(text);
  }
  library->api = base()->GetApi(oldest_interface);
  TRY(library, CreateEnv(error_severity, "rollcall", &library->env));
  TRY(library, CreateCpuMemoryInfo(1, 0, &library->memory));
  TRY(library, GetAllocatorWithDefaultOptions(&library->allocator));
  *result = (uintptr_t)library;
  return NULL;
}

const char *rc_onnx_version(uintptr_t library) { return ((Library *)library)->version; }

char *rc_onnx_session(
    uintptr_t owner, const void *bytes, size_t count, int32_t threads, uintptr_t *result) {
  Library *library = (Library *)owner;
  void *options = NULL, *session = NULL;
  TRY(library, CreateSessionOptions(&options));
  char *failure = taken(library, library->api->SetIntraOpNumThreads(options, threads));
  if (!failure) failure = taken(library, library->api->SetInterOpNumThreads(options, 1));
  if (!failure)
    failure = taken(library, library->api->SetSessionLogSeverityLevel(options, error_severity));
  if (!failure)
    failure = taken(
        library, library->api->CreateSessionFromArray(library->env, bytes, count, options, &session));
  library->api->ReleaseSessionOptions(options);
  if (failure) return failure;
  Session *made = malloc(sizeof *made);
  if (!made) {
    library->api->ReleaseSession(session);
    return message("out of memory");
  }
  *made = (Session){library, session};
  *result = (uintptr_t)made;
  return NULL;
}

void rc_onnx_session_close(uintptr_t number) {
  Session *session = (Session *)number;
  session->library->api->ReleaseSession(session->session);
  free(session);
}

uintptr_t rc_onnx_session_library(uintptr_t session) {
  return (uintptr_t)((Session *)session)->library;
}

char *rc_onnx_session_count(uintptr_t number, int which, size_t *count) {
  Session *session = (Session *)number;
  TRY(session->library, SessionGetCount[which](session->session, count));
  return NULL;
}

/// Reads type and extents; does not free the information.
static char *described(const Library *library, const void *tensor, rc_onnx_type *type) {
  size_t rank = 0;
  int element = 0;
  TRY(library, GetTensorElementType(tensor, &element));
  TRY(library, GetDimensionsCount(tensor, &rank));
  if (rank > RC_ONNX_AXES) return message("a tensor has more than 8 axes");
  TRY(library, GetDimensions(tensor, type->extents, rank));
  type->element = element;
  type->rank = (int32_t)rank;
  type->count = 1;
  for (size_t axis = 0; axis < rank; axis++) {
    int64_t extent = type->extents[axis];
    if (extent < 0) type->count = -1;
    if (type->count >= 0 && __builtin_mul_overflow(type->count, extent, &type->count))
      return message("a tensor's extents are too large");
  }
  return NULL;
}

char *rc_onnx_session_port(
    uintptr_t number, int which, size_t index, char **name, rc_onnx_type *type) {
  Session *session = (Session *)number;
  Library *library = session->library;
  memset(type, 0, sizeof *type);
  char *given = NULL;
  TRY(library, SessionGetName[which](session->session, index, library->allocator, &given));
  *name = strdup(given);
  char *failure = taken(library, library->api->AllocatorFree(library->allocator, given));
  if (failure) return failure;
  void *info = NULL;
  TRY(library, SessionGetTypeInfo[which](session->session, index, &info));
  failure = taken(library, library->api->GetOnnxTypeFromTypeInfo(info, &type->kind));
  const void *tensor = NULL;
  if (!failure && type->kind == RC_ONNX_TENSOR)
    failure = taken(library, library->api->CastTypeInfoToTensorInfo(info, &tensor));
  if (!failure && tensor) failure = described(library, tensor, type);
  library->api->ReleaseTypeInfo(info);
  return failure;
}

static char *value_of(const Library *library, const rc_onnx_input *input, void **value) {
  if (input->element == RC_ONNX_STRING) {
    TRY(library, CreateTensorAsOrtValue(
                     library->allocator, input->extents, (size_t)input->rank, RC_ONNX_STRING, value));
    TRY(library, FillStringTensor(*value, input->texts, input->text_count));
    return NULL;
  }
  // The runtime only reads what is an input.
  TRY(library, CreateTensorWithDataAsOrtValue(
                   library->memory, (void *)input->data, input->bytes, input->extents,
                   (size_t)input->rank, input->element, value));
  return NULL;
}

char *rc_onnx_run(
    uintptr_t number, const rc_onnx_input *inputs, size_t input_count, const char *const *outputs,
    size_t output_count, uintptr_t *values) {
  Session *session = (Session *)number;
  Library *library = session->library;
  void **made = calloc(input_count + output_count + 1, sizeof *made);
  const char **names = calloc(input_count + 1, sizeof *names);
  if (!made || !names) {
    free(made);
    free(names);
    return message("out of memory");
  }
  char *failure = NULL;
  for (size_t place = 0; place < input_count && !failure; place++) {
    names[place] = inputs[place].name;
    failure = value_of(library, &inputs[place], &made[place]);
  }
  void **results = made + input_count;
  if (!failure)
    failure = taken(
        library, library->api->Run(
                     session->session, NULL, names, (const void *const *)made, input_count, outputs,
                     output_count, results));
  for (size_t place = 0; place < input_count; place++)
    if (made[place]) library->api->ReleaseValue(made[place]);
  for (size_t place = 0; place < output_count; place++) values[place] = (uintptr_t)results[place];
  free(made);
  free(names);
  return failure;
}

void rc_onnx_value_close(uintptr_t library, uintptr_t value) {
  if (value) ((Library *)library)->api->ReleaseValue((void *)value);
}

char *rc_onnx_value_type(uintptr_t owner, uintptr_t value, rc_onnx_type *type) {
  Library *library = (Library *)owner;
  memset(type, 0, sizeof *type);
  TRY(library, GetValueType((void *)value, &type->kind));
  if (type->kind == RC_ONNX_TENSOR) {
    void *tensor = NULL;
    TRY(library, GetTensorTypeAndShape((void *)value, &tensor));
    char *failure = described(library, tensor, type);
    library->api->ReleaseTensorTypeAndShapeInfo(tensor);
    return failure;
  }
  size_t count = 0;
  TRY(library, GetValueCount((void *)value, &count));
  type->count = (int64_t)count;
  return NULL;
}

char *rc_onnx_value_data(uintptr_t owner, uintptr_t value, const void **data) {
  Library *library = (Library *)owner;
  void *found = NULL;
  TRY(library, GetTensorMutableData((void *)value, &found));
  *data = found;
  return NULL;
}

char *rc_onnx_value_text_length(uintptr_t owner, uintptr_t value, size_t *length) {
  Library *library = (Library *)owner;
  TRY(library, GetStringTensorDataLength((void *)value, length));
  return NULL;
}

char *rc_onnx_value_text(
    uintptr_t owner, uintptr_t value, char *bytes, size_t length, size_t *offsets, size_t count) {
  Library *library = (Library *)owner;
  TRY(library, GetStringTensorContent((void *)value, bytes, length, offsets, count));
  return NULL;
}

char *rc_onnx_value_part(uintptr_t owner, uintptr_t value, int32_t index, uintptr_t *part) {
  Library *library = (Library *)owner;
  void *found = NULL;
  TRY(library, GetValue((void *)value, index, library->allocator, &found));
  *part = (uintptr_t)found;
  return NULL;
}
