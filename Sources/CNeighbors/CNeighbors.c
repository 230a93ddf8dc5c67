#include "CNeighbors.h"

// One machine-code body for each generation of processors, picked once by the loader.
#if defined(__x86_64__)
#define DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCHED
#endif
#define INLINE static inline __attribute__((always_inline))

// Walks in chunks of which most hold nothing: one vector comparison of the whole chunk, and a look at each place where it says
// so. `HOLDS` is the test of a place.
#define FILTER(HOLDS)                                                      \
  int64_t filled = 0, place = start;                                       \
  for (; place + RN_CHUNK <= count && filled + RN_CHUNK <= room; place += RN_CHUNK) { \
    int any = 0;                                                           \
    for (int64_t at = place; at < place + RN_CHUNK; at++) any |= (HOLDS);  \
    if (!any) continue;                                                    \
    for (int64_t at = place; at < place + RN_CHUNK; at++) {                \
      found[filled] = (int32_t)at;                                         \
      filled += (HOLDS);                                                   \
    }                                                                      \
  }                                                                        \
  if (place + RN_CHUNK > count && filled + RN_CHUNK <= room)               \
    for (; place < count; place++) {                                       \
      const int64_t at = place;                                            \
      if (HOLDS) found[filled++] = (int32_t)at;                            \
    }                                                                      \
  *found_count = filled;                                                   \
  return place;

DISPATCHED int64_t rn_products_below(const float *products, const float *offsets, int64_t start,
                                     int64_t count, float bound, int32_t *found, int64_t room,
                                     int64_t *found_count) {
  FILTER(offsets[at] - 2 * products[at] <= bound)
}

DISPATCHED int64_t rn_sums_below(const uint16_t *sums, int64_t start, int64_t count,
                                 uint16_t bound, int32_t *found, int64_t room,
                                 int64_t *found_count) {
  FILTER(sums[at] <= bound)
}

DISPATCHED int64_t rn_sums_below_each(const uint16_t *sums, const uint16_t *bounds, int64_t start,
                                      int64_t count, int32_t *found, int64_t room,
                                      int64_t *found_count) {
  FILTER(sums[at] <= bounds[at])
}

DISPATCHED double rn_squared_distance(const float *left, const float *right, int64_t count) {
#pragma clang fp contract(off)
  enum { LANES = 8 };
  double lanes[LANES] = {0};
  const int64_t whole = count - count % LANES;
  for (int64_t start = 0; start < whole; start += LANES)
    for (int lane = 0; lane < LANES; lane++) {
      const double difference = (double)left[start + lane] - (double)right[start + lane];
      lanes[lane] += difference * difference;
    }
  for (int64_t index = whole; index < count; index++) {
    const double difference = (double)left[index] - (double)right[index];
    lanes[index - whole] += difference * difference;
  }
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

// Whole vector registers of the widest kind; narrower processors use several for one. What works on them are macros,
// because a function that takes them would have another calling convention on each kind of processor.
typedef int16_t keys __attribute__((vector_size(64)));
typedef uint16_t counts __attribute__((vector_size(64)));
enum { LANES = 32, VECTORS = RN_STRIP / LANES };

#define SPREAD(VALUE) ((int16_t)(VALUE) - (keys){0})
#define CHOOSE(MASK, WHERE_SET, ELSEWHERE) (((MASK) & (WHERE_SET)) | (~(MASK) & (ELSEWHERE)))

// Above every difference of two present numbers and below every one with a missing number.
enum { LARGEST_DIFFERENCE = 11000 };

// Adds what ADDED says of one column to the sums of all queries; the column's keys and the query's own key are in scope.
#define ADD_COLUMN(ADDED)                                                              \
  keys values[VECTORS];                                                                \
  __builtin_memcpy(values, column, sizeof values);                                     \
  _Pragma("clang loop unroll(full)") for (int query = 0; query < RN_QUERIES; query++) { \
    const int16_t own = queries[query * columns + index];                              \
    const keys wanted = SPREAD(own), penalty = SPREAD(penalties[query]);               \
    (void)penalty;                                                                     \
    _Pragma("clang loop unroll(full)") for (int vector = 0; vector < VECTORS; vector++) { \
      keys added;                                                                      \
      ADDED                                                                            \
      total[query][vector] =                                                           \
          __builtin_elementwise_add_sat(total[query][vector], (counts)added);          \
    }                                                                                  \
  }

// The body of the pass, compiled with and without the tests for missing values.
INLINE void key_sums(const rn_keys *records, int64_t first, int64_t count, const int16_t *queries,
                     const uint16_t *penalties, uint16_t *sums, int has_missing) {
  const int32_t columns = records->numbers + records->categories;
  const keys unit = SPREAD(records->unit);
  for (int64_t start = 0; start < count; start += RN_STRIP) {
    counts total[RN_QUERIES][VECTORS] = {0};
    const int16_t *column = records->keys + first + start;
    int32_t index = 0;
    for (; index < records->numbers; index++, column += records->stride) {
      ADD_COLUMN(added = __builtin_elementwise_abs(values[vector] - wanted);
                 if (has_missing) added = CHOOSE(added > LARGEST_DIFFERENCE, penalty, added);)
    }
    for (; index < columns; index++, column += records->stride) {
      const keys lacks_own = SPREAD(RN_MISSING_CATEGORY_OF_QUERY);
      ADD_COLUMN(added = (values[vector] != wanted) & unit; if (has_missing) {
        const keys lacks = (values[vector] == RN_MISSING_CATEGORY) | (wanted == lacks_own);
        added = CHOOSE(lacks, penalty, added);
      })
    }
    for (int query = 0; query < RN_QUERIES; query++)
      __builtin_memcpy(sums + query * count + start, total[query], sizeof total[query]);
  }
}

DISPATCHED void rn_key_sums(const rn_keys *records, int64_t first, int64_t count,
                            const int16_t *queries, const uint16_t *penalties, uint16_t *sums) {
  if (records->has_missing)
    key_sums(records, first, count, queries, penalties, sums, 1);
  else
    key_sums(records, first, count, queries, penalties, sums, 0);
}

DISPATCHED double rn_mixed_sum(const double *left_numbers, const double *right_numbers,
                               const double *scales, int64_t numbers, const int32_t *left_codes,
                               const int32_t *right_codes, int64_t categories, int64_t *present) {
#pragma clang fp contract(off)
  double sum = 0;
  int64_t mismatches = 0, compared = 0;
  for (int64_t column = 0; column < numbers; column++) {
    const double difference = left_numbers[column] - right_numbers[column];
    const int is_present = difference == difference;
    sum += is_present ? __builtin_fabs(difference) * scales[column] : 0;
    compared += is_present;
  }
  for (int64_t column = 0; column < categories; column++) {
    const int is_present = left_codes[column] >= 0 && right_codes[column] >= 0;
    mismatches += is_present && left_codes[column] != right_codes[column];
    compared += is_present;
  }
  *present = compared;
  return sum + (double)mismatches;
}
