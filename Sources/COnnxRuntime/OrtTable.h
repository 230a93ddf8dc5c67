#ifndef ROLLCALL_OrtTable_H
#define ROLLCALL_OrtTable_H

#include <stddef.h>
#include <stdint.h>

// The part of ONNX Runtime's table of functions that is used. Entries are only ever added at its end, so the places of the
// first version hold for all later ones; what stands between is left out by its length.

typedef struct OrtStatus OrtStatus;
typedef struct OrtAllocator OrtAllocator;

typedef struct {
  void *status_of_text_and_code[2];
  const char *(*GetErrorMessage)(const OrtStatus *);
  OrtStatus *(*CreateEnv)(int level, const char *name, void **env);
  void *to_sessions[4];
  OrtStatus *(*CreateSessionFromArray)(
      const void *env, const void *bytes, size_t count, const void *options, void **session);
  OrtStatus *(*Run)(
      void *session, const void *options, const char *const *names, const void *const *inputs,
      size_t input_count, const char *const *output_names, size_t output_count, void **outputs);
  OrtStatus *(*CreateSessionOptions)(void **options);
  void *to_severity[11];
  OrtStatus *(*SetSessionLogSeverityLevel)(void *options, int level);
  void *to_threads[1];
  OrtStatus *(*SetIntraOpNumThreads)(void *options, int threads);
  OrtStatus *(*SetInterOpNumThreads)(void *options, int threads);
  void *to_ports[4];
  OrtStatus *(*SessionGetCount[2])(const void *session, size_t *count);
  void *to_port_types[1];
  OrtStatus *(*SessionGetTypeInfo[2])(const void *session, size_t index, void **info);
  void *to_port_names[1];
  OrtStatus *(*SessionGetName[2])(
      const void *session, size_t index, OrtAllocator *allocator, char **name);
  void *to_tensors[10];
  OrtStatus *(*CreateTensorAsOrtValue)(
      OrtAllocator *allocator, const int64_t *extents, size_t rank, int element, void **value);
  OrtStatus *(*CreateTensorWithDataAsOrtValue)(
      const void *memory, void *data, size_t bytes, const int64_t *extents, size_t rank,
      int element, void **value);
  void *to_data[1];
  OrtStatus *(*GetTensorMutableData)(void *value, void **data);
  OrtStatus *(*FillStringTensor)(void *value, const char *const *texts, size_t count);
  OrtStatus *(*GetStringTensorDataLength)(const void *value, size_t *length);
  OrtStatus *(*GetStringTensorContent)(
      const void *value, void *bytes, size_t length, size_t *offsets, size_t count);
  OrtStatus *(*CastTypeInfoToTensorInfo)(const void *info, const void **tensor);
  OrtStatus *(*GetOnnxTypeFromTypeInfo)(const void *info, int *kind);
  void *to_elements[3];
  OrtStatus *(*GetTensorElementType)(const void *tensor, int *element);
  OrtStatus *(*GetDimensionsCount)(const void *tensor, size_t *rank);
  OrtStatus *(*GetDimensions)(const void *tensor, int64_t *extents, size_t rank);
  void *to_value_types[2];
  OrtStatus *(*GetTensorTypeAndShape)(const void *value, void **tensor);
  void *to_kinds[1];
  OrtStatus *(*GetValueType)(const void *value, int *kind);
  void *to_memory[1];
  OrtStatus *(*CreateCpuMemoryInfo)(int allocator, int memory, void **info);
  void *to_freeing[6];
  OrtStatus *(*AllocatorFree)(OrtAllocator *allocator, void *bytes);
  void *to_allocators[1];
  OrtStatus *(*GetAllocatorWithDefaultOptions)(OrtAllocator **allocator);
  void *to_parts[1];
  OrtStatus *(*GetValue)(const void *value, int index, OrtAllocator *allocator, void **part);
  OrtStatus *(*GetValueCount)(const void *value, size_t *count);
  void *to_releases[11];
  void (*ReleaseStatus)(OrtStatus *);
  void (*ReleaseMemoryInfo)(void *);
  void (*ReleaseSession)(void *);
  void (*ReleaseValue)(void *);
  void *to_type_infos[1];
  void (*ReleaseTypeInfo)(void *);
  void (*ReleaseTensorTypeAndShapeInfo)(void *);
  void (*ReleaseSessionOptions)(void *);
} OrtTable;

/// A function's place in the table by its number in the interface's list.
#define ROLLCALL_PLACE(member, number) \
  _Static_assert(offsetof(OrtTable, member) == (number) * sizeof(void *), #member)

ROLLCALL_PLACE(GetErrorMessage, 2);
ROLLCALL_PLACE(CreateSessionFromArray, 8);
ROLLCALL_PLACE(SetSessionLogSeverityLevel, 22);
ROLLCALL_PLACE(SetIntraOpNumThreads, 24);
ROLLCALL_PLACE(SessionGetCount, 30);
ROLLCALL_PLACE(SessionGetTypeInfo, 33);
ROLLCALL_PLACE(SessionGetName, 36);
ROLLCALL_PLACE(CreateTensorWithDataAsOrtValue, 49);
ROLLCALL_PLACE(GetTensorMutableData, 51);
ROLLCALL_PLACE(GetOnnxTypeFromTypeInfo, 56);
ROLLCALL_PLACE(GetTensorElementType, 60);
ROLLCALL_PLACE(GetTensorTypeAndShape, 65);
ROLLCALL_PLACE(GetValueType, 67);
ROLLCALL_PLACE(CreateCpuMemoryInfo, 69);
ROLLCALL_PLACE(AllocatorFree, 76);
ROLLCALL_PLACE(GetAllocatorWithDefaultOptions, 78);
ROLLCALL_PLACE(GetValue, 80);
ROLLCALL_PLACE(ReleaseStatus, 93);
ROLLCALL_PLACE(ReleaseValue, 96);
ROLLCALL_PLACE(ReleaseSessionOptions, 100);

#endif
