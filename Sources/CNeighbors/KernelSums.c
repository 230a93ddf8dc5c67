#include "KernelSums.h"

#include <math.h>
#include <string.h>

// One machine-code body for each generation of processors, picked once by the loader.
#if defined(__x86_64__)
#define DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCHED
#endif
#define INLINE static inline __attribute__((always_inline))

// Whole vector registers of the widest kind; narrower processors use several for one.
typedef float lanes __attribute__((vector_size(64)));
typedef int32_t marks __attribute__((vector_size(64)));
enum { LANES = 16, VECTORS = RN_KERNEL_STRIP / LANES };

#define SPREAD(VALUE) ((float)(VALUE) - (lanes){0})
#define SPREAD_CODE(VALUE) ((int32_t)(VALUE) - (marks){0})
#define UNROLLED _Pragma("clang loop unroll(full)")

// Subtracts what LOSS says of one column from the logarithms of all queries' kernels.
#define SUBTRACT(KIND, COLUMN, OWN, LOSS)                                                  \
  KIND values[VECTORS];                                                                    \
  memcpy(values, COLUMN, sizeof values);                                                   \
  UNROLLED for (int query = 0; query < RN_KERNEL_QUERIES; query++) {                       \
    const KIND own = OWN;                                                                  \
    UNROLLED for (int vector = 0; vector < VECTORS; vector++) {                            \
      LOSS                                                                                 \
    }                                                                                      \
  }

// Writes the logarithms of the kernels of a strip of records, as rows of RN_KERNEL_BLOCK.
INLINE void logarithms(const rn_kernels *records, int64_t first, const float *query_numbers,
                       const int32_t *query_codes, float *result) {
  const int32_t width = records->complete_numbers + records->incomplete_numbers;
  lanes total[RN_KERNEL_QUERIES][VECTORS] = {0};
  const float *numbers = records->numbers + first;
  int32_t index = 0;
  for (; index < records->complete_numbers; index++, numbers += records->stride) {
    SUBTRACT(lanes, numbers, SPREAD(query_numbers[query * width + index]),
             const lanes difference = values[vector] - own;
             total[query][vector] -= difference * difference;)
  }
  for (; index < width; index++, numbers += records->stride) {
    SUBTRACT(lanes, numbers, SPREAD(query_numbers[query * width + index]),
             const lanes difference = values[vector] - own;
             const lanes square = difference * difference;
             total[query][vector] -= (lanes)((marks)square & (difference == difference));)
  }
  const int32_t *codes = records->codes + first;
  for (index = 0; index < records->categories; index++, codes += records->stride) {
    const lanes penalty = SPREAD(records->penalties[index]);
    SUBTRACT(marks, codes, SPREAD_CODE(query_codes[query * records->categories + index]),
             total[query][vector] -= (lanes)((marks)penalty & (values[vector] != own));)
  }
  for (int query = 0; query < RN_KERNEL_QUERIES; query++)
    memcpy(result + query * RN_KERNEL_BLOCK, total[query], sizeof total[query]);
}

// e^x to 3e-7 relative for x <= 0; below -87 it is zero. x = n ln 2 + r: n goes into the exponent's bits, the Taylor
// polynomial of degree 6 (remainder below 2e-8) gives the rest.
INLINE float exponential(float value) {
  const float shifted = value * 1.44269504f + 12582912.0f;
  const float power = shifted - 12582912.0f;
  const float rest = (value - power * 0.693145752f) - power * 1.42860677e-06f;
  float series = rest * 0.00138888889f + 0.00833333333f;
  series = series * rest + 0.0416666667f;
  series = series * rest + 0.166666667f;
  series = series * rest + 0.5f;
  series = series * rest + 1.0f;
  series = series * rest + 1.0f;
  uint32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits << 23) + (127u << 23);
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return value < -87.0f ? 0 : series * scale;
}

// Adds the exponentials of a row of RN_KERNEL_BLOCK logarithms to a sum.
INLINE void add_row(const float *row, float *top, double *total) {
  float sums[LANES] = {0}, tops[LANES];
  for (int lane = 0; lane < LANES; lane++) tops[lane] = -INFINITY;
  for (int start = 0; start < RN_KERNEL_BLOCK; start += LANES)
    for (int lane = 0; lane < LANES; lane++)
      tops[lane] = row[start + lane] > tops[lane] ? row[start + lane] : tops[lane];
  float largest = *top;
  for (int lane = 0; lane < LANES; lane++) largest = tops[lane] > largest ? tops[lane] : largest;
  if (largest == -INFINITY) return;
  if (largest > *top) *total *= exp((double)*top - (double)largest);
  *top = largest;
  for (int start = 0; start < RN_KERNEL_BLOCK; start += LANES)
    for (int lane = 0; lane < LANES; lane++) sums[lane] += exponential(row[start + lane] - largest);
  double sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += sums[lane];
  *total += sum;
}

DISPATCHED void rn_add_kernels(const rn_kernels *records, int64_t first, int64_t count,
                               const float *query_numbers, const int32_t *query_codes,
                               int64_t queries, float *tops, double *totals) {
  const int64_t width = records->complete_numbers + records->incomplete_numbers;
  float rows[RN_KERNEL_QUERIES * RN_KERNEL_BLOCK];
  for (int64_t query = 0; query < queries; query += RN_KERNEL_QUERIES) {
    for (int64_t start = 0; start < count; start += RN_KERNEL_STRIP)
      logarithms(records, first + start, query_numbers + query * width,
                 query_codes + query * records->categories, rows + start);
    for (int64_t row = 0; row < RN_KERNEL_QUERIES; row++) {
      for (int64_t place = count; place < RN_KERNEL_BLOCK; place++)
        rows[row * RN_KERNEL_BLOCK + place] = -INFINITY;
      add_row(rows + row * RN_KERNEL_BLOCK, tops + query + row, totals + query + row);
    }
  }
}
