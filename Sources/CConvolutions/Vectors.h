#ifndef ROLLCALL_IMAGE_VECTORS_H
#define ROLLCALL_IMAGE_VECTORS_H

#include <stdint.h>
#include <string.h>

// One machine-code body for each generation of processors, picked once by the loader.
#if defined(__x86_64__)
#define DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCHED
#endif
#define INLINE static inline __attribute__((always_inline))

enum { BLOCK = 16 };

typedef float block __attribute__((ext_vector_type(16), aligned(sizeof(float))));
typedef int32_t block_mask __attribute__((ext_vector_type(16), aligned(sizeof(int32_t))));
typedef double wide_block __attribute__((ext_vector_type(16), aligned(sizeof(double))));
typedef uint8_t block_bytes __attribute__((ext_vector_type(16), aligned(sizeof(uint8_t))));

#define AT(pointer) (*(block *)(pointer))
#define FROM(pointer) (*(const block *)(pointer))

// Blocks travel through memory between functions: a call would pass them in registers that older processors lack.
INLINE void load_part(block *values, const float *source, int64_t count) {
  *values = 0;
  memcpy(values, source, (size_t)count * sizeof(float));
}

INLINE void store_part(float *target, const block *values, int64_t count) {
  memcpy(target, values, (size_t)count * sizeof(float));
}

// e^x for x <= 88, to 3e-7 relative; below -87 it is zero. x = n ln 2 + r: n goes into the exponent's bits, and the Taylor polynomial of
// degree 6 (remainder below 2e-8) gives the rest.
INLINE void exponentiate(block *values) {
  block value = *values;
  value = value > 88.0f ? (block)(88.0f) : value;
  const block shifted = value * 1.44269504f + 12582912.0f;
  const block power = shifted - 12582912.0f;
  const block rest = (value - power * 0.693145752f) - power * 1.42860677e-06f;
  block series = rest * 0.00138888889f + 0.00833333333f;
  series = series * rest + 0.0416666667f;
  series = series * rest + 0.166666667f;
  series = series * rest + 0.5f;
  series = series * rest + 1.0f;
  series = series * rest + 1.0f;
  block_mask bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (block_mask)((bits << 23) + (127 << 23));
  block scale;
  memcpy(&scale, &bits, sizeof scale);
  *values = value < -87.0f ? (block)(0.0f) : series * scale;
}

INLINE void sigmoid(block *values) {
  block power = -*values;
  exponentiate(&power);
  *values = 1.0f / (1.0f + power);
}

#endif
