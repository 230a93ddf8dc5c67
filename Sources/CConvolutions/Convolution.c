#include "CConvolutions.h"

#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <stdlib.h>

// From OpenMP's interface, whose header belongs to the compiler: how many threads the calling thread's next parallel region may take.
void omp_set_num_threads(int count);

static dnnl_engine_t engine;
static dnnl_primitive_attr_t plain, adding;
static pthread_once_t started = PTHREAD_ONCE_INIT;

// Scratchpads are the caller's: the library's own belong to the thread that created a primitive. Where anything fails, so will what follows.
static void start(void) {
  dnnl_post_ops_t sum;
  dnnl_engine_create(&engine, dnnl_cpu, 0);
  dnnl_primitive_attr_create(&plain);
  dnnl_primitive_attr_set_scratchpad_mode(plain, dnnl_scratchpad_mode_user);
  dnnl_primitive_attr_create(&adding);
  dnnl_primitive_attr_set_scratchpad_mode(adding, dnnl_scratchpad_mode_user);
  dnnl_post_ops_create(&sum);
  dnnl_post_ops_append_sum(sum, 1.0f);
  dnnl_primitive_attr_set_post_ops(adding, sum);
  dnnl_post_ops_destroy(sum);
}

// A primitive with the memory objects of its arguments; the last one is its scratchpad.
enum { MOST_ARGUMENTS = 5 };
typedef struct {
  dnnl_primitive_t primitive;
  dnnl_exec_arg_t arguments[MOST_ARGUMENTS];
  int count;
  int64_t scratch;
} operation;

// One pass of a convolution, with its reorder between the plain order of weights and the order that the pass likes best.
typedef struct {
  operation compute, reorder;
  int64_t weights;
} pass;

struct rci_convolution {
  rci_convolution_shape shape;
  dnnl_stream_t stream;
  pass forward, data, weights;
};

static int64_t filled(size_t bytes) { return (int64_t)((bytes + 63) / 64 * 16); }

static dnnl_status_t add_argument(operation *operation, int name, const dnnl_memory_desc_t *layout) {
  dnnl_exec_arg_t *argument = &operation->arguments[operation->count];
  argument->arg = name;
  const dnnl_status_t status = dnnl_memory_create(&argument->memory, layout, engine, DNNL_MEMORY_NONE);
  if (status == dnnl_success) operation->count++;
  return status;
}

static dnnl_status_t finish_operation(operation *operation, dnnl_primitive_desc_t description) {
  const dnnl_memory_desc_t *scratch =
      dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
  operation->scratch = filled(dnnl_memory_desc_get_size(scratch));
  const dnnl_status_t status = dnnl_primitive_create(&operation->primitive, description);
  return status != dnnl_success ? status : add_argument(operation, DNNL_ARG_SCRATCHPAD, scratch);
}

static void end_operation(operation *operation) {
  for (int i = 0; i < operation->count; i++) dnnl_memory_destroy(operation->arguments[i].memory);
  if (operation->primitive) dnnl_primitive_destroy(operation->primitive);
}

static dnnl_status_t run(operation *operation, dnnl_stream_t stream, const void *const *data) {
  for (int i = 0; i < operation->count; i++) {
    // The library's interface takes pointers to inputs as it takes those to outputs.
    const dnnl_status_t status =
        dnnl_memory_set_data_handle(operation->arguments[i].memory, (void *)data[i]);
    if (status != dnnl_success) return status;
  }
  const dnnl_status_t status =
      dnnl_primitive_execute(operation->primitive, stream, operation->count, operation->arguments);
  return status != dnnl_success ? status : dnnl_stream_wait(stream);
}

// The layouts of a convolution's arrays.
typedef struct {
  dnnl_memory_desc_t input, any_weights, plain_weights, bias, output;
  dnnl_dims_t strides, padding;
} layouts;

static dnnl_status_t describe(const rci_convolution_shape *s, layouts *all) {
  const int64_t rows = (s->height + 2 * s->padding - s->kernel) / s->stride + 1;
  const int64_t columns = (s->width + 2 * s->padding - s->kernel) / s->stride + 1;
  const dnnl_dims_t input = {s->count, s->inputs, s->height, s->width};
  const dnnl_dims_t weights = {s->outputs, s->inputs, s->kernel, s->kernel};
  const dnnl_dims_t output = {s->count, s->outputs, rows, columns}, bias = {s->outputs};
  for (int i = 0; i < 2; i++) {
    all->strides[i] = s->stride;
    all->padding[i] = s->padding;
  }
  dnnl_status_t status = dnnl_memory_desc_init_by_tag(&all->input, 4, input, dnnl_f32, dnnl_nhwc);
  if (!status) status = dnnl_memory_desc_init_by_tag(&all->output, 4, output, dnnl_f32, dnnl_nhwc);
  if (!status)
    status = dnnl_memory_desc_init_by_tag(&all->any_weights, 4, weights, dnnl_f32, dnnl_format_tag_any);
  if (!status) status = dnnl_memory_desc_init_by_tag(&all->plain_weights, 4, weights, dnnl_f32, dnnl_oihw);
  if (!status) status = dnnl_memory_desc_init_by_tag(&all->bias, 1, bias, dnnl_f32, dnnl_a);
  return status;
}

static dnnl_status_t prepare_reorder(pass *pass, const layouts *all, const dnnl_memory_desc_t *own,
                                     bool is_gradient) {
  const dnnl_memory_desc_t *from = is_gradient ? own : &all->plain_weights;
  const dnnl_memory_desc_t *to = is_gradient ? &all->plain_weights : own;
  pass->weights = filled(dnnl_memory_desc_get_size(own));
  dnnl_primitive_desc_t description;
  dnnl_status_t status = dnnl_reorder_primitive_desc_create(
      &description, from, engine, to, engine, is_gradient ? adding : plain);
  if (status) return status;
  status = add_argument(&pass->reorder, DNNL_ARG_FROM, from);
  if (!status) status = add_argument(&pass->reorder, DNNL_ARG_TO, to);
  if (!status) status = finish_operation(&pass->reorder, description);
  dnnl_primitive_desc_destroy(description);
  return status;
}

static dnnl_status_t prepare_forward(rci_convolution *c, const layouts *all,
                                     dnnl_primitive_desc_t *hint) {
  dnnl_convolution_desc_t wanted;
  dnnl_status_t status = dnnl_convolution_forward_desc_init(
      &wanted, dnnl_forward_training, dnnl_convolution_direct, &all->input, &all->any_weights,
      c->shape.has_bias ? &all->bias : NULL, &all->output, all->strides, all->padding, all->padding);
  if (!status) status = dnnl_primitive_desc_create(hint, &wanted, plain, engine, NULL);
  if (status) return status;
  const dnnl_memory_desc_t *weights = dnnl_primitive_desc_query_md(*hint, dnnl_query_weights_md, 0);
  operation *compute = &c->forward.compute;
  status = add_argument(compute, DNNL_ARG_SRC, &all->input);
  if (!status) status = add_argument(compute, DNNL_ARG_WEIGHTS, weights);
  if (!status) status = add_argument(compute, DNNL_ARG_DST, &all->output);
  if (!status && c->shape.has_bias) status = add_argument(compute, DNNL_ARG_BIAS, &all->bias);
  if (!status) status = finish_operation(compute, *hint);
  return status ? status : prepare_reorder(&c->forward, all, weights, false);
}

static dnnl_status_t prepare_data(rci_convolution *c, const layouts *all, dnnl_primitive_desc_t hint) {
  dnnl_convolution_desc_t wanted;
  dnnl_primitive_desc_t description;
  dnnl_status_t status = dnnl_convolution_backward_data_desc_init(
      &wanted, dnnl_convolution_direct, &all->input, &all->any_weights, &all->output, all->strides,
      all->padding, all->padding);
  if (!status) status = dnnl_primitive_desc_create(&description, &wanted, plain, engine, hint);
  if (status) return status;
  const dnnl_memory_desc_t *weights =
      dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
  operation *compute = &c->data.compute;
  status = add_argument(compute, DNNL_ARG_DIFF_DST, &all->output);
  if (!status) status = add_argument(compute, DNNL_ARG_WEIGHTS, weights);
  if (!status) status = add_argument(compute, DNNL_ARG_DIFF_SRC, &all->input);
  if (!status) status = finish_operation(compute, description);
  if (!status) status = prepare_reorder(&c->data, all, weights, false);
  dnnl_primitive_desc_destroy(description);
  return status;
}

static dnnl_status_t prepare_weights(rci_convolution *c, const layouts *all,
                                     dnnl_primitive_desc_t hint) {
  dnnl_convolution_desc_t wanted;
  dnnl_primitive_desc_t description;
  dnnl_status_t status = dnnl_convolution_backward_weights_desc_init(
      &wanted, dnnl_convolution_direct, &all->input, &all->any_weights,
      c->shape.has_bias ? &all->bias : NULL, &all->output, all->strides, all->padding, all->padding);
  if (!status) status = dnnl_primitive_desc_create(&description, &wanted, plain, engine, hint);
  if (status) return status;
  const dnnl_memory_desc_t *weights =
      dnnl_primitive_desc_query_md(description, dnnl_query_diff_weights_md, 0);
  operation *compute = &c->weights.compute;
  status = add_argument(compute, DNNL_ARG_SRC, &all->input);
  if (!status) status = add_argument(compute, DNNL_ARG_DIFF_WEIGHTS, weights);
  if (!status) status = add_argument(compute, DNNL_ARG_DIFF_DST, &all->output);
  if (!status && c->shape.has_bias) status = add_argument(compute, DNNL_ARG_DIFF_BIAS, &all->bias);
  if (!status) status = finish_operation(compute, description);
  if (!status) status = prepare_reorder(&c->weights, all, weights, true);
  dnnl_primitive_desc_destroy(description);
  return status;
}

rci_convolution *rci_convolution_create(rci_convolution_shape shape, bool learns) {
  pthread_once(&started, start);
  omp_set_num_threads(1);
  rci_convolution *c = calloc(1, sizeof *c);
  if (!c) return NULL;
  c->shape = shape;
  layouts all;
  dnnl_primitive_desc_t hint = NULL;
  dnnl_status_t status = dnnl_stream_create(&c->stream, engine, dnnl_stream_default_flags);
  if (!status) status = describe(&shape, &all);
  if (!status) status = prepare_forward(c, &all, &hint);
  if (!status && learns) status = prepare_data(c, &all, hint);
  if (!status && learns) status = prepare_weights(c, &all, hint);
  if (hint) dnnl_primitive_desc_destroy(hint);
  if (!status) return c;
  rci_convolution_destroy(c);
  return NULL;
}

void rci_convolution_destroy(rci_convolution *c) {
  if (!c) return;
  pass *passes[] = {&c->forward, &c->data, &c->weights};
  for (int i = 0; i < 3; i++) {
    end_operation(&passes[i]->compute);
    end_operation(&passes[i]->reorder);
  }
  if (c->stream) dnnl_stream_destroy(c->stream);
  free(c);
}

static int64_t larger(int64_t left, int64_t right) { return left > right ? left : right; }

static int64_t pass_scratch(const pass *pass) {
  return pass->weights + larger(pass->compute.scratch, pass->reorder.scratch);
}

int64_t rci_convolution_scratch(const rci_convolution *c) {
  const int64_t most = larger(pass_scratch(&c->forward),
                              larger(pass_scratch(&c->data), pass_scratch(&c->weights)));
  return most + filled((size_t)c->shape.outputs * sizeof(float));
}

int rci_convolution_forward(rci_convolution *c, const float *input, const float *weights,
                            const float *bias, float *output, float *scratch) {
  omp_set_num_threads(1);
  float *rest = scratch + c->forward.weights;
  const void *reordered[] = {weights, scratch, rest};
  const int status = (int)run(&c->forward.reorder, c->stream, reordered);
  if (status) return status;
  const void *with_bias[] = {input, scratch, output, bias, rest};
  const void *without[] = {input, scratch, output, rest};
  return (int)run(&c->forward.compute, c->stream, c->shape.has_bias ? with_bias : without);
}

int rci_convolution_backward_data(rci_convolution *c, const float *outer, const float *weights,
                                  float *inner, float *scratch) {
  omp_set_num_threads(1);
  float *rest = scratch + c->data.weights;
  const void *reordered[] = {weights, scratch, rest};
  const int status = (int)run(&c->data.reorder, c->stream, reordered);
  if (status) return status;
  const void *data[] = {outer, scratch, inner, rest};
  return (int)run(&c->data.compute, c->stream, data);
}

int rci_convolution_backward_weights(rci_convolution *c, const float *input, const float *outer,
                                     float *weights, float *bias, float *scratch) {
  omp_set_num_threads(1);
  float *biases = scratch + c->weights.weights;
  float *rest = biases + filled((size_t)c->shape.outputs * sizeof(float));
  const void *with_bias[] = {input, scratch, outer, biases, rest};
  const void *without[] = {input, scratch, outer, rest};
  const int status =
      (int)run(&c->weights.compute, c->stream, c->shape.has_bias ? with_bias : without);
  if (status) return status;
  if (c->shape.has_bias) rci_accumulate(bias, biases, c->shape.outputs);
  const void *reordered[] = {scratch, weights, rest};
  return (int)run(&c->weights.reorder, c->stream, reordered);
}

int rci_multiply(rci_product p, const float *left, const float *right, float *result) {
  omp_set_num_threads(1);
  return (int)dnnl_sgemm(p.left_is_transposed ? 'T' : 'N', p.right_is_transposed ? 'T' : 'N',
                         p.rows, p.columns, p.inner, p.scale, left, p.left_stride, right,
                         p.right_stride, p.keep, result, p.result_stride);
}
