#ifndef ROLLCALL_KERNELSUMS_H
#define ROLLCALL_KERNELSUMS_H

#include <stdint.h>

// The records that the pass over kernels compares at a time, of which a block of records is a multiple, and its queries.
enum { RN_KERNEL_STRIP = 64, RN_KERNEL_QUERIES = 4, RN_KERNEL_BLOCK = 512 };

// Records column by column, each column `stride` long: numbers that are never missing, numbers of which some are (NaN), codes.
typedef struct {
  const float *_Nonnull numbers;
  const int32_t *_Nonnull codes;
  // What a mismatch of each column of codes takes off the logarithm of the kernel.
  const float *_Nonnull penalties;
  int64_t stride;
  int32_t complete_numbers, incomplete_numbers, categories;
} rn_kernels;

// Adds the kernels of `count` records from `first` on, at most RN_KERNEL_BLOCK, to the sums of `queries` queries, a multiple of
// RN_KERNEL_QUERIES, given record by record: the logarithm of a kernel is minus the sum of squared differences of numbers and of the penalties of unequal codes. A sum is
// exp(tops[query]) * totals[query]; an empty one has the top -INFINITY and the total 0.
void rn_add_kernels(const rn_kernels *_Nonnull records, int64_t first, int64_t count,
                    const float *_Nonnull query_numbers, const int32_t *_Nonnull query_codes,
                    int64_t queries, float *_Nonnull tops, double *_Nonnull totals);

#endif
