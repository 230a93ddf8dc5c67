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

enum {
  MOST_ROWS = 4,
  MOST_VECTORS = 3,
  FLAGS_OF_GROUP = 4,
  SUMS = 1 << FLAGS_OF_GROUP,
  // The groups whose tables stand at the same time: a word holds their indices.
  GROUPS = 8,
  CHUNK = GROUPS * FLAGS_OF_GROUP
};

typedef uint32_t block_bits __attribute__((ext_vector_type(16), aligned(sizeof(uint32_t))));

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

// Each nibble of 32 flags, as a byte's upper half.
INLINE uint64_t spread(uint64_t flags) {
  flags = (flags | flags << 16) & 0x0000FFFF0000FFFF;
  flags = (flags | flags << 8) & 0x00FF00FF00FF00FF;
  return (flags | flags << 4) << 4 & 0xF0F0F0F0F0F0F0F0;
}

// The flags of 32 features in 32 records.
typedef struct {
  uint32_t of[CHUNK];
} flag_square;

// The indices of 16 features, by their flags in the records: 16 records fill the lower half of a word, and 16 the upper one.
INLINE void index_features(const flag_square *square, const int block, uint8_t *target,
                           int64_t features) {
  static const block_bits lanes = {1 << 0,  1 << 1,  1 << 2,  1 << 3, 1 << 4,  1 << 5,
                                   1 << 6,  1 << 7,  1 << 8,  1 << 9, 1 << 10, 1 << 11,
                                   1 << 12, 1 << 13, 1 << 14, 1 << 15};
  block_bits halves[2] = {0}, pairs[2];
  UNROLLED for (int record = 0; record < CHUNK; record++) {
    const int group = record % BLOCK / FLAGS_OF_GROUP;
    const uint32_t bit = 16u << record % FLAGS_OF_GROUP << 8 * group;
    const block_bits bits = (block_bits)square->of[record] & lanes << block * BLOCK;
    halves[record / BLOCK] |= bits != 0 ? (block_bits)bit : (block_bits)0;
  }
  pairs[0] = __builtin_shufflevector(halves[0], halves[1], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5,
                                     21, 6, 22, 7, 23);
  pairs[1] = __builtin_shufflevector(halves[0], halves[1], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28,
                                     13, 29, 14, 30, 15, 31);
  memcpy(target, pairs, (size_t)((features < BLOCK ? features : BLOCK) * GROUPS));
}

void rc_ask_for_flags(const uint16_t *flags, const int64_t *rows, int64_t count, int64_t columns) {
  const int64_t words = rc_flag_words(columns), line = 32;
  for (int64_t row = 0; row < count; row++) {
    const uint16_t *first = flags + rows[row] * words;
    for (int64_t word = 0; word < words; word += line) __builtin_prefetch(first + word);
    __builtin_prefetch(first + words - 1);
  }
}

DISPATCHED void rc_gather_indices(const uint16_t *flags, const int64_t *rows, int64_t count,
                                  rc_flag_batch batch, uint8_t *of_records, uint8_t *of_features) {
  const int64_t words = rc_flag_words(batch.columns);
  rc_ask_for_flags(flags, rows, count, batch.columns);
  for (int64_t first = 0; first < count; first += CHUNK) {
    const int64_t length = count - first < CHUNK ? count - first : CHUNK;
    uint8_t *by_feature = of_features + first * batch.columns / CHUNK * GROUPS;
    for (int64_t word = 0; word < words; word += 2) {
      uint8_t *by_record = of_records + (word / 2 * batch.capacity + first) * GROUPS;
      flag_square square = {0};
      const int has_second = word + 1 < words;
      const uint32_t flips = batch.flips[word] | (has_second ? (uint32_t)batch.flips[word + 1] << 16 : 0);
      for (int64_t row = 0; row < length; row++) {
        const uint16_t *source = flags + rows[first + row] * words + word;
        square.of[row] = (source[0] | (has_second ? (uint32_t)source[1] << 16 : 0)) ^ flips;
        const uint64_t indices = spread(square.of[row]);
        memcpy(by_record + row * GROUPS, &indices, sizeof indices);
      }
      const int64_t feature = word * BLOCK, rest = batch.columns - feature;
      index_features(&square, 0, by_feature + feature * GROUPS, rest);
      if (rest > BLOCK)
        index_features(&square, 1, by_feature + (feature + BLOCK) * GROUPS, rest - BLOCK);
    }
  }
}

DISPATCHED void rc_flag_square_norms(const uint16_t *flags, const int64_t *rows, int64_t count,
                                     rc_flag_batch batch, float *norms) {
  static const block_bits lanes = {1 << 0,  1 << 1,  1 << 2,  1 << 3, 1 << 4,  1 << 5,
                                   1 << 6,  1 << 7,  1 << 8,  1 << 9, 1 << 10, 1 << 11,
                                   1 << 12, 1 << 13, 1 << 14, 1 << 15};
  const int64_t words = rc_flag_words(batch.columns);
  for (int64_t row = 0; row < count; row++) {
    block_vector sums = 0;
    for (int64_t word = 0; word < words; word++) {
      const block_vector base = *(const block_vector *)(batch.base + word * BLOCK);
      const block_vector change = *(const block_vector *)(batch.change + word * BLOCK);
      const uint32_t word_of_row = flags[rows[row] * words + word] ^ batch.flips[word];
      const block_bits bits = (block_bits)word_of_row & lanes;
      const block_vector value = bits != 0 ? base + change : base;
      sums += value * value;
    }
    float total = 0;
    for (int lane = 0; lane < BLOCK; lane++) total += sums[lane];
    norms[row] = total;
  }
}
