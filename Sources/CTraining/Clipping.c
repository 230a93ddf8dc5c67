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

DISPATCHED void rc_add_noise(rc_matrix gradient, int64_t panel, int64_t rows, const int32_t *noise,
                             float unit, float share) {
  const int64_t width = panel_width(&gradient, panel);
  // Whole numbers in single precision, and two of them never pass 32 bits.
  const float most = 1073741760.0f, per_unit = 1 / unit, kept = unit * share;
  for (int64_t row = 0; row < rows; row++) {
    float *values = gradient.start + panel * gradient.stride + row * RC_PANEL;
    for (int64_t column = 0; column < width; column++) {
      float units = __builtin_rintf(values[column] * per_unit);
      units = units > most ? most : units;
      units = units > -most ? units : -most;
      const int32_t noisy = (int32_t)units + noise[row * width + column];
      values[column] = ((float)noisy + 0.5f) * kept;
    }
  }
}
