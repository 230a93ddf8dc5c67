// Products with flags for one width of vectors, without multiplications. Lookups.c includes this once for each width, with LANES
// and TARGET (the instructions that the functions may use) defined.

typedef float NAME(lookup_vector) __attribute__((ext_vector_type(LANES), aligned(sizeof(float))));
#define VECTOR NAME(lookup_vector)

// Where the vectors of a group's sums start: the first two stand side by side, the third in a table of its own, so that an
// index times a power of two is the way to each.
INLINE float *NAME(sums_of)(const int vectors, float *table, int group, const int vector) {
  const int width = vectors % 2 == 1 && vector == vectors - 1 ? 1 : 2;
  return table + vector / 2 * (GROUPS * SUMS * 2 * LANES) + group * (SUMS * width * LANES) +
         vector % 2 * LANES;
}

// Writes the 16 sums that four terms, each there or not, can have.
INLINE void NAME(tabulate)(const int vectors, const int vector, int group,
                           const VECTOR *none, const VECTOR terms[FLAGS_OF_GROUP], float *table) {
  const int width = vectors % 2 == 1 && vector == vectors - 1 ? 1 : 2;
  float *target = NAME(sums_of)(vectors, table, group, vector);
  VECTOR sums[SUMS];
  sums[0] = *none;
  UNROLLED for (int sum = 1; sum < SUMS; sum++)
    sums[sum] = sums[sum & (sum - 1)] + terms[__builtin_ctz((unsigned)sum)];
  UNROLLED for (int sum = 0; sum < SUMS; sum++)
    *(VECTOR *)(target + sum * width * LANES) = sums[sum];
}

// Adds to some rows what their indices stand for.
INLINE void NAME(look_up)(const int rows, const int vectors, const uint8_t *indices,
                          const float *table, VECTOR sums[MOST_ROWS][MOST_VECTORS]) {
  uint64_t of_row[MOST_ROWS];
  UNROLLED for (int row = 0; row < rows; row++)
    memcpy(&of_row[row], indices + row * GROUPS, sizeof of_row[row]);
  UNROLLED for (int group = 0; group < GROUPS; group++) {
    UNROLLED for (int row = 0; row < rows; row++) {
      // A multiple of 16, and so of the bytes of some sums.
      const uint64_t index = of_row[row] >> (8 * group) & 255;
      UNROLLED for (int vector = 0; vector < vectors; vector++) {
        const int width = vectors % 2 == 1 && vector == vectors - 1 ? 1 : 2;
        const char *place = (const char *)NAME(sums_of)(vectors, (float *)table, group, vector) +
                            index * (width * LANES * sizeof(float) / SUMS);
        sums[row][vector] += *(const VECTOR *)place;
      }
    }
  }
}

// The sums of the weights of 32 features from one on, for both values of each.
INLINE void NAME(tabulate_weights)(const int vectors, const flag_product_block *block,
                                   int64_t first, float *table) {
  for (int group = 0; group < GROUPS; group++) {
    const int64_t feature = first + group * FLAGS_OF_GROUP;
    const int is_there = feature < block->batch->columns;
    const float *weights = block->weights + feature * RC_PANEL;
    UNROLLED for (int vector = 0; vector < vectors; vector++) {
      VECTOR none = 0, terms[FLAGS_OF_GROUP] = {0};
      UNROLLED for (int term = 0; is_there && term < FLAGS_OF_GROUP; term++) {
        const VECTOR weight = *(const VECTOR *)(weights + term * RC_PANEL + vector * LANES);
        none += block->batch->base[feature + term] * weight;
        terms[term] = block->batch->change[feature + term] * weight;
      }
      NAME(tabulate)(vectors, vector, group, &none, terms, table);
    }
  }
}

INLINE void NAME(product_rows)(const int rows, const int vectors, const flag_product_block *block,
                               int64_t chunk, int64_t row, const float *table) {
  VECTOR sums[MOST_ROWS][MOST_VECTORS];
  float *result = block->result + row * RC_PANEL;
  const float *start = chunk > 0 ? result : block->start;
  const int64_t step = chunk > 0 ? RC_PANEL : 0;
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++)
      sums[i][v] = *(const VECTOR *)(start + i * step + v * LANES);
  }
  const uint8_t *indices =
      block->batch->of_records + (chunk * block->batch->capacity + row) * GROUPS;
  NAME(look_up)(rows, vectors, indices, table, sums);
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++)
      *(VECTOR *)(result + i * RC_PANEL + v * LANES) = sums[i][v];
  }
}

// The sums of the outer gradients of 32 records from one on, and of all of them together.
INLINE void NAME(tabulate_outer)(const int vectors, const flag_gradient_block *block,
                                 int64_t first, float *table, VECTOR all[MOST_VECTORS]) {
  UNROLLED for (int vector = 0; vector < vectors; vector++) all[vector] = 0;
  for (int group = 0; group < GROUPS; group++) {
    const int64_t record = first + group * FLAGS_OF_GROUP;
    const float *outer = block->outer + record * RC_PANEL;
    UNROLLED for (int vector = 0; vector < vectors; vector++) {
      VECTOR none = 0, terms[FLAGS_OF_GROUP] = {0};
      UNROLLED for (int term = 0; term < FLAGS_OF_GROUP; term++) {
        if (record + term < block->rows)
          terms[term] = *(const VECTOR *)(outer + term * RC_PANEL + vector * LANES);
      }
      NAME(tabulate)(vectors, vector, group, &none, terms, table);
      all[vector] += (terms[0] + terms[1]) + (terms[2] + terms[3]);
    }
  }
}

// Adds 32 records to some rows of a gradient. Only the first and the last 32 do more than that.
INLINE void NAME(gradient_rows)(const int rows, const int vectors, const int is_between,
                                const flag_gradient_block *block, int64_t row,
                                const float *table, const VECTOR outer[MOST_VECTORS]) {
  VECTOR sums[MOST_ROWS][MOST_VECTORS] = {0};
  float *gradient = block->gradient + row * RC_PANEL;
  float *weights = block->weights + row * RC_PANEL;
  const float *change = block->change + row, *base = block->base + row;
  const rc_rule rule = block->rule;
  NAME(look_up)(rows, vectors, block->indices + row * GROUPS, table, sums);
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      const int64_t at = i * RC_PANEL + v * LANES;
      VECTOR total = change[i] * sums[i][v] + base[i] * outer[v];
      if (is_between) {
        *(VECTOR *)(gradient + at) += total;
        continue;
      }
      if (rule.keep != 0) total += rule.keep * *(VECTOR *)(gradient + at);
      if (rule.decay != 0) total += rule.decay * *(VECTOR *)(weights + at);
      *(VECTOR *)(gradient + at) = total;
      if (rule.rate != 0) *(VECTOR *)(weights + at) -= rule.rate * total;
    }
  }
}

INLINE void NAME(gradient_chunk)(const int rows, const int vectors, const int is_between,
                                 const flag_gradient_block *block, const float *table,
                                 const VECTOR outer[MOST_VECTORS]) {
  int64_t row = 0;
  for (; row + rows <= block->columns; row += rows)
    NAME(gradient_rows)(rows, vectors, is_between, block, row, table, outer);
  for (; row < block->columns; row++)
    NAME(gradient_rows)(1, vectors, is_between, block, row, table, outer);
}

// All rows of a result, for as many columns as so many vectors have.
#define LOOKUPS(VECTORS, ROWS)                                                                  \
  TARGET static void NAME(flag_product_##VECTORS)(const flag_product_block *block,              \
                                                  int64_t rows) {                               \
    float table[GROUPS * SUMS * MOST_VECTORS * LANES] __attribute__((aligned(64)));             \
    for (int64_t chunk = 0; chunk * CHUNK < block->batch->columns; chunk++) {                   \
      NAME(tabulate_weights)(VECTORS, block, chunk * CHUNK, table);                             \
      int64_t row = 0;                                                                          \
      for (; row + ROWS <= rows; row += ROWS)                                                   \
        NAME(product_rows)(ROWS, VECTORS, block, chunk, row, table);                            \
      for (; row < rows; row++) NAME(product_rows)(1, VECTORS, block, chunk, row, table);       \
    }                                                                                           \
  }                                                                                             \
  TARGET static void NAME(flag_gradient_##VECTORS)(flag_gradient_block block) {                 \
    float table[GROUPS * SUMS * MOST_VECTORS * LANES] __attribute__((aligned(64)));             \
    for (int64_t chunk = 0; chunk * CHUNK < block.rows; chunk++) {                              \
      VECTOR outer[MOST_VECTORS];                                                               \
      NAME(tabulate_outer)(VECTORS, &block, chunk * CHUNK, table, outer);                       \
      const flag_gradient_block part = part_of(&block, chunk);                                  \
      if (chunk > 0 && (chunk + 1) * CHUNK < block.rows)                                        \
        NAME(gradient_chunk)(ROWS, VECTORS, 1, &part, table, outer);                            \
      else                                                                                      \
        NAME(gradient_chunk)(ROWS, VECTORS, 0, &part, table, outer);                            \
    }                                                                                           \
  }

LOOKUPS(1, 4)
LOOKUPS(2, 4)
LOOKUPS(3, 2)

static const lookups NAME(lookups) = {
    LANES,
    {NAME(flag_product_1), NAME(flag_product_2), NAME(flag_product_3)},
    {NAME(flag_gradient_1), NAME(flag_gradient_2), NAME(flag_gradient_3)}};

#undef VECTOR
#undef LANES
#undef TARGET
