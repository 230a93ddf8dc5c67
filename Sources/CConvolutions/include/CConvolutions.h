#ifndef ROLLCALL_CCONVOLUTIONS_H
#define ROLLCALL_CCONVOLUTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The layers of image networks, each on the thread that calls it. Activations are images x rows x columns x channels, single precision, and
// rows of them are the points of all images. Gradients of parameters are added to what the arrays hold; gradients of inputs replace it unless
// `adds` says otherwise.

#ifdef __cplusplus
extern "C" {
#endif

// --- Convolutions and products, through oneDNN.

typedef struct {
  int64_t count, height, width, inputs, outputs, kernel, stride, padding;
  bool has_bias;
} rci_convolution_shape;

typedef struct rci_convolution rci_convolution;

// Prepares the three passes of a convolution for so many images; NULL where oneDNN refuses.
rci_convolution *rci_convolution_create(rci_convolution_shape shape, bool learns);
void rci_convolution_destroy(rci_convolution *convolution);
// The numbers of working memory that each pass takes, which must start at a multiple of 64 bytes.
int64_t rci_convolution_scratch(const rci_convolution *convolution);
// Weights are outputs x inputs x rows x columns. Each returns 0, or oneDNN's status.
int rci_convolution_forward(rci_convolution *convolution, const float *input, const float *weights,
                            const float *bias, float *output, float *scratch);
int rci_convolution_backward_data(rci_convolution *convolution, const float *outer,
                                  const float *weights, float *inner, float *scratch);
int rci_convolution_backward_weights(rci_convolution *convolution, const float *input,
                                     const float *outer, float *weights, float *bias,
                                     float *scratch);

typedef struct {
  int64_t rows, columns, inner;
  bool left_is_transposed, right_is_transposed;
  float scale, keep;
  int64_t left_stride, right_stride, result_stride;
} rci_product;

// result = scale * left * right + keep * result, row by row; 0, or oneDNN's status.
int rci_multiply(rci_product product, const float *left, const float *right, float *result);

// --- Normalisation.

typedef enum { RCI_IDENTITY, RCI_RELU, RCI_SILU, RCI_TANH } rci_activation;

typedef struct {
  int64_t rows, channels;
  float epsilon;
  // Whether running means and variances stand for those of the batch.
  bool is_frozen;
  // Identity, ReLU or, without a second input, SiLU.
  rci_activation activation;
} rci_batch_norm;

// What a batch left behind: mean, variance, scale and shift, each of so many channels.
// output = activation(gain * (input - mean) / sqrt(variance + epsilon) + bias + added); `added` may be NULL.
void rci_batch_norm_forward(rci_batch_norm norm, const float *input, const float *added,
                            const float *gain_bias, const float *running, float *saved,
                            float *output);
// `outer` becomes the gradient of `added` where there is one, in place; the input's gradient may stand there too where there is none.
// `sums` is working memory of 6 x channels.
void rci_batch_norm_backward(rci_batch_norm norm, const float *input, const float *output,
                             bool has_added, float *outer, const float *gain_bias,
                             const float *saved, float *gradient_gain_bias, float *inner,
                             bool adds, float *sums);

typedef struct {
  int64_t count, points, channels, groups;
  float epsilon;
  rci_activation activation;
} rci_group_norm;

// output = activation((gain * normalised + bias) * (1 + s) + t), with s and t from `modulation` (count x 2 channels) or 0 where it is NULL.
// `saved` takes count x 4 channels.
void rci_group_norm_forward(rci_group_norm norm, const float *input, const float *modulation,
                            const float *gain_bias, float *saved, float *output);
void rci_group_norm_backward(rci_group_norm norm, const float *input, const float *modulation,
                             const float *outer, const float *gain_bias, const float *saved,
                             float *gradient_gain_bias, float *gradient_modulation, float *inner,
                             bool adds, float *sums);

// --- Passes over numbers.

void rci_activate(rci_activation activation, const float *input, int64_t count, float *output);
// From the input for SiLU, from the output for the others.
void rci_activate_backward(rci_activation activation, const float *known, const float *outer,
                           int64_t count, float *inner, bool adds);
void rci_add(const float *left, const float *right, int64_t count, float *result);
void rci_accumulate(float *target, const float *source, int64_t count);
void rci_add_bias(float *values, const float *bias, int64_t rows, int64_t channels);
void rci_sum_rows(const float *values, int64_t rows, int64_t channels, float *sums);
// Copies or adds columns of rows into columns of other rows.
void rci_copy_columns(const float *source, int64_t source_stride, float *target,
                      int64_t target_stride, int64_t rows, int64_t columns, bool adds);
// Rows become probabilities.
void rci_softmax(float *values, int64_t rows, int64_t columns);
// From probabilities and their gradients to the gradients of scores, in place.
void rci_softmax_backward(const float *probabilities, float *gradients, int64_t rows,
                          int64_t columns);

// --- Pooling and sampling.

typedef struct {
  int64_t count, height, width, channels, size, stride, padding;
} rci_pool;

// `places` takes the place in its window of each largest value.
void rci_max_pool_forward(rci_pool pool, const float *input, float *output, uint8_t *places);
void rci_max_pool_backward(rci_pool pool, const uint8_t *places, const float *outer, float *inner,
                           bool adds);
// Means over windows without padding.
void rci_average_pool_forward(rci_pool pool, const float *input, float *output);
void rci_average_pool_backward(rci_pool pool, const float *outer, float *inner, bool adds);
// Each point four times.
void rci_upsample_forward(int64_t images, int64_t height, int64_t width, int64_t channels,
                          const float *input, float *output);
void rci_upsample_backward(int64_t images, int64_t height, int64_t width, int64_t channels,
                           const float *outer, float *inner, bool adds);
// Every `stride`-th point of every such row, with channels of zeros around its own.
typedef struct {
  int64_t count, height, width, channels, stride, outputs;
} rci_subsample;
void rci_subsample_forward(rci_subsample sample, const float *input, float *output);
void rci_subsample_backward(rci_subsample sample, const float *outer, float *inner, bool adds);

// --- Steps.

// velocity = momentum * velocity + gradient + decay * value; value -= rate * velocity, or for Nesterov along gradient + momentum * velocity.
typedef struct {
  float momentum, decay, rate;
  bool is_nesterov;
} rci_descent;
void rci_descend(rci_descent step, const float *gradient, float *velocity, float *values,
                 int64_t count);
// Adam; decay is taken off the values where it is decoupled and else added to the gradient.
typedef struct {
  float decay, rate, mean_share, square_share, epsilon;
  bool is_decoupled;
} rci_adam;
void rci_adapt(rci_adam step, const float *gradient, float *means, float *squares, float *values,
               int64_t count);
// average = keep * average + (1 - keep) * values.
void rci_average(float keep, const float *values, float *average, int64_t count);

#ifdef __cplusplus
}
#endif

#endif
