// The inner loops of the products for one width of vectors. Products.c includes this once for each width, with LANES, TARGET
// (the instructions that the functions may use) and the rows of a tile of one, two and three vectors defined.

typedef float NAME(vector) __attribute__((ext_vector_type(LANES), aligned(sizeof(float))));
#define VECTOR NAME(vector)

// Adds `terms` products to the sums of a tile, which stay in registers throughout. The steps of the left factor are
// constants in every caller: additions to pointers would compete with the multiplications for the same two ports. Four terms
// to a jump: where a longer row of jumps ends is foreseen badly. With each term goes a request for what will be read later,
// some numbers into each of `next`.
INLINE void NAME(accumulate)(VECTOR sum[MOST_ROWS][MOST_VECTORS], const int rows,
                             const int vectors, const float *left, const int row_step,
                             const int term_step, const float *right, int64_t terms,
                             const float *const *next, int64_t place) {
  UNROLLED_BY_FOUR for (int64_t term = 0; term < terms; term++) {
    VECTOR factor[MOST_VECTORS];
    UNROLLED for (int v = 0; v < vectors; v++) factor[v] = *(const VECTOR *)(right + v * LANES);
    UNROLLED for (int row = 0; row < rows; row++) {
      const VECTOR spread = (VECTOR)(left[row * row_step]);
      UNROLLED for (int v = 0; v < vectors; v++) sum[row][v] += spread * factor[v];
    }
    if (next) __builtin_prefetch(next[term] + place, 0, 2);
    left += term_step;
    right += RC_PANEL;
  }
}

INLINE void NAME(product_tile)(const int rows, const int vectors, const product_block *block,
                               int64_t row, int64_t column) {
  VECTOR sum[MOST_ROWS][MOST_VECTORS];
  float *result = block->result + row * RC_PANEL + column;
  const float *start = block->resumes ? result : block->start + column;
  const int64_t start_step = block->resumes ? RC_PANEL : 0;
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++)
      sum[i][v] = *(const VECTOR *)(start + i * start_step + v * LANES);
  }
  const float *right = block->right + column;
  for (int64_t panel = block->first; panel < block->last; panel++) {
    const float *left = block->left->start + panel * block->left->stride + row * RC_PANEL;
    const int64_t terms = panel_width(block->left, panel);
    NAME(accumulate)(sum, rows, vectors, left, RC_PANEL, 1, right, terms, 0, 0);
    right += terms * RC_PANEL;
  }
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++)
      *(VECTOR *)(result + i * RC_PANEL + v * LANES) = sum[i][v];
  }
}

INLINE void NAME(gradient_tile)(const int rows, const int vectors, const gradient_block *block,
                                const float *left, int64_t row, int64_t column) {
  VECTOR sum[MOST_ROWS][MOST_VECTORS];
  float *gradient = block->gradient + row * RC_PANEL + column;
  float *weights = block->weights + row * RC_PANEL + column;
  const rc_rule rule = block->rule;
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      sum[i][v] = (VECTOR)(0.0f);
      // The tile after this one: its numbers may lie beyond the second cache, and arrive while this one multiplies.
      const int64_t next = (rows + i) * RC_PANEL + v * LANES;
      __builtin_prefetch(gradient + next, 1, 2);
      __builtin_prefetch(weights + next, 1, 2);
    }
  }
  // Tiles have fewer rows than a cache line has numbers, so that each line of the records to come is asked for by some tile.
  const int64_t line = row / rows * 16;
  NAME(accumulate)(sum, rows, vectors, left, 1, RC_PANEL, block->right + column, block->terms,
                   block->next, line < block->next_columns ? line : 0);
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      const int64_t at = i * RC_PANEL + v * LANES;
      VECTOR total = sum[i][v];
      if (rule.keep != 0) total += rule.keep * *(VECTOR *)(gradient + at);
      if (rule.decay != 0) total += rule.decay * *(VECTOR *)(weights + at);
      *(VECTOR *)(gradient + at) = total;
      if (rule.rate != 0) *(VECTOR *)(weights + at) -= rule.rate * total;
    }
  }
}

// All rows of a result, for as many columns as a tile has: whole tiles, then of four rows and fewer.
#define STRIPS(VECTORS, ROWS)                                                                   \
  TARGET static void NAME(product_##VECTORS)(const product_block *block, int64_t rows,          \
                                             int64_t column) {                                  \
    int64_t row = 0;                                                                            \
    for (; row + ROWS <= rows; row += ROWS)                                                     \
      NAME(product_tile)(ROWS, VECTORS, block, row, column);                                    \
    for (; row + 4 <= rows; row += 4) NAME(product_tile)(4, VECTORS, block, row, column);       \
    for (; row < rows; row++) NAME(product_tile)(1, VECTORS, block, row, column);               \
  }                                                                                             \
  TARGET static void NAME(gradient_##VECTORS)(const gradient_block *block, const float *left,   \
                                              int64_t first, int64_t rows, int64_t column) {    \
    int64_t row = 0;                                                                            \
    for (; row + ROWS <= rows; row += ROWS)                                                     \
      NAME(gradient_tile)(ROWS, VECTORS, block, left + row, first + row, column);               \
    for (; row + 4 <= rows; row += 4)                                                           \
      NAME(gradient_tile)(4, VECTORS, block, left + row, first + row, column);                  \
    for (; row + 2 <= rows; row += 2)                                                           \
      NAME(gradient_tile)(2, VECTORS, block, left + row, first + row, column);                  \
    for (; row < rows; row++)                                                                   \
      NAME(gradient_tile)(1, VECTORS, block, left + row, first + row, column);                  \
  }

STRIPS(1, ROWS_OF_ONE)
STRIPS(2, ROWS_OF_TWO)
STRIPS(3, ROWS_OF_THREE)

static const strips NAME(strips) = {
    LANES,
    {NAME(product_1), NAME(product_2), NAME(product_3)},
    {NAME(gradient_1), NAME(gradient_2), NAME(gradient_3)}};

#undef VECTOR
#undef LANES
#undef TARGET
#undef ROWS_OF_ONE
#undef ROWS_OF_TWO
#undef ROWS_OF_THREE
