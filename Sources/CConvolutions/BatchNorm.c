#include "CConvolutions.h"
#include "Normalization.h"

#include <math.h>

DISPATCHED void rci_batch_norm_forward(rci_batch_norm norm, const float *input, const float *added,
                                       const float *gain_bias, const float *running, float *saved,
                                       float *output) {
  const int64_t n = norm.channels;
  float *mean = saved, *variance = saved + n, *scale = saved + 2 * n, *shift = saved + 3 * n;
  if (norm.is_frozen)
    memcpy(saved, running, (size_t)(2 * n) * sizeof(float));
  else
    moments(input, norm.rows, n, mean, variance);
  for (int64_t c = 0; c < n; c++) {
    scale[c] = gain_bias[c] / sqrtf(variance[c] + norm.epsilon);
    shift[c] = gain_bias[n + c] - mean[c] * scale[c];
  }
  const affine function = {scale, shift, norm.activation};
  apply_any(function, input, added, norm.rows, n, output);
}

// The gradient of what was added, in place.
INLINE void mask(float *outer, const float *output, int64_t count) {
  int64_t i = 0;
  for (; i + BLOCK <= count; i += BLOCK)
    AT(outer + i) = FROM(output + i) > 0.0f ? FROM(outer + i) : (block)(0.0f);
  for (; i < count; i++) outer[i] = output[i] > 0 ? outer[i] : 0;
}

DISPATCHED void rci_batch_norm_backward(rci_batch_norm norm, const float *input,
                                        const float *output, bool has_added, float *outer,
                                        const float *gain_bias, const float *saved,
                                        float *gradient_gain_bias, float *inner, bool adds,
                                        float *sums) {
  const int64_t n = norm.channels;
  const float *mean = saved, *variance = saved + n;
  affine function = {saved + 2 * n, saved + 3 * n, norm.activation};
  const gradient_rows in = {input, outer, mean, n};
  double *totals = (double *)sums, *products = totals + n;
  float *input_factor = sums + 4 * n, *rest = input_factor + n;
  memset(sums, 0, (size_t)(4 * n) * sizeof(float));
  const int64_t step = has_added ? rows_at_a_time(n) : norm.rows;
  for (int64_t row = 0; row < norm.rows; row += step) {
    const int64_t count = norm.rows - row < step ? norm.rows - row : step;
    const gradient_rows part = {input + row * n, outer + row * n, mean, n};
    if (has_added) {
      if (norm.activation == RCI_RELU) mask(outer + row * n, output + row * n, count * n);
      function.activation = RCI_IDENTITY;
    }
    gradient_sums_any(function, part, count, totals, products);
  }
  for (int64_t c = 0; c < n; c++) {
    const float inverse = 1 / sqrtf(variance[c] + norm.epsilon);
    gradient_gain_bias[c] += (float)products[c] * inverse;
    gradient_gain_bias[n + c] += (float)totals[c];
    const double factor = norm.is_frozen ? 0 : (double)(gain_bias[c] * inverse) / (double)norm.rows;
    const double slope = factor * (double)inverse * (double)inverse * products[c];
    input_factor[c] = (float)-slope;
    rest[c] = (float)(slope * (double)mean[c] - factor * totals[c]);
  }
  if (!inner) return;
  const gradient_factors factors = {function.scale, input_factor, rest};
  gradient_any(function, factors, in, norm.rows, inner, adds);
}
