#include "CConvolutions.h"
#include "Vectors.h"

#include <math.h>

INLINE void activate(rci_activation activation, block *value) {
  block gate;
  switch (activation) {
    case RCI_IDENTITY: break;
    // What is not a number stays so.
    case RCI_RELU: *value = *value <= 0.0f ? (block)(0.0f) : *value; break;
    case RCI_SILU:
      gate = *value;
      sigmoid(&gate);
      *value *= gate;
      break;
    case RCI_TANH:
      gate = 2.0f * *value;
      sigmoid(&gate);
      *value = 2.0f * gate - 1.0f;
  }
}

// From the input for SiLU, from the output for the others.
INLINE void differentiate(rci_activation activation, block *known) {
  block gate;
  switch (activation) {
    case RCI_IDENTITY: *known = 1.0f; break;
    case RCI_RELU: *known = *known > 0.0f ? (block)(1.0f) : (block)(0.0f); break;
    case RCI_SILU:
      gate = *known;
      sigmoid(&gate);
      *known = gate * (1.0f + *known * (1.0f - gate));
      break;
    case RCI_TANH: *known = 1.0f - *known * *known;
  }
}

INLINE void activate_all(rci_activation activation, const float *input, int64_t count,
                         float *output) {
  int64_t i = 0;
  block value;
  for (; i + BLOCK <= count; i += BLOCK) {
    value = FROM(input + i);
    activate(activation, &value);
    AT(output + i) = value;
  }
  load_part(&value, input + i, count - i);
  activate(activation, &value);
  store_part(output + i, &value, count - i);
}

DISPATCHED void rci_activate(rci_activation activation, const float *input, int64_t count,
                             float *output) {
  switch (activation) {
    case RCI_IDENTITY: memmove(output, input, (size_t)count * sizeof(float)); break;
    case RCI_RELU: activate_all(RCI_RELU, input, count, output); break;
    case RCI_SILU: activate_all(RCI_SILU, input, count, output); break;
    case RCI_TANH: activate_all(RCI_TANH, input, count, output);
  }
}

INLINE void backward_all(rci_activation activation, const float *known, const float *outer,
                         int64_t count, float *inner, bool adds) {
  int64_t i = 0;
  block value, gradient, before;
  for (; i + BLOCK <= count; i += BLOCK) {
    value = FROM(known + i);
    differentiate(activation, &value);
    value *= FROM(outer + i);
    AT(inner + i) = adds ? FROM(inner + i) + value : value;
  }
  load_part(&value, known + i, count - i);
  load_part(&gradient, outer + i, count - i);
  differentiate(activation, &value);
  value *= gradient;
  load_part(&before, inner + i, adds ? count - i : 0);
  value += before;
  store_part(inner + i, &value, count - i);
}

DISPATCHED void rci_activate_backward(rci_activation activation, const float *known,
                                      const float *outer, int64_t count, float *inner, bool adds) {
  switch (activation) {
    case RCI_IDENTITY: backward_all(RCI_IDENTITY, known, outer, count, inner, adds); break;
    case RCI_RELU: backward_all(RCI_RELU, known, outer, count, inner, adds); break;
    case RCI_SILU: backward_all(RCI_SILU, known, outer, count, inner, adds); break;
    case RCI_TANH: backward_all(RCI_TANH, known, outer, count, inner, adds);
  }
}

DISPATCHED void rci_add(const float *left, const float *right, int64_t count, float *result) {
  for (int64_t i = 0; i < count; i++) result[i] = left[i] + right[i];
}

DISPATCHED void rci_accumulate(float *target, const float *source, int64_t count) {
  for (int64_t i = 0; i < count; i++) target[i] += source[i];
}

DISPATCHED void rci_add_bias(float *values, const float *bias, int64_t rows, int64_t channels) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t c = 0; c < channels; c++) values[row * channels + c] += bias[c];
}

DISPATCHED void rci_sum_rows(const float *values, int64_t rows, int64_t channels, float *sums) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t c = 0; c < channels; c++) sums[c] += values[row * channels + c];
}

DISPATCHED void rci_copy_columns(const float *source, int64_t source_stride, float *target,
                                 int64_t target_stride, int64_t rows, int64_t columns, bool adds) {
  for (int64_t row = 0; row < rows; row++) {
    const float *from = source + row * source_stride;
    float *to = target + row * target_stride;
    if (adds)
      for (int64_t c = 0; c < columns; c++) to[c] += from[c];
    else
      memcpy(to, from, (size_t)columns * sizeof(float));
  }
}

INLINE float largest(const float *values, int64_t count) {
  float most = -INFINITY;
  for (int64_t i = 0; i < count; i++) most = values[i] > most ? values[i] : most;
  return most;
}

DISPATCHED void rci_softmax(float *values, int64_t rows, int64_t columns) {
  for (int64_t row = 0; row < rows; row++) {
    float *scores = values + row * columns;
    const float most = largest(scores, columns);
    float total = 0;
    for (int64_t c = 0; c < columns; c += BLOCK) {
      const int64_t width = columns - c < BLOCK ? columns - c : BLOCK;
      block value;
      load_part(&value, scores + c, width);
      value -= most;
      exponentiate(&value);
      store_part(scores + c, &value, width);
      for (int64_t lane = 0; lane < width; lane++) total += value[lane];
    }
    for (int64_t c = 0; c < columns; c++) scores[c] /= total;
  }
}

DISPATCHED void rci_softmax_backward(const float *probabilities, float *gradients, int64_t rows,
                                     int64_t columns) {
  for (int64_t row = 0; row < rows; row++) {
    const float *shares = probabilities + row * columns;
    float *outer = gradients + row * columns, mean = 0;
    for (int64_t c = 0; c < columns; c++) mean += shares[c] * outer[c];
    for (int64_t c = 0; c < columns; c++) outer[c] = shares[c] * (outer[c] - mean);
  }
}
