#include "CPrivacy.h"

#if defined(__x86_64__)
#define DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCHED
#endif

// The words that are looked at before those that do not tell are gathered.
enum { BLOCK = 128 };

DISPATCHED int64_t rp_rounded_normal(const uint32_t *restrict table, const uint64_t *restrict words,
                                     int64_t count, int32_t *restrict noise,
                                     int32_t *restrict unsure) {
  int64_t found = 0;
  for (int64_t first = 0; first < count; first += BLOCK) {
    const int64_t length = count - first < BLOCK ? count - first : BLOCK;
    uint32_t doubts[BLOCK], any = 0;
    // Left to itself, the compiler takes half of the widest vectors.
#pragma clang loop vectorize_width(16)
    for (int64_t index = 0; index < length; index++) {
      const uint64_t word = words[first + index];
      const uint32_t low = (uint32_t)word, high = (uint32_t)(word >> 32);
      const uint32_t column = low & 4095, coarse = (low >> 12) & 0x7FFFF;
      const uint32_t entry = table[column], threshold = entry >> 12;
      const uint32_t bin = coarse < threshold ? column : entry & 4095;
      const uint32_t place = high & 255;
      // The chance to be kept is above 1 - falls / 2^33.
      const uint32_t falls = place * (2 * 256 * bin + place + 1);
      const uint32_t is_kept = (high >> 8) + 2 + (falls >> 9) <= 1u << 24;
      const uint32_t magnitude = 256 * bin + place;
      noise[first + index] = (int32_t)(magnitude ^ (0u - (low >> 31)));
      doubts[index] = (coarse == threshold) | !is_kept;
      any |= doubts[index];
    }
    if (!any) continue;
    for (int64_t index = 0; index < length; index++) {
      unsure[found] = (int32_t)(first + index);
      found += doubts[index];
    }
  }
  return found;
}
