#include "CConvolutions.h"
#include "Vectors.h"

#include <math.h>

static int64_t pooled(int64_t length, const rci_pool *pool) {
  return (length + 2 * pool->padding - pool->size) / pool->stride + 1;
}

// A window's place in the input, cut to what there is.
typedef struct {
  int64_t rows[2], columns[2], top, left;
} window;

INLINE void cut(int64_t start, int64_t size, int64_t length, int64_t range[2]) {
  range[0] = start < 0 ? 0 : start;
  range[1] = start + size < length ? start + size : length;
}

INLINE window window_at(const rci_pool *pool, int64_t row, int64_t column) {
  window w = {.top = row * pool->stride - pool->padding,
              .left = column * pool->stride - pool->padding};
  cut(w.top, pool->size, pool->height, w.rows);
  cut(w.left, pool->size, pool->width, w.columns);
  return w;
}

INLINE void largest_of_block(const rci_pool *pool, const window *w, const float *image, int64_t c,
                             float *output, uint8_t *places) {
  block most = -INFINITY;
  block_mask place = 0;
  for (int64_t row = w->rows[0]; row < w->rows[1]; row++)
    for (int64_t column = w->columns[0]; column < w->columns[1]; column++) {
      const block value = FROM(image + (row * pool->width + column) * pool->channels + c);
      const int32_t here = (int32_t)((row - w->top) * pool->size + column - w->left);
      // What is not a number becomes the largest, and stays it.
      const block_mask wins = (value > most) | (value != value);
      place = wins ? (block_mask)(here) : place;
      most = wins ? value : most;
    }
  AT(output + c) = most;
  *(block_bytes *)(places + c) = __builtin_convertvector(place, block_bytes);
}

INLINE void largest_of_channel(const rci_pool *pool, const window *w, const float *image, int64_t c,
                               float *output, uint8_t *places) {
  float most = -INFINITY;
  uint8_t place = 0;
  for (int64_t row = w->rows[0]; row < w->rows[1]; row++)
    for (int64_t column = w->columns[0]; column < w->columns[1]; column++) {
      const float value = image[(row * pool->width + column) * pool->channels + c];
      if (!(value > most || value != value)) continue;
      most = value;
      place = (uint8_t)((row - w->top) * pool->size + column - w->left);
    }
  output[c] = most;
  places[c] = place;
}

DISPATCHED void rci_max_pool_forward(rci_pool pool, const float *input, float *output,
                                     uint8_t *places) {
  const int64_t rows = pooled(pool.height, &pool), columns = pooled(pool.width, &pool);
  const int64_t n = pool.channels;
  for (int64_t image = 0; image < pool.count; image++)
    for (int64_t row = 0; row < rows; row++)
      for (int64_t column = 0; column < columns; column++) {
        const window w = window_at(&pool, row, column);
        const float *from = input + image * pool.height * pool.width * n;
        const int64_t to = ((image * rows + row) * columns + column) * n;
        int64_t c = 0;
        for (; c + BLOCK <= n; c += BLOCK) largest_of_block(&pool, &w, from, c, output + to, places + to);
        for (; c < n; c++) largest_of_channel(&pool, &w, from, c, output + to, places + to);
      }
}

INLINE void spread_largest(const rci_pool *pool, const window *w, const uint8_t *places,
                           const float *outer, float *image) {
  for (int64_t row = w->rows[0]; row < w->rows[1]; row++)
    for (int64_t column = w->columns[0]; column < w->columns[1]; column++) {
      const uint8_t here = (uint8_t)((row - w->top) * pool->size + column - w->left);
      float *target = image + (row * pool->width + column) * pool->channels;
      for (int64_t c = 0; c < pool->channels; c++) target[c] += places[c] == here ? outer[c] : 0;
    }
}

static void clear(float *values, int64_t count, bool adds) {
  if (!adds) memset(values, 0, (size_t)count * sizeof(float));
}

DISPATCHED void rci_max_pool_backward(rci_pool pool, const uint8_t *places, const float *outer,
                                      float *inner, bool adds) {
  const int64_t rows = pooled(pool.height, &pool), columns = pooled(pool.width, &pool);
  const int64_t size = pool.height * pool.width * pool.channels;
  clear(inner, pool.count * size, adds);
  for (int64_t image = 0; image < pool.count; image++)
    for (int64_t row = 0; row < rows; row++)
      for (int64_t column = 0; column < columns; column++) {
        const window w = window_at(&pool, row, column);
        const int64_t from = ((image * rows + row) * columns + column) * pool.channels;
        spread_largest(&pool, &w, places + from, outer + from, inner + image * size);
      }
}

DISPATCHED void rci_average_pool_forward(rci_pool pool, const float *input, float *output) {
  const int64_t rows = pooled(pool.height, &pool), columns = pooled(pool.width, &pool);
  const int64_t n = pool.channels;
  const float share = 1 / (float)(pool.size * pool.size);
  memset(output, 0, (size_t)(pool.count * rows * columns * n) * sizeof(float));
  for (int64_t image = 0; image < pool.count; image++)
    for (int64_t row = 0; row < rows; row++)
      for (int64_t column = 0; column < columns; column++) {
        const window w = window_at(&pool, row, column);
        const float *from = input + image * pool.height * pool.width * n;
        float *to = output + ((image * rows + row) * columns + column) * n;
        for (int64_t y = w.rows[0]; y < w.rows[1]; y++)
          for (int64_t x = w.columns[0]; x < w.columns[1]; x++)
            for (int64_t c = 0; c < n; c++) to[c] += from[(y * pool.width + x) * n + c];
        for (int64_t c = 0; c < n; c++) to[c] *= share;
      }
}

DISPATCHED void rci_average_pool_backward(rci_pool pool, const float *outer, float *inner,
                                          bool adds) {
  const int64_t rows = pooled(pool.height, &pool), columns = pooled(pool.width, &pool);
  const int64_t n = pool.channels;
  const float share = 1 / (float)(pool.size * pool.size);
  clear(inner, pool.count * pool.height * pool.width * n, adds);
  for (int64_t image = 0; image < pool.count; image++)
    for (int64_t row = 0; row < rows; row++)
      for (int64_t column = 0; column < columns; column++) {
        const window w = window_at(&pool, row, column);
        float *to = inner + image * pool.height * pool.width * n;
        const float *from = outer + ((image * rows + row) * columns + column) * n;
        for (int64_t y = w.rows[0]; y < w.rows[1]; y++)
          for (int64_t x = w.columns[0]; x < w.columns[1]; x++)
            for (int64_t c = 0; c < n; c++) to[(y * pool.width + x) * n + c] += share * from[c];
      }
}

DISPATCHED void rci_upsample_forward(int64_t images, int64_t height, int64_t width, int64_t channels,
                                     const float *input, float *output) {
  const size_t point = (size_t)channels * sizeof(float);
  for (int64_t row = 0; row < images * height * 2; row++)
    for (int64_t column = 0; column < width * 2; column++)
      memcpy(output + (row * width * 2 + column) * channels,
             input + (row / 2 * width + column / 2) * channels, point);
}

DISPATCHED void rci_upsample_backward(int64_t images, int64_t height, int64_t width,
                                      int64_t channels, const float *outer, float *inner,
                                      bool adds) {
  const int64_t stride = width * 2 * channels;
  for (int64_t row = 0; row < images * height; row++)
    for (int64_t column = 0; column < width; column++) {
      const float *from = outer + row * 2 * stride + column * 2 * channels;
      float *to = inner + (row * width + column) * channels;
      for (int64_t c = 0; c < channels; c++) {
        const float sum =
            (from[c] + from[c + channels]) + (from[stride + c] + from[stride + channels + c]);
        to[c] = adds ? to[c] + sum : sum;
      }
    }
}

DISPATCHED void rci_subsample_forward(rci_subsample s, const float *input, float *output) {
  const int64_t rows = (s.height + s.stride - 1) / s.stride;
  const int64_t columns = (s.width + s.stride - 1) / s.stride, before = (s.outputs - s.channels) / 2;
  memset(output, 0, (size_t)(s.count * rows * columns * s.outputs) * sizeof(float));
  for (int64_t image = 0; image < s.count; image++)
    for (int64_t row = 0; row < rows; row++)
      for (int64_t column = 0; column < columns; column++)
        memcpy(output + ((image * rows + row) * columns + column) * s.outputs + before,
               input + ((image * s.height + row * s.stride) * s.width + column * s.stride) * s.channels,
               (size_t)s.channels * sizeof(float));
}

DISPATCHED void rci_subsample_backward(rci_subsample s, const float *outer, float *inner,
                                       bool adds) {
  const int64_t rows = (s.height + s.stride - 1) / s.stride;
  const int64_t columns = (s.width + s.stride - 1) / s.stride, before = (s.outputs - s.channels) / 2;
  clear(inner, s.count * s.height * s.width * s.channels, adds);
  for (int64_t image = 0; image < s.count; image++)
    for (int64_t row = 0; row < rows; row++)
      for (int64_t column = 0; column < columns; column++) {
        const float *from =
            outer + ((image * rows + row) * columns + column) * s.outputs + before;
        float *to = inner + ((image * s.height + row * s.stride) * s.width + column * s.stride) * s.channels;
        for (int64_t c = 0; c < s.channels; c++) to[c] += from[c];
      }
}
