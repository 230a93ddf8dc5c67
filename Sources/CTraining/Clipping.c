#include "CTraining.h"
#include "Panels.h"

#include <math.h>

DISPATCHED void rc_square_norms(rc_matrix matrix, int64_t rows, float *norms) {
  for (int64_t row = 0; row < rows; row++) {
    block_vector sums = 0;
    for (int64_t panel = 0; panel < panel_count(&matrix); panel++) {
      const float *values = matrix.start + panel * matrix.stride + row * RC_PANEL;
      for (int64_t column = 0; column < filled_width(&matrix, panel); column += BLOCK) {
        const block_vector value = *(const block_vector *)(values + column);
        sums += value * value;
      }
    }
    float total = 0;
    for (int lane = 0; lane < BLOCK; lane++) total += sums[lane];
    norms[row] = total;
  }
}

DISPATCHED void rc_scale_rows(rc_matrix matrix, int64_t rows, const float *factors) {
  for (int64_t panel = 0; panel < panel_count(&matrix); panel++)
    for (int64_t row = 0; row < rows; row++) {
      float *values = matrix.start + panel * matrix.stride + row * RC_PANEL;
      for (int64_t column = 0; column < filled_width(&matrix, panel); column += BLOCK) {
        block_vector *value = (block_vector *)(values + column);
        // A factor of zero also takes away what is not a number.
        *value = factors[row] == 0 ? (block_vector)(0.0f) : *value * factors[row];
      }
    }
}

// A number in whole units, with noise, and a share of that.
INLINE float noisy(float value, int32_t noise, float per_unit, float kept) {
  // Whole numbers in single precision, and two of them never pass 32 bits.
  const float most = 1073741760.0f;
  float units = __builtin_rintf(value * per_unit);
  units = units > most ? most : units;
  units = units > -most ? units : -most;
  return ((float)((int32_t)units + noise) + 0.5f) * kept;
}

DISPATCHED void rc_add_noise(rc_matrix gradient, int64_t panel, int64_t rows,
                             const int32_t *restrict noise, float unit, float share) {
  const int64_t width = panel_width(&gradient, panel);
  for (int64_t row = 0; row < rows; row++) {
    float *restrict values = gradient.start + panel * gradient.stride + row * RC_PANEL;
    for (int64_t column = 0; column < width; column++)
      values[column] = noisy(values[column], noise[row * width + column], 1 / unit, unit * share);
  }
}

DISPATCHED void rc_noisy_step(rc_matrix gradient, int64_t panel, int64_t rows,
                              const int32_t *restrict noise, float unit, float share,
                              rc_rule rule, rc_matrix velocity, rc_matrix weights) {
  const int64_t width = panel_width(&gradient, panel);
  for (int64_t row = 0; row < rows; row++) {
    const float *restrict values = gradient.start + panel * gradient.stride + row * RC_PANEL;
    float *restrict speeds = velocity.start + panel * velocity.stride + row * RC_PANEL;
    float *restrict places = weights.start + panel * weights.stride + row * RC_PANEL;
    for (int64_t column = 0; column < width; column++) {
      const float value =
          noisy(values[column], noise[row * width + column], 1 / unit, unit * share);
      const float speed = rule.keep * speeds[column] + (value + rule.decay * places[column]);
      speeds[column] = speed;
      places[column] -= rule.rate * speed;
    }
  }
}
