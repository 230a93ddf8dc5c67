#ifndef ROLLCALL_IMAGE_NORMALIZATION_H
#define ROLLCALL_IMAGE_NORMALIZATION_H

#include "CConvolutions.h"
#include "Vectors.h"

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

#endif
