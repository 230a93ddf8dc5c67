#ifndef ROLLCALL_CPRIVACY_H
#define ROLLCALL_CPRIVACY_H

#include <stdint.h>

// Normal noise in bulk. It is in C because the compiler turns the loop into vectors for several generations of processors,
// and the one that runs is chosen when the program runs, which Swift cannot do.

// Turns each word into a draw where its bits tell: 12 for the column, 19 against the threshold, one for the sign, 8 for the place in the
// bin, and 24 for whether the place is kept, from the lowest up. Where they do not tell, the index of the word goes to `unsure`, which has
// room for all. Returns the number of those. The table is one by Walker's alias method, of 4,096 bins of 256 magnitudes each: the upper
// 20 bits say how much of a column is its own bin, of 2^19 and rounded down, the lower 12 which bin the rest is of.
int64_t rp_rounded_normal(const uint32_t *_Nonnull table, const uint64_t *_Nonnull words,
                          int64_t count, int32_t *_Nonnull noise, int32_t *_Nonnull unsure);

#endif
