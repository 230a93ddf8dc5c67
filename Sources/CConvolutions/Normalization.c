#include "CConvolutions.h"
#include "Vectors.h"

#include <math.h>

// Batch and group normalisation share four passes over rows x channels: moments of each channel; an affine function with an activation; the
// sums that the gradient needs; and the gradient, which is affine in the outer gradient and the input.

typedef struct {
  const float *scale, *shift;
  rci_activation activation;
} affine;

// Rows at a time, so that the channels' blocks find them in the first cache.
INLINE int64_t rows_at_a_time(int64_t channels) {
  const int64_t rows = 4096 / channels;
  return rows < 8 ? 8 : rows;
}

INLINE void load_block(block *values, const float *source, int64_t width) {
  if (width == BLOCK)
    *values = FROM(source);
  else
    load_part(values, source, width);
}

INLINE void add_to(double *sums, const block *values, int64_t width) {
  if (width == BLOCK)
    *(wide_block *)sums += __builtin_convertvector(*values, wide_block);
  else
    for (int64_t lane = 0; lane < width; lane++) sums[lane] += (double)(*values)[lane];
}

// Sums of differences from the first row and of their squares, in single precision over a few rows and then in double precision.
INLINE void moments_of_block(const float *values, const float *first, int64_t rows, int64_t channels,
                             int64_t width, double *sums, double *squares) {
  block shift, sum[2] = {0, 0}, square[2] = {0, 0}, value;
  load_block(&shift, first, width);
  for (int64_t row = 0; row < rows; row++) {
    load_block(&value, values + row * channels, width);
    value -= shift;
    sum[row & 1] += value;
    square[row & 1] += value * value;
  }
  sum[0] += sum[1];
  square[0] += square[1];
  add_to(sums, &sum[0], width);
  add_to(squares, &square[0], width);
}

enum { CHANNELS_AT_A_TIME = 512 };

INLINE void moments(const float *values, int64_t rows, int64_t channels, float *mean,
                    float *variance) {
  const int64_t step = rows_at_a_time(channels);
  for (int64_t start = 0; start < channels; start += CHANNELS_AT_A_TIME) {
    const int64_t end = start + CHANNELS_AT_A_TIME < channels ? start + CHANNELS_AT_A_TIME : channels;
    double sums[CHANNELS_AT_A_TIME] = {0}, squares[CHANNELS_AT_A_TIME] = {0};
    for (int64_t row = 0; row < rows; row += step) {
      const int64_t count = rows - row < step ? rows - row : step;
      for (int64_t c = start; c < end; c += BLOCK)
        moments_of_block(values + row * channels + c, values + c, count, channels,
                         end - c < BLOCK ? end - c : BLOCK, sums + c - start, squares + c - start);
    }
    for (int64_t c = start; c < end; c++) {
      const double average = sums[c - start] / (double)rows;
      const double spread = squares[c - start] / (double)rows - average * average;
      mean[c] = (float)((double)values[c] + average);
      variance[c] = spread > 0 ? (float)spread : 0;
    }
  }
}

INLINE void activate(block *value, rci_activation activation) {
  // What is not a number stays so.
  if (activation == RCI_RELU) *value = *value <= 0.0f ? (block)(0.0f) : *value;
  if (activation == RCI_SILU) {
    block gate = *value;
    sigmoid(&gate);
    *value *= gate;
  }
}

// The factor of the outer gradient, from the value before the activation.
INLINE void differentiate(block *value, rci_activation activation) {
  if (activation == RCI_IDENTITY) *value = 1.0f;
  if (activation == RCI_RELU) *value = *value > 0.0f ? (block)(1.0f) : (block)(0.0f);
  if (activation == RCI_SILU) {
    block gate = *value;
    sigmoid(&gate);
    *value = gate * (1.0f + *value * (1.0f - gate));
  }
}

INLINE void apply_block(affine function, int64_t c, int64_t width, const float *input,
                        const float *added, float *output) {
  block value, scale, shift;
  load_block(&value, input + c, width);
  load_block(&scale, function.scale + c, width);
  load_block(&shift, function.shift + c, width);
  value = value * scale + shift;
  if (added) {
    load_block(&scale, added + c, width);
    value += scale;
  }
  activate(&value, function.activation);
  if (width == BLOCK)
    AT(output + c) = value;
  else
    store_part(output + c, &value, width);
}

INLINE void apply(affine function, const float *input, const float *added, int64_t rows,
                  int64_t channels, float *output) {
  for (int64_t row = 0; row < rows; row++) {
    const float *from = input + row * channels, *other = added ? added + row * channels : NULL;
    float *to = output + row * channels;
    int64_t c = 0;
    for (; c + BLOCK <= channels; c += BLOCK) apply_block(function, c, BLOCK, from, other, to);
    if (c < channels) apply_block(function, c, channels - c, from, other, to);
  }
}

// With a constant activation, so that the loops hold no decision.
INLINE void apply_any(affine function, const float *input, const float *added, int64_t rows,
                      int64_t channels, float *output) {
  const rci_activation activation = function.activation;
  if (activation == RCI_RELU) {
    function.activation = RCI_RELU;
    if (added)
      apply(function, input, added, rows, channels, output);
    else
      apply(function, input, NULL, rows, channels, output);
  } else if (activation == RCI_SILU) {
    function.activation = RCI_SILU;
    apply(function, input, NULL, rows, channels, output);
  } else {
    function.activation = RCI_IDENTITY;
    apply(function, input, added, rows, channels, output);
  }
}

// The outer gradient before the activation.
INLINE void inner_of_activation(affine function, const block *input, int64_t c, int64_t width,
                                block *outer) {
  if (function.activation == RCI_IDENTITY) return;
  block scale, shift;
  load_block(&scale, function.scale + c, width);
  load_block(&shift, function.shift + c, width);
  scale = *input * scale + shift;
  if (function.activation == RCI_RELU) {
    *outer = scale > 0.0f ? *outer : (block)(0.0f);
  } else {
    differentiate(&scale, function.activation);
    *outer *= scale;
  }
}

typedef struct {
  const float *input, *outer, *center;
  int64_t channels;
} gradient_rows;

// Sums of the gradient, and of its products with the input's differences from its mean.
INLINE void sums_of_block(affine function, gradient_rows in, int64_t row, int64_t rows, int64_t c,
                          int64_t width, double *sums, double *products) {
  block center, sum[2] = {0, 0}, product[2] = {0, 0}, value, outer;
  load_block(&center, in.center + c, width);
  for (int64_t r = row; r < row + rows; r++) {
    load_block(&value, in.input + r * in.channels + c, width);
    load_block(&outer, in.outer + r * in.channels + c, width);
    inner_of_activation(function, &value, c, width, &outer);
    sum[r & 1] += outer;
    product[r & 1] += outer * (value - center);
  }
  sum[0] += sum[1];
  product[0] += product[1];
  add_to(sums + c, &sum[0], width);
  add_to(products + c, &product[0], width);
}

INLINE void gradient_sums(affine function, gradient_rows in, int64_t rows, double *sums,
                          double *products) {
  const int64_t step = rows_at_a_time(in.channels);
  for (int64_t row = 0; row < rows; row += step) {
    const int64_t count = rows - row < step ? rows - row : step;
    int64_t c = 0;
    for (; c + BLOCK <= in.channels; c += BLOCK)
      sums_of_block(function, in, row, count, c, BLOCK, sums, products);
    if (c < in.channels)
      sums_of_block(function, in, row, count, c, in.channels - c, sums, products);
  }
}

INLINE void gradient_sums_any(affine function, gradient_rows in, int64_t rows, double *sums,
                              double *products) {
  const rci_activation activation = function.activation;
  if (activation == RCI_RELU) {
    function.activation = RCI_RELU;
    gradient_sums(function, in, rows, sums, products);
  } else if (activation == RCI_SILU) {
    function.activation = RCI_SILU;
    gradient_sums(function, in, rows, sums, products);
  } else {
    function.activation = RCI_IDENTITY;
    gradient_sums(function, in, rows, sums, products);
  }
}

// inner = outer_factor * outer + input_factor * input + rest.
typedef struct {
  const float *outer_factor, *input_factor, *rest;
} gradient_factors;

INLINE void gradient_block(affine function, gradient_factors factors, int64_t c, int64_t width,
                           const float *input, const float *outer, float *inner, bool adds) {
  block value, gradient, factor, result;
  load_block(&value, input + c, width);
  load_block(&gradient, outer + c, width);
  inner_of_activation(function, &value, c, width, &gradient);
  load_block(&factor, factors.outer_factor + c, width);
  result = gradient * factor;
  load_block(&factor, factors.input_factor + c, width);
  result += value * factor;
  load_block(&factor, factors.rest + c, width);
  result += factor;
  if (adds) {
    load_block(&factor, inner + c, width);
    result += factor;
  }
  if (width == BLOCK)
    AT(inner + c) = result;
  else
    store_part(inner + c, &result, width);
}

INLINE void gradient(affine function, gradient_factors factors, gradient_rows in, int64_t rows,
                     float *inner, bool adds) {
  for (int64_t row = 0; row < rows; row++) {
    const int64_t place = row * in.channels;
    int64_t c = 0;
    for (; c + BLOCK <= in.channels; c += BLOCK)
      gradient_block(function, factors, c, BLOCK, in.input + place, in.outer + place, inner + place,
                     adds);
    if (c < in.channels)
      gradient_block(function, factors, c, in.channels - c, in.input + place, in.outer + place,
                     inner + place, adds);
  }
}

INLINE void gradient_any(affine function, gradient_factors factors, gradient_rows in, int64_t rows,
                         float *inner, bool adds) {
  const rci_activation activation = function.activation;
  if (activation == RCI_RELU) {
    function.activation = RCI_RELU;
    gradient(function, factors, in, rows, inner, adds);
  } else if (activation == RCI_SILU) {
    function.activation = RCI_SILU;
    gradient(function, factors, in, rows, inner, adds);
  } else {
    function.activation = RCI_IDENTITY;
    gradient(function, factors, in, rows, inner, adds);
  }
}

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
