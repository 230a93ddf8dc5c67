#ifndef ROLLCALL_CNEIGHBORS_H
#define ROLLCALL_CNEIGHBORS_H

#include "KernelSums.h"

#include <stdint.h>

// The passes over pairs of records that a search for neighbours spends its time on beside matrix products. They are in C for
// one reason: each is compiled for several generations of processors, and the one that runs is chosen when the program
// starts, which Swift cannot do. What filters candidates may depend on the processor; the distances do not: they are
// added in one order, without fused operations.

// The room that the filters need for what they find.
enum { RN_CHUNK = 64 };

// Notes the places from `start` on where offsets[place] - 2 * products[place] <= bound. Stops at `count`, or as soon as fewer
// than RN_CHUNK of `room` places are free. Returns where to go on, and in `found_count` how many places `found` holds.
int64_t rn_products_below(const float *_Nonnull products, const float *_Nonnull offsets,
                          int64_t start, int64_t count, float bound, int32_t *_Nonnull found,
                          int64_t room, int64_t *_Nonnull found_count);

// The same for sums[place] <= bound.
int64_t rn_sums_below(const uint16_t *_Nonnull sums, int64_t start, int64_t count, uint16_t bound,
                      int32_t *_Nonnull found, int64_t room, int64_t *_Nonnull found_count);

// The same for sums[place] <= bounds[place].
int64_t rn_sums_below_each(const uint16_t *_Nonnull sums, const uint16_t *_Nonnull bounds,
                           int64_t start, int64_t count, int32_t *_Nonnull found, int64_t room,
                           int64_t *_Nonnull found_count);

// The squared Euclidean distance in double precision; zero exactly for equal rows.
double rn_squared_distance(const float *_Nonnull left, const float *_Nonnull right, int64_t count);

// The records that the mixed-type pass compares at a time, of which a row of sums is a multiple, and its queries.
enum { RN_STRIP = 128, RN_QUERIES = 4 };

// How the mixed-type pass reads whole-number keys, column by column: numbers first, then categories.
typedef struct {
  const int16_t *_Nonnull keys;
  int64_t stride;
  int32_t numbers, categories;
  // What a mismatch of two categories adds.
  int16_t unit;
  // False where no key of records and queries is a missing value.
  int16_t has_missing;
} rn_keys;

// The keys of missing values; others lie in -4096...6144 for numbers and from 0 on for categories.
enum {
  RN_MISSING_NUMBER = 16000, RN_MISSING_NUMBER_OF_QUERY = -16000,
  RN_MISSING_CATEGORY = -2, RN_MISSING_CATEGORY_OF_QUERY = -1
};

// Writes the saturated sums of key differences of RN_QUERIES queries to `count` records from `first` on, a multiple of
// RN_STRIP, as rows of `count`. A column that is missing on either side adds the query's penalty instead.
void rn_key_sums(const rn_keys *_Nonnull records, int64_t first, int64_t count,
                 const int16_t *_Nonnull queries, const uint16_t *_Nonnull penalties,
                 uint16_t *_Nonnull sums);

// What a record adds up for a mixed-type distance in double precision: scaled differences of numbers and mismatches of
// categories over the columns present on both sides, and the number of these columns. Missing are NaN and -1.
// Columns of a kind that there are none of need no memory.
double rn_mixed_sum(const double *_Nullable left_numbers, const double *_Nullable right_numbers,
                    const double *_Nullable scales, int64_t numbers,
                    const int32_t *_Nullable left_codes, const int32_t *_Nullable right_codes,
                    int64_t categories, int64_t *_Nonnull present);

#endif
