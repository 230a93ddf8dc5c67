#include "CXGBoost.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t bst_ulong;

typedef struct {
  const char *(*last_error)(void);
  int (*create_matrix)(const float *, bst_ulong, bst_ulong, float, void **);
  int (*free_matrix)(void *);
  int (*set_floats)(void *, const char *, const float *, bst_ulong);
  int (*create)(void *const *, bst_ulong, void **);
  int (*free_booster)(void *);
  int (*set)(void *, const char *, const char *);
  int (*load)(void *, const void *, bst_ulong);
  int (*save)(void *, const char *, bst_ulong *, const char **);
  int (*settings)(void *, bst_ulong *, const char **);
  int (*features)(void *, bst_ulong *);
  int (*learn)(void *, int, void *);
  int (*predict)(
      void *, void *, const char *, const bst_ulong **, bst_ulong *, const float **);
} Library;

void rc_xgb_forget(char *message) { free(message); }

static char *message(const char *text) { return strdup(text ? text : "unknown failure"); }

#define TRY(library, call) \
  do { \
    if (((Library *)(library))->call) return message(((Library *)(library))->last_error()); \
  } while (0)

char *rc_xgb_open(const char *path, uintptr_t *result, int32_t version[3]) {
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return message(dlerror());
  Library *library = calloc(1, sizeof *library);
  if (!library) return message("out of memory");
  const struct {
    const char *name;
    void **place;
  } functions[] = {
      {"XGBGetLastError", (void **)&library->last_error},
      {"XGDMatrixCreateFromMat", (void **)&library->create_matrix},
      {"XGDMatrixFree", (void **)&library->free_matrix},
      {"XGDMatrixSetFloatInfo", (void **)&library->set_floats},
      {"XGBoosterCreate", (void **)&library->create},
      {"XGBoosterFree", (void **)&library->free_booster},
      {"XGBoosterSetParam", (void **)&library->set},
      {"XGBoosterLoadModelFromBuffer", (void **)&library->load},
      {"XGBoosterSaveModelToBuffer", (void **)&library->save},
      {"XGBoosterSaveJsonConfig", (void **)&library->settings},
      {"XGBoosterGetNumFeature", (void **)&library->features},
      {"XGBoosterUpdateOneIter", (void **)&library->learn},
      {"XGBoosterPredictFromDMatrix", (void **)&library->predict},
  };
  for (size_t place = 0; place < sizeof functions / sizeof *functions; place++) {
    *functions[place].place = dlsym(handle, functions[place].name);
    if (!*functions[place].place) {
      free(library);
      return message("it is no XGBoost, or one older than 1.6");
    }
  }
  void (*versions)(int *, int *, int *) =
      (void (*)(int *, int *, int *))dlsym(handle, "XGBoostVersion");
  if (versions) versions(&version[0], &version[1], &version[2]);
  *result = (uintptr_t)library;
  return NULL;
}

char *rc_xgb_matrix(
    uintptr_t library, const float *values, size_t rows, size_t columns, const float *labels,
    uintptr_t *result) {
  void *matrix = NULL;
  TRY(library, create_matrix(values, rows, columns, __builtin_nanf(""), &matrix));
  if (labels && ((Library *)library)->set_floats(matrix, "label", labels, rows)) {
    ((Library *)library)->free_matrix(matrix);
    return message(((Library *)library)->last_error());
  }
  *result = (uintptr_t)matrix;
  return NULL;
}

void rc_xgb_matrix_close(uintptr_t library, uintptr_t matrix) {
  ((Library *)library)->free_matrix((void *)matrix);
}

char *rc_xgb_booster(uintptr_t library, uintptr_t matrix, uintptr_t *result) {
  void *booster = NULL, *cached = (void *)matrix;
  TRY(library, create(&cached, matrix ? 1 : 0, &booster));
  *result = (uintptr_t)booster;
  return NULL;
}

void rc_xgb_booster_close(uintptr_t library, uintptr_t booster) {
  ((Library *)library)->free_booster((void *)booster);
}

char *rc_xgb_set(uintptr_t library, uintptr_t booster, const char *name, const char *value) {
  TRY(library, set((void *)booster, name, value));
  return NULL;
}

char *rc_xgb_load(uintptr_t library, uintptr_t booster, const void *bytes, size_t count) {
  TRY(library, load((void *)booster, bytes, count));
  return NULL;
}

static char *copied(const char *bytes, size_t count, char **copy) {
  *copy = malloc(count + 1);
  if (!*copy) return message("out of memory");
  memcpy(*copy, bytes, count);
  (*copy)[count] = 0;
  return NULL;
}

char *rc_xgb_save(
    uintptr_t library, uintptr_t booster, const char *format, char **bytes, size_t *count) {
  bst_ulong length = 0;
  const char *found = NULL;
  TRY(library, save((void *)booster, format, &length, &found));
  *count = length;
  return copied(found, length, bytes);
}

char *rc_xgb_settings(uintptr_t library, uintptr_t booster, char **text) {
  bst_ulong length = 0;
  const char *found = NULL;
  TRY(library, settings((void *)booster, &length, &found));
  return copied(found, length, text);
}

char *rc_xgb_feature_count(uintptr_t library, uintptr_t booster, size_t *count) {
  bst_ulong found = 0;
  TRY(library, features((void *)booster, &found));
  *count = found;
  return NULL;
}

char *rc_xgb_learn(uintptr_t library, uintptr_t booster, int32_t round, uintptr_t matrix) {
  TRY(library, learn((void *)booster, round, (void *)matrix));
  return NULL;
}

char *rc_xgb_margins(
    uintptr_t library, uintptr_t booster, uintptr_t matrix, const float **values, size_t *count) {
  static const char *const wanted =
      "{\"type\": 1, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": 0, "
      "\"strict_shape\": true}";
  const bst_ulong *shape = NULL;
  bst_ulong axes = 0;
  TRY(library, predict((void *)booster, (void *)matrix, wanted, &shape, &axes, values));
  size_t total = 1;
  for (bst_ulong axis = 0; axis < axes; axis++) total *= shape[axis];
  *count = total;
  return NULL;
}
