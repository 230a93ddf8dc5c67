#include "CTraining.h"
#include "Panels.h"

#include <stdbool.h>
#include <string.h>

// Batches are gathered panel by panel: the rows lie far apart in memory, and more of them are on their way at the same time
// than if each were read to its end.

typedef uint32_t block_bits __attribute__((ext_vector_type(16)));

// One bit for each lane, the first one lowest.
typedef bool block_flags __attribute__((ext_vector_type(16)));

// The place of each lane's flag in a word.
static const block_bits lanes = {1 << 0,  1 << 1,  1 << 2,  1 << 3, 1 << 4,  1 << 5,
                                 1 << 6,  1 << 7,  1 << 8,  1 << 9, 1 << 10, 1 << 11,
                                 1 << 12, 1 << 13, 1 << 14, 1 << 15};

// A panel of a batch: its blocks, and where they are among the shifts, the scales and the records.
typedef struct {
  int64_t first, blocks;
  const float *shift, *scale;
  float *target;
} gathered_panel;

INLINE gathered_panel panel_of(const rc_matrix *shift, const rc_matrix *scale,
                               const rc_matrix *batch, int64_t panel) {
  return (gathered_panel){.first = panel_start(batch, panel),
                          .blocks = filled_width(batch, panel) / BLOCK,
                          .shift = shift->start + panel * shift->stride,
                          .scale = scale->start + panel * scale->stride,
                          .target = batch->start + panel * batch->stride};
}

// Shifts and scales numbers, with zero for NaN.
INLINE void scale_block(block_vector *numbers, const gathered_panel *panel, int64_t column) {
  const block_vector scaled = (*numbers - *(const block_vector *)(panel->shift + column)) *
                              *(const block_vector *)(panel->scale + column);
  *numbers = scaled == scaled ? scaled : 0;
}

DISPATCHED void rc_gather_panels(const float *features, int64_t total, const int64_t *rows,
                                 int64_t count, rc_matrix shift, rc_matrix scale,
                                 rc_matrix batch) {
  for (int64_t place = 0; place < panel_count(&batch); place++) {
    const gathered_panel panel = panel_of(&shift, &scale, &batch, place);
    for (int64_t row = 0; row < count; row++) {
      const int64_t start = rows[row] * batch.columns + panel.first;
      const float *source = features + start;
      float rest[RC_PANEL] = {0};
      // The last block reads on into the next record, which its scale of zero makes zero; after the last record there is none.
      if (start + panel.blocks * BLOCK > total) {
        memcpy(rest, source, (size_t)(total - start) * sizeof(float));
        source = rest;
      }
      for (int64_t column = 0; column < panel.blocks * BLOCK; column += BLOCK) {
        block_vector numbers = *(const block_vector *)(source + column);
        scale_block(&numbers, &panel, column);
        *(block_vector *)(panel.target + row * RC_PANEL + column) = numbers;
      }
    }
  }
}

DISPATCHED void rc_gather_flags(const uint16_t *flags, const int64_t *rows, int64_t count,
                                rc_matrix shift, rc_matrix scale, rc_matrix batch) {
  const int64_t words = rc_flag_words(batch.columns);
  for (int64_t place = 0; place < panel_count(&batch); place++) {
    const gathered_panel panel = panel_of(&shift, &scale, &batch, place);
    const uint16_t *source = flags + panel.first / BLOCK;
    // What columns are scaled to where their flags are not set, and where they are.
    block_vector unset[BLOCKS_OF_PANEL], set[BLOCKS_OF_PANEL];
    for (int64_t block = 0; block < panel.blocks; block++) {
      unset[block] = 0;
      set[block] = 1;
      scale_block(&unset[block], &panel, block * BLOCK);
      scale_block(&set[block], &panel, block * BLOCK);
    }
    for (int64_t row = 0; row < count; row++) {
      const uint16_t *words_of_row = source + rows[row] * words;
      for (int64_t block = 0; block < panel.blocks; block++) {
        const block_bits bits = (block_bits)(uint32_t)words_of_row[block] & lanes;
        *(block_vector *)(panel.target + row * RC_PANEL + block * BLOCK) =
            bits != 0 ? set[block] : unset[block];
      }
    }
  }
}

int64_t rc_flag_words(int64_t columns) { return (columns + BLOCK - 1) / BLOCK; }

DISPATCHED int rc_pack_flags(const float *numbers, int64_t rows, int64_t columns,
                             uint16_t *flags) {
  for (int64_t row = 0; row < rows; row++) {
    block_bits others = 0;
    for (int64_t first = 0; first < columns; first += BLOCK) {
      const float *source = numbers + row * columns + first;
      block_vector rest = 0;
      if (columns - first < BLOCK) {
        memcpy(&rest, source, (size_t)(columns - first) * sizeof(float));
        source = (const float *)&rest;
      }
      const block_vector values = *(const block_vector *)source;
      const block_bits ones = (block_bits)(values == 1);
      others |= ~(ones | (block_bits)(values == 0));
      const block_flags word = __builtin_convertvector(ones, block_flags);
      memcpy(flags++, &word, sizeof *flags);
    }
    if (__builtin_reduce_or(others)) return 0;
  }
  return 1;
}
