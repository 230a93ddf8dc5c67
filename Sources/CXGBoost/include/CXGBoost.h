#ifndef ROLLCALL_CXGBoost_H
#define ROLLCALL_CXGBoost_H

#include <stddef.h>
#include <stdint.h>

// XGBoost, opened while the program runs. Objects are numbers; 0 is none. Functions return NULL, or a message that rc_xgb_forget
// frees.

void rc_xgb_forget(char *message);

/// Opens a library, which stays open, and tells its version.
char *rc_xgb_open(const char *path, uintptr_t *library, int32_t version[3]);

/// A table of records x columns with NaN for what is missing; labels where there are any.
char *rc_xgb_matrix(
    uintptr_t library, const float *values, size_t rows, size_t columns, const float *labels,
    uintptr_t *matrix);
void rc_xgb_matrix_close(uintptr_t library, uintptr_t matrix);

/// A model without trees, which learns from a table where one is given.
char *rc_xgb_booster(uintptr_t library, uintptr_t matrix, uintptr_t *booster);
void rc_xgb_booster_close(uintptr_t library, uintptr_t booster);
char *rc_xgb_set(uintptr_t library, uintptr_t booster, const char *name, const char *value);
char *rc_xgb_load(uintptr_t library, uintptr_t booster, const void *bytes, size_t count);
/// Copies the model in the format JSON or UBJ; to be freed by rc_xgb_forget.
char *rc_xgb_save(
    uintptr_t library, uintptr_t booster, const char *format, char **bytes, size_t *count);
/// The settings in JSON; to be freed by rc_xgb_forget.
char *rc_xgb_settings(uintptr_t library, uintptr_t booster, char **text);
char *rc_xgb_feature_count(uintptr_t library, uintptr_t booster, size_t *count);
char *rc_xgb_learn(uintptr_t library, uintptr_t booster, int32_t round, uintptr_t matrix);
/// Scores before the softmax or sigmoid. The memory is the booster's, until it is asked again.
char *rc_xgb_margins(
    uintptr_t library, uintptr_t booster, uintptr_t matrix, const float **values, size_t *count);

#endif
