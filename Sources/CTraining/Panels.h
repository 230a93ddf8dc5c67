#ifndef ROLLCALL_PANELS_H
#define ROLLCALL_PANELS_H

#include "CTraining.h"

// One machine-code body for each generation of processors, picked once by the loader.
#if defined(__x86_64__)
#define DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCHED
#endif
#define INLINE static inline __attribute__((always_inline))

enum {
  // The columns of a panel that is not whole.
  NARROW = 32,
  // What the columns of the last panel are filled up to a multiple of, and what passes take at a time where they leave the
  // compiler no choice.
  BLOCK = 16,
  BLOCKS_OF_PANEL = RC_PANEL / BLOCK,
  // The records that a gradient's sum is of before the next one, so that few roundings add up; a tile keeps as many rows of the
  // right factor in the first cache.
  RECORDS_AT_A_TIME = 128,
  // The flags that have a table of sums, and the tables that stand at the same time: a word holds an index for each.
  FLAGS_OF_GROUP = 4,
  GROUPS = 8,
  CHUNK = GROUPS * FLAGS_OF_GROUP
};

typedef float block_vector __attribute__((ext_vector_type(16), aligned(sizeof(float))));

// The first column of a panel.
INLINE int64_t panel_start(const rc_matrix *matrix, int64_t panel) {
  const int64_t narrow = panel > matrix->whole ? panel - matrix->whole : 0;
  const int64_t start = (panel - narrow) * RC_PANEL + narrow * NARROW;
  return start < matrix->columns ? start : matrix->columns;
}

// The columns of a panel.
INLINE int64_t panel_width(const rc_matrix *matrix, int64_t panel) {
  return panel_start(matrix, panel + 1) - panel_start(matrix, panel);
}

// A panel's columns with those that fill up its last block.
INLINE int64_t filled_width(const rc_matrix *matrix, int64_t panel) {
  return (panel_width(matrix, panel) + BLOCK - 1) / BLOCK * BLOCK;
}

INLINE int64_t panel_count(const rc_matrix *matrix) {
  const int64_t rest = matrix->columns - matrix->whole * RC_PANEL;
  return matrix->whole + (rest > 0 ? (rest + NARROW - 1) / NARROW : 0);
}

// Transposes 16 vectors: four times, the first and the second half of them are interleaved.
INLINE void transpose_block(block_vector rows[BLOCK]) {
#pragma clang loop unroll(full)
  for (int round = 0; round < 4; round++) {
    block_vector mixed[BLOCK];
#pragma clang loop unroll(full)
    for (int row = 0; row < BLOCK / 2; row++) {
      mixed[2 * row] = __builtin_shufflevector(rows[row], rows[row + BLOCK / 2], 0, 16, 1, 17, 2,
                                               18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      mixed[2 * row + 1] =
          __builtin_shufflevector(rows[row], rows[row + BLOCK / 2], 8, 24, 9, 25, 10, 26, 11, 27,
                                  12, 28, 13, 29, 14, 30, 15, 31);
    }
#pragma clang loop unroll(full)
    for (int row = 0; row < BLOCK; row++) rows[row] = mixed[row];
  }
}

#endif
