#include <oneapi/dnnl/dnnl.h>

// From OpenMP's interface, whose header belongs to the compiler: how many threads the calling thread's next parallel
// region may take.
void omp_set_num_threads(int count);
