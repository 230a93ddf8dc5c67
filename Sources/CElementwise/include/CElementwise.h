#ifndef ROLLCALL_CELEMENTWISE_H
#define ROLLCALL_CELEMENTWISE_H

#include <stdint.h>

// The passes over a batch that training spends its time on beside matrix products. They are in C for one reason: each is
// compiled for several generations of processors, and the one that runs is chosen when the program starts, which Swift
// cannot do. All arithmetic is in single precision; the last bits depend on the processor, as those of OpenBLAS do.

// Copies rows of a matrix, each shifted, scaled and with zero for NaN, to rows that stand `stride` apart.
void rc_gather_rows(const float *_Nonnull features, const int64_t *_Nonnull rows, int64_t count,
                    int64_t columns, const float *_Nonnull shift, const float *_Nonnull scale,
                    float *_Nonnull batch, int64_t stride);

// Replaces numbers by their hyperbolic tangents, to 4e-7.
void rc_tanh(float *_Nonnull values, int64_t count);

// Multiplies gradients by 1 - output^2.
void rc_tanh_gradient(float *_Nonnull gradients, const float *_Nonnull outputs, int64_t count);

// Replaces numbers by x times the normal distribution function, in its tanh form.
void rc_gelu(float *_Nonnull values, int64_t count);

// Multiplies gradients by the derivative of the same at its inputs.
void rc_gelu_gradient(float *_Nonnull gradients, const float *_Nonnull inputs, int64_t count);

// Subtracts `rate` times a direction.
void rc_descend(float *_Nonnull values, const float *_Nonnull direction, float rate,
                int64_t count);

// Adds `factor` times the sum of rows that stand `stride` apart to `keep` times what is there.
void rc_add_rows(float *_Nonnull sums, const float *_Nonnull values, int64_t rows, int64_t columns,
                 int64_t stride, float factor, float keep);

// Replaces the scores of each row by (softmax - one-hot label) / rows, and returns the sum of the rows' cross-entropies.
double rc_softmax_gradient(float *_Nonnull scores, const int32_t *_Nonnull labels, int64_t rows,
                           int64_t classes);

#endif
