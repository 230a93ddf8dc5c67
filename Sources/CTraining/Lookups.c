#include "CTraining.h"
#include "Panels.h"

#include <string.h>

// Products with features that have two values each. Four of them have 16 sums of their rows of weights between them: once these
// stand in a table, one addition does what four multiplications and additions do otherwise (Arlazarov, Dinic, Kronrod and
// Faradžev 1970). The tables of 32 flags for three vectors stay in the first cache, 24 KiB. In the gradient, records take the
// place of features.

#define UNROLLED _Pragma("clang loop unroll(full)")
#define JOINED(name, lanes) name##_##lanes
#define NAMED(name, lanes) JOINED(name, lanes)
#define NAME(name) NAMED(name, LANES)

enum { MOST_ROWS = 4, MOST_VECTORS = 3, SUMS = 1 << FLAGS_OF_GROUP };

// Some columns of one panel of a product.
typedef struct {
  const rc_flag_batch *batch;
  const float *weights, *start;
  float *result;
} flag_product_block;

// Some columns of one panel of a gradient, for all records or 32 of them.
typedef struct {
  int64_t columns, rows;
  const float *base, *change, *outer;
  const uint8_t *indices;
  float *gradient, *weights;
  rc_rule rule;
} flag_gradient_block;

// The functions for one, two and three vectors.
typedef struct {
  int64_t lanes;
  void (*product[MOST_VECTORS])(const flag_product_block *, int64_t rows);
  void (*gradient[MOST_VECTORS])(flag_gradient_block);
} lookups;

// The gradient before the batch and the penalty come in once, and the step is taken along all of it.
static flag_gradient_block part_of(const flag_gradient_block *block, int64_t chunk) {
  flag_gradient_block part = *block;
  part.indices += chunk * block->columns * GROUPS;
  if (chunk > 0) {
    part.rule.keep = 1;
    part.rule.decay = 0;
  }
  if ((chunk + 1) * CHUNK < block->rows) part.rule.rate = 0;
  return part;
}

#define LANES 4
#define TARGET
#include "Lookups.h"

#if defined(__x86_64__)
#define LANES 8
#define TARGET __attribute__((target("avx2,fma")))
#include "Lookups.h"

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")))
#include "Lookups.h"
#endif

static const lookups *lookups_of(int64_t lanes) {
#if defined(__x86_64__)
  if (lanes == 16) return &lookups_16;
  if (lanes == 8) return &lookups_8;
#endif
  return &lookups_4;
}

void rc_flag_product(int64_t lanes, rc_flag_batch batch, rc_matrix right, int64_t panel,
                     const float *start, int64_t rows, rc_matrix result) {
  const lookups *use = lookups_of(lanes);
  const int64_t vectors = filled_width(&right, panel) / BLOCK;
  for (int64_t part = 0; part < BLOCK / use->lanes; part++) {
    const int64_t column = part * vectors * use->lanes;
    const flag_product_block block = {.batch = &batch,
                                      .weights = right.start + panel * right.stride + column,
                                      .start = start + column,
                                      .result = result.start + panel * result.stride + column};
    use->product[vectors - 1](&block, rows);
  }
}

void rc_flag_gradient(int64_t lanes, rc_flag_batch batch, rc_matrix right, int64_t panel,
                      int64_t rows, rc_rule rule, rc_matrix gradient, rc_matrix weights) {
  const lookups *use = lookups_of(lanes);
  const int64_t vectors = filled_width(&right, panel) / BLOCK;
  for (int64_t part = 0; part < BLOCK / use->lanes; part++) {
    const int64_t column = part * vectors * use->lanes;
    use->gradient[vectors - 1]((flag_gradient_block){
        .columns = batch.columns,
        .rows = rows,
        .base = batch.base,
        .change = batch.change,
        .outer = right.start + panel * right.stride + column,
        .indices = batch.of_features,
        .gradient = gradient.start + panel * gradient.stride + column,
        .weights = weights.start + panel * weights.stride + column,
        .rule = rule});
  }
}
