#include "CConvolutions.h"
#include "Vectors.h"

DISPATCHED void rci_descend(rci_descent step, const float *restrict gradient,
                            float *restrict velocity, float *restrict values, int64_t count) {
  if (step.is_nesterov) {
    for (int64_t i = 0; i < count; i++) {
      const float slope = gradient[i] + step.decay * values[i];
      velocity[i] = step.momentum * velocity[i] + slope;
      values[i] -= step.rate * (slope + step.momentum * velocity[i]);
    }
    return;
  }
  for (int64_t i = 0; i < count; i++) {
    velocity[i] = step.momentum * velocity[i] + (gradient[i] + step.decay * values[i]);
    values[i] -= step.rate * velocity[i];
  }
}

DISPATCHED void rci_adapt(rci_adam step, const float *restrict gradient, float *restrict means,
                          float *restrict squares, float *restrict values, int64_t count) {
  const float keep_mean = 0.9f, keep_square = 0.999f;
  const float inner_decay = step.is_decoupled ? 0 : step.decay;
  const float shrink = step.is_decoupled ? 1 - step.rate * step.decay : 1;
  const float rate = step.rate / step.mean_share, share = 1 / step.square_share;
  for (int64_t i = 0; i < count; i += BLOCK) {
    const int64_t width = count - i < BLOCK ? count - i : BLOCK;
    block value, slope, mean, square;
    load_part(&value, values + i, width);
    load_part(&slope, gradient + i, width);
    load_part(&mean, means + i, width);
    load_part(&square, squares + i, width);
    slope += inner_decay * value;
    mean = keep_mean * mean + (1 - keep_mean) * slope;
    square = keep_square * square + (1 - keep_square) * slope * slope;
    value = shrink * value - rate * mean / (__builtin_elementwise_sqrt(square * share) + step.epsilon);
    store_part(means + i, &mean, width);
    store_part(squares + i, &square, width);
    store_part(values + i, &value, width);
  }
}

DISPATCHED void rci_average(float keep, const float *restrict values, float *restrict average,
                            int64_t count) {
  for (int64_t i = 0; i < count; i++) average[i] = keep * average[i] + (1 - keep) * values[i];
}
