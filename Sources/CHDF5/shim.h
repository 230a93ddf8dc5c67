#include <hdf5.h>
#include <linux/falloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/types.h>

// Swift imports no macro that calls a function; each function below is one such macro.
static inline unsigned rc_read_only(void) { return H5F_ACC_RDONLY; }
// See above: H5F_ACC_TRUNC.
static inline unsigned rc_truncate(void) { return H5F_ACC_TRUNC; }
// See above: H5T_IEEE_F64LE.
static inline hid_t rc_float64(void) { return H5T_IEEE_F64LE; }
// See above: H5T_IEEE_F32LE.
static inline hid_t rc_float32(void) { return H5T_IEEE_F32LE; }
// See above: H5T_STD_I64LE.
static inline hid_t rc_int64(void) { return H5T_STD_I64LE; }
// See above: H5T_STD_I32LE.
static inline hid_t rc_int32(void) { return H5T_STD_I32LE; }
// See above: H5T_STD_U64LE.
static inline hid_t rc_uint64(void) { return H5T_STD_U64LE; }
// See above: H5T_STD_U8LE.
static inline hid_t rc_uint8(void) { return H5T_STD_U8LE; }
// See above: H5T_STD_I8LE.
static inline hid_t rc_int8(void) { return H5T_STD_I8LE; }
// See above: H5T_C_S1.
static inline hid_t rc_text(void) { return H5T_C_S1; }
// See above: H5P_FILE_ACCESS.
static inline hid_t rc_file_access(void) { return H5P_FILE_ACCESS; }
// See above: H5P_FILE_CREATE.
static inline hid_t rc_file_create(void) { return H5P_FILE_CREATE; }
// See above: H5P_GROUP_CREATE.
static inline hid_t rc_group_create(void) { return H5P_GROUP_CREATE; }
// See above: H5P_DATASET_CREATE.
static inline hid_t rc_dataset_create(void) { return H5P_DATASET_CREATE; }
// See above: H5P_DATASET_XFER.
static inline hid_t rc_dataset_transfer(void) { return H5P_DATASET_XFER; }
// See above: H5P_LINK_CREATE.
static inline hid_t rc_link_create(void) { return H5P_LINK_CREATE; }
// See above: H5P_ATTRIBUTE_CREATE.
static inline hid_t rc_attribute_create(void) { return H5P_ATTRIBUTE_CREATE; }

// libhdf5 allocates each variable-length text by itself: a hostile file that names one long text a
// million times would fill the memory, so these texts come out of a budget and are freed together.
typedef struct rc_text_block {
  struct rc_text_block *older;
} rc_text_block;

typedef struct rc_texts {
  rc_text_block *newest;
  size_t bytes_left;
  int exceeded;
} rc_texts;

// A callback of C's type: it runs while libhdf5 holds its lock, where no Swift frame should be.
static inline void *rc_texts_allocate(size_t size, void *owner) {
  rc_texts *texts = (rc_texts *)owner;
  rc_text_block *block;
  if (size > texts->bytes_left) {
    texts->exceeded = 1;
    return NULL;
  }
  block = (rc_text_block *)malloc(sizeof(rc_text_block) + size);
  if (block == NULL) return NULL;
  texts->bytes_left -= size;
  block->older = texts->newest;
  texts->newest = block;
  return block + 1;
}

// libhdf5 asks for a pair of callbacks; the texts are freed by rc_texts_free.
static inline void rc_texts_keep(void *text, void *owner) {
  (void)text;
  (void)owner;
}

// Function pointers are set in C, so that Swift needs none.
static inline herr_t rc_texts_use(hid_t transfer, rc_texts *texts) {
  return H5Pset_vlen_mem_manager(transfer, rc_texts_allocate, texts, rc_texts_keep, texts);
}

// The list of blocks is known to C only.
static inline void rc_texts_free(rc_texts *texts) {
  while (texts->newest != NULL) {
    rc_text_block *older = texts->newest->older;
    free(texts->newest);
    texts->newest = older;
  }
}

// glibc declares this for GNU sources only, which Swift's imports are not.
extern int fallocate(int file, int mode, off_t offset, off_t bytes);
// See above: reserves space, beyond the file's end too, and leaves the file's size as it is.
static inline int rc_reserve(int file, off_t offset, off_t bytes) {
  return fallocate(file, FALLOC_FL_KEEP_SIZE, offset, bytes);
}
