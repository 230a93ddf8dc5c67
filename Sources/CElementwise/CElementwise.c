#include "CElementwise.h"

#include <math.h>
#include <string.h>

// One machine-code body for each generation of processors, picked once by the loader.
#if defined(__x86_64__)
#define DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCHED
#endif
#define INLINE static inline __attribute__((always_inline))

DISPATCHED void rc_gather_rows(const float *features, const int64_t *rows, int64_t count,
                               int64_t columns, const float *restrict shift,
                               const float *restrict scale, float *restrict batch,
                               int64_t stride) {
  // The rows lie anywhere in a matrix larger than the caches, so each is asked for some rows ahead.
  const int64_t ahead = 6, line = 16;
  for (int64_t place = 0; place < count; place++) {
    if (place + ahead < count) {
      const float *next = features + rows[place + ahead] * columns;
      for (int64_t column = 0; column < columns; column += line)
        __builtin_prefetch(next + column);
    }
    const float *restrict row = features + rows[place] * columns;
    float *restrict target = batch + place * stride;
    for (int64_t column = 0; column < columns; column++) {
      const float scaled = (row[column] - shift[column]) * scale[column];
      target[column] = scaled == scaled ? scaled : 0;
    }
  }
}

// x P(x^2) / Q(x^2) of degrees 6 and 3, fitted for the least largest relative error on [-8, 8] (1.8e-9 before rounding);
// beyond, the tangent is 1 to single precision.
INLINE float tangent(float value) {
  const float bound = 7.998f;
  // Written so that NaN stays NaN, by which a training that diverged is known.
  const float below = value > bound ? bound : value;
  const float x = below < -bound ? -bound : below;
  const float z = x * x;
  float numerator = z * -1.157135663e-13f + 6.367846454e-11f;
  numerator = numerator * z - 2.231884493e-08f;
  numerator = numerator * z + 1.164338126e-05f;
  numerator = numerator * z + 0.003149450160f;
  numerator = numerator * z + 0.1312442524f;
  numerator = numerator * z + 1.0f;
  float denominator = z * 0.0002613100992f + 0.02467533736f;
  denominator = denominator * z + 0.4645775675f;
  denominator = denominator * z + 1.0f;
  return x * numerator / denominator;
}

DISPATCHED void rc_tanh(float *values, int64_t count) {
  for (int64_t index = 0; index < count; index++) values[index] = tangent(values[index]);
}

DISPATCHED void rc_tanh_gradient(float *restrict gradients, const float *restrict outputs,
                                 int64_t count) {
  for (int64_t index = 0; index < count; index++)
    gradients[index] *= 1 - outputs[index] * outputs[index];
}

// sqrt(2 / pi) (x + 0.044715 x^3), inside the tanh form of GELU.
INLINE float gelu_argument(float value) {
  return 0.7978845608f * value * (1 + 0.044715f * value * value);
}

DISPATCHED void rc_gelu(float *values, int64_t count) {
  for (int64_t index = 0; index < count; index++)
    values[index] = 0.5f * values[index] * (1 + tangent(gelu_argument(values[index])));
}

DISPATCHED void rc_gelu_gradient(float *restrict gradients, const float *restrict inputs,
                                 int64_t count) {
  for (int64_t index = 0; index < count; index++) {
    const float input = inputs[index];
    const float tanh = tangent(gelu_argument(input));
    const float slope = 0.7978845608f * (1 + 0.134145f * input * input);
    gradients[index] *= 0.5f * (1 + tanh) + 0.5f * input * (1 - tanh * tanh) * slope;
  }
}

DISPATCHED void rc_descend(float *restrict values, const float *restrict direction, float rate,
                           int64_t count) {
  for (int64_t index = 0; index < count; index++) values[index] -= rate * direction[index];
}

DISPATCHED void rc_add_rows(float *restrict sums, const float *restrict values, int64_t rows,
                            int64_t columns, int64_t stride, float factor, float keep) {
  // As many columns at a time as stay in registers while the rows go by.
  enum { STRIP = 64 };
  int64_t start = 0;
  for (; start + STRIP <= columns; start += STRIP) {
    float total[STRIP] = {0};
    for (int64_t row = 0; row < rows; row++)
      for (int lane = 0; lane < STRIP; lane++) total[lane] += values[row * stride + start + lane];
    for (int lane = 0; lane < STRIP; lane++)
      sums[start + lane] = keep * sums[start + lane] + factor * total[lane];
  }
  for (; start < columns; start++) {
#pragma clang fp reassociate(on)
    float total = 0;
    for (int64_t row = 0; row < rows; row++) total += values[row * stride + start];
    sums[start] = keep * sums[start] + factor * total;
  }
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

// How many rows the pass for few classes takes at a time, and the most classes that are few.
enum { BLOCK = 16, FEW = 8 };

// The largest of some numbers, in lanes that are compared last; NaN counts as no number.
INLINE float largest(const float *values, int64_t count) {
  float lanes[BLOCK], result = -INFINITY;
  const int64_t whole = count - count % BLOCK;
  for (int lane = 0; lane < BLOCK; lane++) lanes[lane] = -INFINITY;
  for (int64_t start = 0; start < whole; start += BLOCK)
    for (int lane = 0; lane < BLOCK; lane++)
      lanes[lane] = values[start + lane] > lanes[lane] ? values[start + lane] : lanes[lane];
  for (int lane = 0; lane < BLOCK; lane++) result = lanes[lane] > result ? lanes[lane] : result;
  for (int64_t index = whole; index < count; index++)
    result = values[index] > result ? values[index] : result;
  return result;
}

// Replaces the scores of a row by their softmax times `share`; returns its denominator, and how far the label's score lies
// below the largest through `margin`.
INLINE float softmax_row(float *row, int32_t label, int64_t classes, float share, float *margin) {
#pragma clang fp reassociate(on)
  const float top = largest(row, classes);
  float total = 0;
  *margin = top - row[label];
  for (int64_t index = 0; index < classes; index++) {
    row[index] = exponential(row[index] - top);
    total += row[index];
  }
  const float factor = share / total;
  for (int64_t index = 0; index < classes; index++) row[index] *= factor;
  return total;
}

// The same for a whole block of rows, with the vector lanes across the rows.
INLINE void softmax_block(float *rows, const int32_t *labels, int64_t classes, float share,
                          float *totals, float *margins) {
  float columns[FEW][BLOCK], top[BLOCK];
  for (int64_t index = 0; index < classes; index++)
    for (int row = 0; row < BLOCK; row++) columns[index][row] = rows[row * classes + index];
  for (int row = 0; row < BLOCK; row++) top[row] = columns[0][row];
  for (int64_t index = 1; index < classes; index++)
    for (int row = 0; row < BLOCK; row++)
      top[row] = columns[index][row] > top[row] ? columns[index][row] : top[row];
  for (int row = 0; row < BLOCK; row++) {
    margins[row] = top[row] - rows[row * classes + labels[row]];
    totals[row] = 0;
  }
  for (int64_t index = 0; index < classes; index++)
    for (int row = 0; row < BLOCK; row++) {
      columns[index][row] = exponential(columns[index][row] - top[row]);
      totals[row] += columns[index][row];
    }
  for (int64_t index = 0; index < classes; index++)
    for (int row = 0; row < BLOCK; row++)
      rows[row * classes + index] = columns[index][row] * (share / totals[row]);
}

DISPATCHED double rc_softmax_gradient(float *scores, const int32_t *labels, int64_t rows,
                                      int64_t classes) {
  const float share = 1 / (float)rows;
  double loss = 0;
  for (int64_t start = 0; start < rows; start += BLOCK) {
    const int64_t count = rows - start < BLOCK ? rows - start : BLOCK;
    float *block = scores + start * classes;
    float totals[BLOCK], margins[BLOCK];
    if (classes <= FEW && count == BLOCK) {
      softmax_block(block, labels + start, classes, share, totals, margins);
    } else {
      for (int64_t row = 0; row < count; row++)
        totals[row] = softmax_row(block + row * classes, labels[start + row], classes, share,
                                  margins + row);
    }
    // One logarithm for the block: each denominator is at least 1 and at most the number of classes, so that the product
    // of 16 stays in range.
    double product = 1;
    for (int64_t row = 0; row < count; row++) {
      block[row * classes + labels[start + row]] -= share;
      loss += margins[row];
      product *= totals[row];
    }
    loss += log(product);
  }
  return loss;
}
