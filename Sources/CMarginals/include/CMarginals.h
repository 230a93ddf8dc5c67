#ifndef ROLLCALL_CMARGINALS_H
#define ROLLCALL_CMARGINALS_H

#include <stdint.h>

// The passes over dense tables that estimation spends its time on. They are in C so that each is compiled for several
// generations of processors, and the one that runs is chosen when the program starts. Sums are added in an order that the
// width of the registers does not change, and nothing is fused: the results are the same on all of them.

// How a small table lies in a large one whose axes include its own, in the same order. Neighbouring axes that are both in the
// small table, or both not, are one run. Runs go from the outermost to the innermost; `strides` are steps in the small table, 0 for
// runs that it lacks, 1 for the innermost one that it has where that is the last run of all.
enum { RM_RUNS = 64 };
typedef struct {
  const int64_t *_Nonnull counts;
  const int64_t *_Nonnull strides;
  int32_t runs;
} rm_layout;

// large += small, large -= small, large *= small, the small table repeated along the axes that it lacks.
void rm_add(double *_Nonnull large, const double *_Nonnull small, rm_layout layout);
void rm_subtract(double *_Nonnull large, const double *_Nonnull small, rm_layout layout);
void rm_multiply(double *_Nonnull large, const double *_Nonnull small, rm_layout layout);

// small += the sums of large over the axes that small lacks; small = the larger of itself and large's largest.
void rm_sum(const double *_Nonnull large, double *_Nonnull small, rm_layout layout);
void rm_largest(const double *_Nonnull large, double *_Nonnull small, rm_layout layout);

// Replaces numbers from -infinity up to 709 by their exponentials, to 1e-15 relative; zero below -708.
void rm_exponentiate(double *_Nonnull values, int64_t count);

// target = (1 - weight) target + weight source.
void rm_blend(double *_Nonnull target, const double *_Nonnull source, double weight, int64_t count);

// target += factor source.
void rm_add_scaled(double *_Nonnull target, const double *_Nonnull source, double factor,
                   int64_t count);

// result[b][l][r] += the sum over s of left[b][s][l] right[b][s][r]: two tables that share some axes, of which those of b stay.
typedef struct {
  int64_t batches, summed, left, right;
} rm_contraction;
void rm_contract(const double *_Nonnull left, const double *_Nonnull right,
                 double *_Nonnull result, rm_contraction shape);

// cells = cells size + codes.
void rm_append_digit(uint32_t *_Nonnull cells, const int32_t *_Nonnull codes, uint32_t size,
                     int64_t count);

// Adds one to the count of each record's cell.
void rm_tally(const uint32_t *_Nonnull cells, int64_t records, int64_t *_Nonnull counts);

#endif
