#include "CTraining.h"
#include "Panels.h"

// The products of training. A tile of the result stays in registers while all its terms are added; the tiles go down a
// panel of the result, whose part of the right factor meanwhile stays in the first cache.

#define UNROLLED _Pragma("clang loop unroll(full)")
#define UNROLLED_BY_FOUR _Pragma("clang loop unroll_count(4)")
#define JOINED(name, lanes) name##_##lanes
#define NAMED(name, lanes) JOINED(name, lanes)
#define NAME(name) NAMED(name, LANES)

enum {
  MOST_ROWS = 12,
  MOST_VECTORS = 3,
  // The panels of the left factor that are summed up before the next tile: 144 rows of the right factor are 27 KiB.
  PANELS_AT_A_TIME = 3
};

// Some terms of one panel of a product.
typedef struct {
  const rc_matrix *left;
  // The left factor's panels that are added up.
  int64_t first, last;
  // The rows of the right factor that belong to them, and where every row of the result starts from.
  const float *right, *start;
  float *result;
  // Whether the result already holds the terms before.
  int resumes;
} product_block;

// Some records of one panel of a gradient.
typedef struct {
  const float *right;
  int64_t terms;
  float *gradient, *weights;
  rc_rule rule;
  // For every record that is added up, one that is read next, and its length.
  const float *next[RECORDS_AT_A_TIME];
  int64_t next_columns;
} gradient_block;

// The strips of one, two and three vectors.
typedef struct {
  int64_t lanes;
  void (*product[MOST_VECTORS])(const product_block *, int64_t rows, int64_t column);
  void (*gradient[MOST_VECTORS])(const gradient_block *, const float *left, int64_t first,
                                 int64_t rows, int64_t column);
} strips;

// Tiles of up to 12 sums leave room for their factors in the 16 registers of older processors, of 24 in AVX-512's 32.
#define LANES 4
#define TARGET
#define ROWS_OF_ONE 6
#define ROWS_OF_TWO 6
#define ROWS_OF_THREE 4
#include "Tiles.h"

#if defined(__x86_64__)
#define LANES 8
#define TARGET __attribute__((target("avx2,fma")))
#define ROWS_OF_ONE 6
#define ROWS_OF_TWO 6
#define ROWS_OF_THREE 4
#include "Tiles.h"

#define LANES 16
#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")))
#define ROWS_OF_ONE 12
#define ROWS_OF_TWO 12
#define ROWS_OF_THREE 8
#include "Tiles.h"
#endif

int64_t rc_widest_lanes(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return 16;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 8;
#endif
  return 4;
}

static const strips *strips_of(int64_t lanes) {
#if defined(__x86_64__)
  if (lanes == 16) return &strips_16;
  if (lanes == 8) return &strips_8;
#endif
  return &strips_4;
}

void rc_product(int64_t lanes, rc_matrix left, rc_matrix right, int64_t panel,
                const float *start, int64_t rows, rc_matrix result) {
  const strips *use = strips_of(lanes);
  const int64_t vectors = filled_width(&right, panel) / BLOCK;
  const int64_t panels = panel_count(&left);
  product_block block = {.left = &left,
                         .right = right.start + panel * right.stride,
                         .start = start,
                         .result = result.start + panel * result.stride};
  while (block.first < panels) {
    block.last = block.first + PANELS_AT_A_TIME;
    if (block.last > panels) block.last = panels;
    for (int64_t part = 0; part < BLOCK / use->lanes; part++)
      use->product[vectors - 1](&block, rows, part * vectors * use->lanes);
    block.right +=
        (panel_start(&left, block.last) - panel_start(&left, block.first)) * RC_PANEL;
    block.first = block.last;
    block.resumes = 1;
  }
}

// Chooses which records to ask for while those of a block are added up.
static void look_ahead(gradient_block *block, const rc_upcoming *next, int64_t first) {
  block->next_columns = next->count > 0 ? next->columns : 0;
  for (int64_t term = 0; term < block->terms; term++)
    block->next[term] = next->count > 0
                            ? next->features + next->rows[(first + term) % next->count] * next->columns
                            : block->right;
}

void rc_gradient(int64_t lanes, rc_matrix left, rc_matrix right, int64_t panel, int64_t rows,
                 rc_rule rule, rc_matrix gradient, rc_matrix weights, rc_upcoming next) {
  const strips *use = strips_of(lanes);
  const int64_t vectors = filled_width(&right, panel) / BLOCK;
  gradient_block block = {.gradient = gradient.start + panel * gradient.stride,
                          .weights = weights.start + panel * weights.stride};
  for (int64_t first = 0; first < rows; first += RECORDS_AT_A_TIME) {
    const int64_t rest = rows - first;
    block.terms = rest < RECORDS_AT_A_TIME ? rest : RECORDS_AT_A_TIME;
    block.right = right.start + panel * right.stride + first * RC_PANEL;
    // The gradient before the batch and the penalty come in once, and the step is taken along all of it.
    block.rule.keep = first == 0 ? rule.keep : 1;
    block.rule.decay = first == 0 ? rule.decay : 0;
    block.rule.rate = block.terms == rest ? rule.rate : 0;
    look_ahead(&block, &next, first);
    for (int64_t part = 0; part < BLOCK / use->lanes; part++)
      for (int64_t place = 0; place < panel_count(&left); place++)
        use->gradient[vectors - 1](&block, left.start + place * left.stride + first * RC_PANEL,
                                   panel_start(&left, place), panel_width(&left, place),
                                   part * vectors * use->lanes);
  }
}
