#include "CTraining.h"
#include "Panels.h"

#include <string.h>

// Where records of flags find their sums in tables, and where features do.

typedef uint32_t block_bits __attribute__((ext_vector_type(16), aligned(sizeof(uint32_t))));

// The place of each lane's flag in a word.
static const block_bits lanes = {1 << 0,  1 << 1,  1 << 2,  1 << 3, 1 << 4,  1 << 5,
                                 1 << 6,  1 << 7,  1 << 8,  1 << 9, 1 << 10, 1 << 11,
                                 1 << 12, 1 << 13, 1 << 14, 1 << 15};

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
  block_bits halves[2] = {0}, pairs[2];
  _Pragma("clang loop unroll(full)") for (int record = 0; record < CHUNK; record++) {
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

// Asks for all that will be read: records lie far apart, and each would be waited for in turn.
INLINE void ask_for(const uint16_t *flags, const int64_t *rows, int64_t count, int64_t columns) {
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
  ask_for(flags, rows, count, batch.columns);
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
