#ifndef ROLLCALL_CTRAINING_H
#define ROLLCALL_CTRAINING_H

#include <stdint.h>

// What training spends its time on: matrix products, and the passes over a batch between them. It is in C for one reason:
// each function is compiled for several generations of processors, and the one that runs is chosen when the program
// runs, which Swift cannot do. All arithmetic is in single precision; the last bits depend on the processor.

// The columns that stand together: three vectors of the widest kind.
enum { RC_PANEL = 48 };

// A matrix that stands as panels of some of its columns: in a panel, rows of RC_PANEL numbers follow one another. A panel has 48
// columns or, after the first `whole` ones, 32. Whatever fills up the last one to a multiple of 16 is there, and zero in
// all factors of products.
typedef struct {
  float *_Nonnull start;
  int64_t columns;
  int64_t whole;
  // How far apart the panels start.
  int64_t stride;
} rc_matrix;

// What becomes of a batch's gradient: with `keep` of what was there and `decay` times the weights added, it stays as the
// gradient, and the weights move by -`rate` times that.
typedef struct {
  float keep, decay, rate;
} rc_rule;

// The numbers in the widest vectors that the processor has: 16, 8 or 4.
int64_t rc_widest_lanes(void);

// Computes a panel of left x right for the first rows: each row is `start` and the sum over the left factor's columns.
// `lanes` is at most that of the processor.
void rc_product(int64_t lanes, rc_matrix left, rc_matrix right, int64_t panel,
                const float *_Nonnull start, int64_t rows, rc_matrix result);

// The records that will be read next: rows of a matrix that is larger than the caches.
typedef struct {
  const float *_Nullable features;
  const int64_t *_Nullable rows;
  int64_t count;
  int64_t columns;
} rc_upcoming;

// Adds left^T x right over the first rows to a panel of a gradient, and moves the weights along it. What comes next is
// brought into the second cache meanwhile.
void rc_gradient(int64_t lanes, rc_matrix left, rc_matrix right, int64_t panel, int64_t rows,
                 rc_rule rule, rc_matrix gradient, rc_matrix weights, rc_upcoming next);

// The same for biases: the sums of the columns of a panel of `outer`. Gradient and biases have one row.
void rc_bias_gradient(rc_matrix outer, int64_t panel, int64_t rows, rc_rule rule,
                      rc_matrix gradient, rc_matrix biases);

// Computes the first rows of left x right^T + biases for few outputs: the right factor has a row for each, with the left one's
// panels. The result is one panel.
void rc_narrow_product(rc_matrix left, rc_matrix right, int64_t outputs,
                       const float *_Nonnull biases, int64_t rows, rc_matrix result);

// Transposes some rows into one panel. What fills up to multiples of 16 is written too.
void rc_transpose(rc_matrix weights, int64_t first, int64_t rows, float *_Nonnull result);

// Copies rows of a matrix, each shifted, scaled and with zero for NaN, to rows that stand `stride` apart.
void rc_gather_rows(const float *_Nonnull features, const int64_t *_Nonnull rows, int64_t count,
                    int64_t columns, const float *_Nonnull shift, const float *_Nonnull scale,
                    float *_Nonnull batch, int64_t stride);

// The same into whole panels, from features of `total` numbers. Shifts and scales are panels of one row.
void rc_gather_panels(const float *_Nonnull features, int64_t total, const int64_t *_Nonnull rows,
                      int64_t count, rc_matrix shift, rc_matrix scale, rc_matrix batch);

// The same from flags, of which a row has as many words as the batch's columns fill.
void rc_gather_flags(const uint16_t *_Nonnull flags, const int64_t *_Nonnull rows, int64_t count,
                     rc_matrix shift, rc_matrix scale, rc_matrix batch);

// Records whose features have two values each, as indices into sums of four terms: multiples of 16, by four flags each.
typedef struct {
  int64_t columns;
  // The records that there is room for.
  int64_t capacity;
  // A column's value that is nearer to zero, and how much the other one differs; zero up to a multiple of 16 columns.
  const float *_Nonnull base;
  const float *_Nonnull change;
  // In words of 16 columns, those that are further from zero where their flags are not set.
  const uint16_t *_Nonnull flips;
  // Eight indices for 32 features of each record, then those for the next 32; and eight for 32 records of each feature, and so on.
  const uint8_t *_Nonnull of_records;
  const uint8_t *_Nonnull of_features;
} rc_flag_batch;

// Finds the indices of some records. Both lists have whole words of eight: for each record of the capacity and 32 features, and
// for each feature and 32 records.
void rc_gather_indices(const uint16_t *_Nonnull flags, const int64_t *_Nonnull rows, int64_t count,
                       rc_flag_batch batch, uint8_t *_Nonnull of_records,
                       uint8_t *_Nonnull of_features);

// The same as rc_product with a batch of flags as the left factor.
void rc_flag_product(int64_t lanes, rc_flag_batch batch, rc_matrix right, int64_t panel,
                     const float *_Nonnull start, int64_t rows, rc_matrix result);

// The same as rc_gradient with a batch of flags as the left factor.
void rc_flag_gradient(int64_t lanes, rc_flag_batch batch, rc_matrix right, int64_t panel,
                      int64_t rows, rc_rule rule, rc_matrix gradient, rc_matrix weights);

// Computes the sum of squares of each of some records of flags.
void rc_flag_square_norms(const uint16_t *_Nonnull flags, const int64_t *_Nonnull rows,
                          int64_t count, rc_flag_batch batch, float *_Nonnull norms);

// The words of 16 flags that some columns fill.
int64_t rc_flag_words(int64_t columns);

// Stores rows of numbers as flags and returns 1, or returns 0 where one is neither 0 nor 1.
int rc_pack_flags(const float *_Nonnull numbers, int64_t rows, int64_t columns,
                  uint16_t *_Nonnull flags);

// Replaces numbers by their hyperbolic tangents, to 4e-7; as in all passes below, in rows that start `stride` apart.
void rc_tanh(float *_Nonnull values, int64_t rows, int64_t columns, int64_t stride);

// Multiplies gradients by 1 - output^2.
void rc_tanh_gradient(float *_Nonnull gradients, const float *_Nonnull outputs, int64_t rows,
                      int64_t columns, int64_t stride);

// Replaces numbers by x times the normal distribution function, in its tanh form.
void rc_gelu(float *_Nonnull values, int64_t rows, int64_t columns, int64_t stride);

// Multiplies gradients by the derivative of the same at its inputs.
void rc_gelu_gradient(float *_Nonnull gradients, const float *_Nonnull inputs, int64_t rows,
                      int64_t columns, int64_t stride);

// Replaces the scores of each row by (softmax - one-hot label) / rows, and returns the sum of the rows' cross-entropies.
double rc_softmax_gradient(rc_matrix scores, const int32_t *_Nonnull labels, int64_t rows);

// Computes the sum of squares of each of the first rows.
void rc_square_norms(rc_matrix matrix, int64_t rows, float *_Nonnull norms);

// Multiplies each of the first rows by a factor of its own; by zero, whatever it holds.
void rc_scale_rows(rc_matrix matrix, int64_t rows, const float *_Nonnull factors);

// Rounds the first rows of a panel to whole units, adds noise in units (rows x the panel's columns, of mean -1/2), and gives
// the share of that.
void rc_add_noise(rc_matrix gradient, int64_t panel, int64_t rows, const int32_t *_Nonnull noise,
                  float unit, float share);

// Does so and takes the step: with a rule's share of the velocity and its penalty, what the noise made of the gradient becomes the
// velocity, along which the weights move. The gradient stays.
void rc_noisy_step(rc_matrix gradient, int64_t panel, int64_t rows, const int32_t *_Nonnull noise,
                   float unit, float share, rc_rule rule, rc_matrix velocity, rc_matrix weights);

#endif
