#include "CTraining.h"
#include "Panels.h"

#include <math.h>
#include <string.h>

// The most classes that are few.
enum { FEW = 8 };

typedef uint32_t block_bits __attribute__((ext_vector_type(16), aligned(sizeof(uint32_t))));

// Replaces numbers x <= 0 by e^x to 3e-7 relative; below -87 it is zero. x = n ln 2 + r: n goes into the exponent's bits,
// the Taylor polynomial of degree 6 (remainder below 2e-8) gives the rest.
INLINE void exponentiate(block_vector *values) {
  const block_vector value = *values;
  const block_vector shifted = value * 1.44269504f + 12582912.0f;
  const block_vector power = shifted - 12582912.0f;
  const block_vector rest = (value - power * 0.693145752f) - power * 1.42860677e-06f;
  block_vector series = rest * 0.00138888889f + 0.00833333333f;
  series = series * rest + 0.0416666667f;
  series = series * rest + 0.166666667f;
  series = series * rest + 0.5f;
  series = series * rest + 1.0f;
  series = series * rest + 1.0f;
  block_bits bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits << 23) + (127u << 23);
  block_vector scale;
  memcpy(&scale, &bits, sizeof scale);
  *values = value < -87.0f ? (block_vector)(0.0f) : series * scale;
}

// One row of scores: a piece in every panel.
typedef struct {
  const rc_matrix *scores;
  int64_t row, panels;
} score_row;

INLINE float *piece(score_row row, int64_t panel) {
  return row.scores->start + panel * row.scores->stride + row.row * RC_PANEL;
}

// Where a class stands in its row.
INLINE float *score_of(score_row row, int64_t label) {
  int64_t panel = label / RC_PANEL;
  if (panel >= row.scores->whole)
    panel = row.scores->whole + (label - row.scores->whole * RC_PANEL) / NARROW;
  return piece(row, panel) + label - panel_start(row.scores, panel);
}

// The largest scores of a row, lane by lane; NaN counts as no number.
INLINE void largest(score_row row, block_vector *lanes) {
  *lanes = -INFINITY;
  for (int64_t panel = 0; panel < row.panels; panel++) {
    const float *values = piece(row, panel);
    for (int64_t column = 0; column < filled_width(row.scores, panel); column += BLOCK) {
      const block_vector value = *(const block_vector *)(values + column);
      *lanes = value > *lanes ? value : *lanes;
    }
  }
}

// Replaces the scores of a row by their exponentials beside the largest one's, which add up lane by lane.
INLINE void exponentials(score_row row, float top, block_vector *lanes) {
  *lanes = 0;
  for (int64_t panel = 0; panel < row.panels; panel++) {
    float *values = piece(row, panel);
    for (int64_t column = 0; column < filled_width(row.scores, panel); column += BLOCK) {
      block_vector value = *(const block_vector *)(values + column) - top;
      exponentiate(&value);
      *(block_vector *)(values + column) = value;
      *lanes += value;
    }
  }
}

INLINE void multiply_row(score_row row, float factor) {
  for (int64_t panel = 0; panel < row.panels; panel++) {
    float *values = piece(row, panel);
    for (int64_t column = 0; column < filled_width(row.scores, panel); column += BLOCK)
      *(block_vector *)(values + column) *= factor;
  }
}

// Replaces the scores of up to 16 rows by their softmax times `share`, with the denominators, and how far each label's score
// lies below the largest. Lanes are put together for all rows at a time: one row's would wait for each other.
INLINE void softmax_rows(score_row first, int64_t count, const int32_t *labels, float share,
                         float *totals, float *margins) {
  block_vector lanes[BLOCK] = {0}, top = -INFINITY, total = 0;
  const int64_t last = first.panels - 1;
  for (int64_t index = 0; index < count; index++) {
    const score_row row = {first.scores, first.row + index, first.panels};
    // What fills up the last block is to have no share.
    for (int64_t column = panel_width(row.scores, last); column < filled_width(row.scores, last);
         column++)
      piece(row, last)[column] = -INFINITY;
    largest(row, &lanes[index]);
  }
  transpose_block(lanes);
  for (int lane = 0; lane < BLOCK; lane++) top = lanes[lane] > top ? lanes[lane] : top;
  for (int64_t index = 0; index < count; index++) {
    const score_row row = {first.scores, first.row + index, first.panels};
    margins[index] = top[index] - *score_of(row, labels[index]);
    exponentials(row, top[index], &lanes[index]);
  }
  transpose_block(lanes);
  for (int lane = 0; lane < BLOCK; lane++) total += lanes[lane];
  *(block_vector *)totals = total;
  const block_vector factor = share / total;
  for (int64_t index = 0; index < count; index++)
    multiply_row((score_row){first.scores, first.row + index, first.panels}, factor[index]);
}

// The same for a whole block of rows of few classes, with the vector lanes across the rows.
INLINE void softmax_block(float *rows, const int32_t *labels, int64_t classes, float share,
                          float *totals, float *margins) {
  block_vector columns[FEW], top, total = 0;
  for (int64_t index = 0; index < classes; index++)
    for (int row = 0; row < BLOCK; row++) columns[index][row] = rows[row * RC_PANEL + index];
  top = columns[0];
  for (int64_t index = 1; index < classes; index++)
    top = columns[index] > top ? columns[index] : top;
  for (int row = 0; row < BLOCK; row++)
    margins[row] = top[row] - rows[row * RC_PANEL + labels[row]];
  for (int64_t index = 0; index < classes; index++) {
    columns[index] -= top;
    exponentiate(&columns[index]);
    total += columns[index];
  }
  *(block_vector *)totals = total;
  for (int64_t index = 0; index < classes; index++) {
    const block_vector share_of = columns[index] * (share / total);
    for (int row = 0; row < BLOCK; row++) rows[row * RC_PANEL + index] = share_of[row];
  }
}

DISPATCHED double rc_softmax_gradient(rc_matrix scores, const int32_t *labels, int64_t rows) {
  const float share = 1 / (float)rows;
  const int64_t classes = scores.columns, panels = panel_count(&scores);
  double loss = 0;
  for (int64_t start = 0; start < rows; start += BLOCK) {
    const int64_t count = rows - start < BLOCK ? rows - start : BLOCK;
    float totals[BLOCK], margins[BLOCK];
    if (classes <= FEW && count == BLOCK) {
      softmax_block(scores.start + start * RC_PANEL, labels + start, classes, share, totals,
                    margins);
    } else {
      softmax_rows((score_row){&scores, start, panels}, count, labels + start, share, totals,
                   margins);
    }
    // One logarithm for the block: each denominator is at least 1 and at most the number of classes, so that the product
    // of 16 stays in range.
    double product = 1;
    for (int64_t row = 0; row < count; row++) {
      *score_of((score_row){&scores, start + row, panels}, labels[start + row]) -= share;
      loss += margins[row];
      product *= totals[row];
    }
    loss += log(product);
  }
  return loss;
}
