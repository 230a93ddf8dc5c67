#include "CMarginals.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// One machine-code body for each generation of processors, picked once by the loader.
#if defined(__x86_64__)
#define DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCHED
#endif
#define INLINE static inline __attribute__((always_inline))

// Narrower processors use several registers for one; the order of additions is that of these lanes everywhere.
typedef double lanes __attribute__((ext_vector_type(8), aligned(sizeof(double))));
typedef int64_t lane_bits __attribute__((ext_vector_type(8), aligned(sizeof(int64_t))));
enum { LANES = 8, STEP = 4 * LANES };

// The last two runs: `rows` rows of `width` numbers of the large table. With `step` 1 a row meets as many numbers of the small
// table, the same for all rows; with 0 it meets one, `stride` after the last row's.
typedef struct {
  int64_t rows, stride, width, step;
} tile;

typedef void visit(double *large, double *small, tile shape);

// Calls `visitor` for every tile, the outer runs counting up like the digits of a number.
INLINE void walk(double *large, double *small, rm_layout layout, visit visitor) {
  const int32_t outer = layout.runs > 2 ? layout.runs - 2 : 0;
  const int32_t last = layout.runs - 1;
  const tile shape = {
    .rows = last >= 1 ? layout.counts[last - 1] : 1,
    .stride = last >= 1 ? layout.strides[last - 1] : 0,
    .width = last >= 0 ? layout.counts[last] : 1,
    .step = last >= 0 ? layout.strides[last] : 0,
  };
  int64_t digits[RM_RUNS] = {0};
  for (;;) {
    visitor(large, small, shape);
    large += shape.rows * shape.width;
    int32_t run = outer - 1;
    for (; run >= 0; run--) {
      small += layout.strides[run];
      if (++digits[run] < layout.counts[run]) break;
      small -= layout.strides[run] * layout.counts[run];
      digits[run] = 0;
    }
    if (run < 0) return;
  }
}

#define ELEMENTWISE(NAME, OPERATION)                                                     \
  INLINE void NAME##_tile(double *large, double *small, tile shape) {                    \
    for (int64_t row = 0; row < shape.rows; row++) {                                     \
      if (shape.step) {                                                                  \
        for (int64_t i = 0; i < shape.width; i++) large[i] OPERATION small[i];           \
      } else {                                                                           \
        const double value = *small;                                                     \
        for (int64_t i = 0; i < shape.width; i++) large[i] OPERATION value;              \
      }                                                                                  \
      large += shape.width;                                                              \
      small += shape.stride;                                                             \
    }                                                                                    \
  }                                                                                      \
  DISPATCHED void rm_##NAME(double *large, const double *small, rm_layout layout) {      \
    walk(large, (double *)small, layout, NAME##_tile);                                   \
  }

ELEMENTWISE(add, +=)
ELEMENTWISE(subtract, -=)
ELEMENTWISE(multiply, *=)

// Adds up the lanes of a vector, halves onto halves.
INLINE double folded(const lanes *sums) {
  const lanes all = *sums;
  return ((all[0] + all[4]) + (all[2] + all[6])) + ((all[1] + all[5]) + (all[3] + all[7]));
}

INLINE double row_sum(const double *row, int64_t width) {
  double result = 0;
  int64_t i = 0;
  if (width >= LANES) {
    lanes total[4] = {0};
    for (; i + STEP <= width; i += STEP) {
      for (int part = 0; part < 4; part++)
        total[part] += *(const lanes *)(row + i + part * LANES);
    }
    for (; i + LANES <= width; i += LANES) total[0] += *(const lanes *)(row + i);
    total[0] = (total[0] + total[1]) + (total[2] + total[3]);
    result = folded(total);
  }
  for (; i < width; i++) result += row[i];
  return result;
}

INLINE void sum_tile(double *large, double *small, tile shape) {
  int64_t row = 0;
  if (shape.step) {
    // Four rows at a time, so that the small table is loaded and stored once for them.
    for (; row + 4 <= shape.rows; row += 4) {
      const double *first = large + row * shape.width, *second = first + shape.width;
      const double *third = second + shape.width, *fourth = third + shape.width;
      for (int64_t i = 0; i < shape.width; i++)
        small[i] += (first[i] + second[i]) + (third[i] + fourth[i]);
    }
    for (; row < shape.rows; row++) {
      for (int64_t i = 0; i < shape.width; i++) small[i] += large[row * shape.width + i];
    }
    return;
  }
  for (; row < shape.rows; row++)
    small[row * shape.stride] += row_sum(large + row * shape.width, shape.width);
}

INLINE double row_largest(const double *row, int64_t width, double result) {
  int64_t i = 0;
  if (width >= LANES) {
    lanes largest[4] = {result, result, result, result};
    for (; i + STEP <= width; i += STEP) {
      for (int part = 0; part < 4; part++) {
        const lanes value = *(const lanes *)(row + i + part * LANES);
        largest[part] = value > largest[part] ? value : largest[part];
      }
    }
    for (; i + LANES <= width; i += LANES) {
      const lanes value = *(const lanes *)(row + i);
      largest[0] = value > largest[0] ? value : largest[0];
    }
    for (int part = 0; part < 4; part++) {
      for (int lane = 0; lane < LANES; lane++)
        result = largest[part][lane] > result ? largest[part][lane] : result;
    }
  }
  for (; i < width; i++) result = row[i] > result ? row[i] : result;
  return result;
}

INLINE void largest_tile(double *large, double *small, tile shape) {
  for (int64_t row = 0; row < shape.rows; row++) {
    if (shape.step) {
      for (int64_t i = 0; i < shape.width; i++)
        small[i] = large[i] > small[i] ? large[i] : small[i];
    } else {
      *small = row_largest(large, shape.width, *small);
    }
    large += shape.width;
    small += shape.stride;
  }
}

DISPATCHED void rm_sum(const double *large, double *small, rm_layout layout) {
  walk((double *)large, small, layout, sum_tile);
}

DISPATCHED void rm_largest(const double *large, double *small, rm_layout layout) {
  walk((double *)large, small, layout, largest_tile);
}

// x = n ln 2 + r: n goes into the exponent's bits, the Taylor polynomial of degree 12 (remainder 2e-16) gives the rest.
INLINE void exponentiate(lanes *values) {
  const lanes value = *values;
  const lanes shifted = value * 1.4426950408889634 + 6755399441055744.0;
  const lanes power = shifted - 6755399441055744.0;
  const lanes rest = (value - power * 0.693147180369123816490) - power * 1.90821492927058770002e-10;
  lanes series = rest * 2.08767569878680989792e-9 + 2.50521083854417187751e-8;
  series = series * rest + 2.75573192239858906526e-7;
  series = series * rest + 2.75573192239858906526e-6;
  series = series * rest + 2.48015873015873015873e-5;
  series = series * rest + 1.98412698412698412698e-4;
  series = series * rest + 1.38888888888888888889e-3;
  series = series * rest + 8.33333333333333333333e-3;
  series = series * rest + 4.16666666666666666667e-2;
  series = series * rest + 1.66666666666666666667e-1;
  series = series * rest + 0.5;
  series = series * rest + 1.0;
  series = series * rest + 1.0;
  lane_bits bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits << 52) + (int64_t)0x3FF0000000000000;
  lanes scale;
  memcpy(&scale, &bits, sizeof scale);
  *values = value < -708.0 ? (lanes)(0.0) : series * scale;
}

DISPATCHED void rm_exponentiate(double *values, int64_t count) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) exponentiate((lanes *)(values + i));
  if (i == count) return;
  lanes rest = {0};
  memcpy(&rest, values + i, (size_t)(count - i) * sizeof(double));
  exponentiate(&rest);
  memcpy(values + i, &rest, (size_t)(count - i) * sizeof(double));
}

DISPATCHED void rm_blend(double *target, const double *source, double weight, int64_t count) {
  const double kept = 1 - weight;
  for (int64_t i = 0; i < count; i++) target[i] = kept * target[i] + weight * source[i];
}

DISPATCHED void rm_add_scaled(double *target, const double *source, double factor,
                              int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] += factor * source[i];
}

DISPATCHED void rm_contract(const double *left, const double *right, double *result,
                            rm_contraction shape) {
  for (int64_t batch = 0; batch < shape.batches; batch++) {
    for (int64_t term = 0; term < shape.summed; term++) {
      for (int64_t row = 0; row < shape.left; row++) {
        const double factor = left[row];
        double *const target = result + row * shape.right;
        if (factor == 0) continue;
        for (int64_t i = 0; i < shape.right; i++) target[i] += factor * right[i];
      }
      left += shape.left;
      right += shape.right;
    }
    result += shape.left * shape.right;
  }
}

DISPATCHED void rm_append_digit(uint32_t *cells, const int32_t *codes, uint32_t size,
                                int64_t count) {
  for (int64_t i = 0; i < count; i++) cells[i] = cells[i] * size + (uint32_t)codes[i];
}

void rm_tally(const uint32_t *cells, int64_t records, int64_t *counts) {
  for (int64_t i = 0; i < records; i++) counts[cells[i]]++;
}
