#include <cblas.h>

// LAPACK's Cholesky solver is in the library but not in its C header.
void dposv_(const char *uplo, const int *n, const int *nrhs, double *a, const int *lda, double *b,
            const int *ldb, int *info);
