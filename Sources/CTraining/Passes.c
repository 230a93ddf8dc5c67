#include "CTraining.h"
#include "Panels.h"

// Some numbers of a record, shifted, scaled and with zero for NaN.
INLINE void scale_numbers(const float *restrict numbers, const float *restrict shift,
                          const float *restrict scale, float *restrict target, int64_t count) {
  for (int64_t index = 0; index < count; index++) {
    const float scaled = (numbers[index] - shift[index]) * scale[index];
    target[index] = scaled == scaled ? scaled : 0;
  }
}

// The rows lie anywhere in a matrix larger than the caches, so each is asked for some rows ahead.
INLINE void ask_for_row(const float *features, const int64_t *rows, int64_t place, int64_t count,
                        int64_t columns) {
  const int64_t ahead = 6, line = 16;
  if (place + ahead >= count) return;
  const float *next = features + rows[place + ahead] * columns;
  for (int64_t column = 0; column < columns; column += line) __builtin_prefetch(next + column);
}

DISPATCHED void rc_gather_rows(const float *features, const int64_t *rows, int64_t count,
                               int64_t columns, const float *restrict shift,
                               const float *restrict scale, float *restrict batch,
                               int64_t stride) {
  for (int64_t place = 0; place < count; place++) {
    ask_for_row(features, rows, place, count, columns);
    scale_numbers(features + rows[place] * columns, shift, scale, batch + place * stride, columns);
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

DISPATCHED void rc_tanh(float *values, int64_t rows, int64_t columns, int64_t stride) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t index = row * stride; index < row * stride + columns; index++)
      values[index] = tangent(values[index]);
}

DISPATCHED void rc_tanh_gradient(float *restrict gradients, const float *restrict outputs,
                                 int64_t rows, int64_t columns, int64_t stride) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t index = row * stride; index < row * stride + columns; index++)
      gradients[index] *= 1 - outputs[index] * outputs[index];
}

// sqrt(2 / pi) (x + 0.044715 x^3), inside the tanh form of GELU.
INLINE float gelu_argument(float value) {
  return 0.7978845608f * value * (1 + 0.044715f * value * value);
}

DISPATCHED void rc_gelu(float *values, int64_t rows, int64_t columns, int64_t stride) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t index = row * stride; index < row * stride + columns; index++)
      values[index] = 0.5f * values[index] * (1 + tangent(gelu_argument(values[index])));
}

DISPATCHED void rc_gelu_gradient(float *restrict gradients, const float *restrict inputs,
                                 int64_t rows, int64_t columns, int64_t stride) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t index = row * stride; index < row * stride + columns; index++) {
      const float input = inputs[index];
      const float tanh = tangent(gelu_argument(input));
      const float slope = 0.7978845608f * (1 + 0.134145f * input * input);
      gradients[index] *= 0.5f * (1 + tanh) + 0.5f * input * (1 - tanh * tanh) * slope;
    }
}

DISPATCHED void rc_bias_gradient(rc_matrix outer, int64_t panel, int64_t rows, rc_rule rule,
                                 rc_matrix gradient, rc_matrix biases) {
  // Four partial sums for each column: the additions of one would wait for each other.
  enum { PARTS = 4 };
  const int64_t width = panel_width(&outer, panel);
  for (int64_t first = 0; first < width; first += BLOCK) {
    const float *column = outer.start + panel * outer.stride + first;
    float *kept = gradient.start + panel * gradient.stride + first;
    float *values = biases.start + panel * biases.stride + first;
    block_vector total = 0;
    for (int64_t start = 0; start < rows; start += RECORDS_AT_A_TIME) {
      block_vector sums[PARTS] = {0};
      const int64_t end = rows - start < RECORDS_AT_A_TIME ? rows : start + RECORDS_AT_A_TIME;
      int64_t row = start;
      for (; row + PARTS <= end; row += PARTS)
        for (int part = 0; part < PARTS; part++)
          sums[part] += *(const block_vector *)(column + (row + part) * RC_PANEL);
      for (; row < end; row++) sums[0] += *(const block_vector *)(column + row * RC_PANEL);
      total += (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
    total += rule.decay * *(const block_vector *)(values);
    total += rule.keep * *(const block_vector *)(kept);
    *(block_vector *)kept = total;
    *(block_vector *)values -= rule.rate * total;
  }
}

DISPATCHED void rc_transpose(rc_matrix weights, int64_t first, int64_t rows, float *result) {
  for (int64_t panel = 0; panel < panel_count(&weights); panel++) {
    const int64_t left = panel_start(&weights, panel), width = panel_width(&weights, panel);
    const float *source = weights.start + panel * weights.stride + first * RC_PANEL;
    for (int64_t column = 0; column < width; column += BLOCK)
      for (int64_t row = 0; row < rows; row += BLOCK)
        {
        block_vector block[BLOCK];
        for (int64_t place = 0; place < BLOCK; place++)
          block[place] = *(const block_vector *)(source + (row + place) * RC_PANEL + column);
        transpose_block(block);
        for (int64_t place = 0; place < BLOCK; place++)
          *(block_vector *)(result + (left + column + place) * RC_PANEL + row) = block[place];
      }
  }
}

DISPATCHED void rc_narrow_product(rc_matrix left, rc_matrix right, int64_t outputs,
                                  const float *biases, int64_t rows, rc_matrix result) {
  for (int64_t first = 0; first < rows; first += BLOCK) {
    const int64_t count = rows - first < BLOCK ? rows - first : BLOCK;
    for (int64_t output = 0; output < outputs; output++) {
      block_vector sums[BLOCK] = {0};
      for (int64_t panel = 0; panel < panel_count(&left); panel++) {
        const float *values = left.start + panel * left.stride + first * RC_PANEL;
        const float *weights = right.start + panel * right.stride + output * RC_PANEL;
        for (int64_t column = 0; column < panel_width(&left, panel); column += BLOCK) {
          const block_vector weight = *(const block_vector *)(weights + column);
          for (int64_t row = 0; row < count; row++)
            sums[row] += weight * *(const block_vector *)(values + row * RC_PANEL + column);
        }
      }
      // Once transposed, the sums of 16 records add up side by side.
      transpose_block(sums);
      block_vector total = biases[output];
      for (int lane = 0; lane < BLOCK; lane++) total += sums[lane];
      for (int64_t row = 0; row < count; row++)
        result.start[(first + row) * RC_PANEL + output] = total[row];
    }
  }
}
