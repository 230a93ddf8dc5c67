#include "CConvolutions.h"
#include "Normalization.h"

#include <math.h>

DISPATCHED void rci_group_norm_forward(rci_group_norm norm, const float *input,
                                       const float *modulation, const float *gain_bias,
                                       float *saved, float *output) {
  const int64_t n = norm.channels, width = n / norm.groups;
  for (int64_t image = 0; image < norm.count; image++) {
    const int64_t place = image * norm.points * n;
    float *mean = saved + image * 4 * n, *inverse = mean + n, *scale = mean + 2 * n;
    float *shift = mean + 3 * n;
    const float *change = modulation ? modulation + image * 2 * n : NULL;
    moments(input + place, norm.points, n, mean, inverse);
    for (int64_t first = 0; first < n; first += width) {
      double average = 0, spread = 0;
      for (int64_t c = first; c < first + width; c++) average += (double)mean[c];
      average /= (double)width;
      for (int64_t c = first; c < first + width; c++)
        spread += (double)inverse[c] + ((double)mean[c] - average) * ((double)mean[c] - average);
      const double factor = 1 / sqrt(spread / (double)width + (double)norm.epsilon);
      for (int64_t c = first; c < first + width; c++) {
        const float gain = change ? 1 + change[c] : 1, offset = change ? change[n + c] : 0;
        mean[c] = (float)average;
        inverse[c] = (float)factor;
        scale[c] = gain_bias[c] * inverse[c] * gain;
        shift[c] = gain_bias[n + c] * gain + offset - mean[c] * scale[c];
      }
    }
    const affine function = {scale, shift, norm.activation};
    apply_any(function, input + place, NULL, norm.points, n, output + place);
  }
}

typedef struct {
  const float *gain_bias, *change;
  float *gradient_gain_bias, *gradient_change, *input_factor, *rest;
  const double *totals, *products;
  const float *mean, *inverse;
} group_terms;

// One group's share of all gradients but the input's, and the factors of that.
INLINE void finish_group(const rci_group_norm *norm, group_terms t, int64_t first) {
  const int64_t n = norm->channels, width = n / norm->groups;
  const double inverse = (double)t.inverse[first], center = (double)t.mean[first];
  double total = 0, product = 0;
  for (int64_t c = first; c < first + width; c++) {
    const double normalised = t.products[c] * inverse;
    const double gain = t.change ? 1 + (double)t.change[c] : 1;
    t.gradient_gain_bias[c] += (float)(gain * normalised);
    t.gradient_gain_bias[n + c] += (float)(gain * t.totals[c]);
    if (t.gradient_change) {
      t.gradient_change[c] += (float)((double)t.gain_bias[c] * normalised +
                                      (double)t.gain_bias[n + c] * t.totals[c]);
      t.gradient_change[n + c] += (float)t.totals[c];
    }
    total += gain * (double)t.gain_bias[c] * t.totals[c];
    product += gain * (double)t.gain_bias[c] * normalised;
  }
  const double points = (double)(norm->points * width);
  const double slope = inverse * inverse * product / points;
  for (int64_t c = first; c < first + width; c++) {
    t.input_factor[c] = (float)-slope;
    t.rest[c] = (float)(slope * center - inverse * total / points);
  }
}

DISPATCHED void rci_group_norm_backward(rci_group_norm norm, const float *input,
                                        const float *modulation, const float *outer,
                                        const float *gain_bias, const float *saved,
                                        float *gradient_gain_bias, float *gradient_modulation,
                                        float *inner, bool adds, float *sums) {
  const int64_t n = norm.channels, width = n / norm.groups;
  double *totals = (double *)sums, *products = totals + n;
  float *input_factor = sums + 4 * n, *rest = input_factor + n;
  for (int64_t image = 0; image < norm.count; image++) {
    const int64_t place = image * norm.points * n;
    const float *mean = saved + image * 4 * n;
    const affine function = {mean + 2 * n, mean + 3 * n, norm.activation};
    const gradient_rows in = {input + place, outer + place, mean, n};
    memset(sums, 0, (size_t)(4 * n) * sizeof(float));
    gradient_sums_any(function, in, norm.points, totals, products);
    const group_terms terms = {gain_bias,
                               modulation ? modulation + image * 2 * n : NULL,
                               gradient_gain_bias,
                               gradient_modulation ? gradient_modulation + image * 2 * n : NULL,
                               input_factor,
                               rest,
                               totals,
                               products,
                               mean,
                               mean + n};
    for (int64_t first = 0; first < n; first += width) finish_group(&norm, terms, first);
    const gradient_factors factors = {function.scale, input_factor, rest};
    if (inner) gradient_any(function, factors, in, norm.points, inner + place, adds);
  }
}
