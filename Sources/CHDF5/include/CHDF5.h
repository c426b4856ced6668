// A plain C face of the serial HDF5 library: 64-bit handles, 64-bit extents, status codes. No HDF5 header is needed to
// include it, so Swift never sees HDF5's macros and version-dependent types.
//
// Rules for callers:
//  - The serial library need not be thread-safe. One call at a time, chdf5_error_text within the same exclusion.
//  - Call chdf5_enter first in each exclusion. It stops the library from printing its error stack to stderr, a setting
//    that builds with thread support (Debian's) keep for each thread.
//  - Handles are >= 0; a negative handle or status means failure, and chdf5_error_text says why.
//  - A handle that a function returns belongs to the caller, who closes it with the close function of its kind.
#ifndef CHDF5_H
#define CHDF5_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Element types. CHDF5_OTHER is anything that this face cannot read or write.
#define CHDF5_OTHER 0
#define CHDF5_FLOAT32 1
#define CHDF5_FLOAT64 2
#define CHDF5_INT32 3
#define CHDF5_INT64 4
#define CHDF5_UINT8 5
#define CHDF5_TEXT 6 // variable-length, NUL-terminated UTF-8

#define CHDF5_MAX_RANK 32

int chdf5_enter(void);
// Writes the reasons of the last failure, innermost first, NUL-terminated, at most `capacity` bytes with the NUL.
void chdf5_error_text(char *text, size_t capacity);

// Creates a file that must not exist yet, with a block at its start that is the caller's: 0 bytes, or 512 times a power
// of 2. It can be written once the file is closed.
int64_t chdf5_file_create(const char *path, uint64_t user_block);
// Opens an existing file for reading.
int64_t chdf5_file_open(const char *path);
int chdf5_file_flush(int64_t file);
int chdf5_file_close(int64_t file);

// 1 when `name` leads to an object, 0 when it does not.
int chdf5_exists(int64_t file, const char *name);
// Calls `visit` with the path of every dataset below the root, without leading slash, in the order of names.
int chdf5_each_dataset(int64_t file, void (*visit)(const char *name, void *context), void *context);

// Creates a chunked dataset that grows along axis 0, with missing groups on the way. `gzip` is 0 (off) to 9.
int64_t chdf5_dataset_create(int64_t file, const char *name, int type, int rank, const int64_t *extent,
                             const int64_t *chunk, int gzip, int shuffle);
int64_t chdf5_dataset_open(int64_t file, const char *name);
int chdf5_dataset_close(int64_t dataset);
int chdf5_dataset_type(int64_t dataset);
int chdf5_dataset_rank(int64_t dataset);
int chdf5_dataset_extent(int64_t dataset, int64_t *extent);
// Bytes that the file holds for the dataset, compressed as they are; 0 where nothing was written.
uint64_t chdf5_dataset_stored_bytes(int64_t dataset);
// Makes axis 0 `rows` long.
int chdf5_dataset_resize(int64_t dataset, int64_t rows);
// Writes or reads rows first..<first + count. For CHDF5_TEXT, `values` is an array of `char *`.
int chdf5_rows_write(int64_t dataset, int type, int64_t first, int64_t count, const void *values);
int chdf5_rows_read(int64_t dataset, int type, int64_t first, int64_t count, void *values);
// Frees one string that chdf5_rows_read or chdf5_attribute_read made; NULL is allowed.
void chdf5_text_free(char *text);

// Attributes of the object at `object` ("/" is the file itself), each a single value.
int chdf5_attribute_write(int64_t file, const char *object, const char *name, int type, const void *value);
int chdf5_attribute_exists(int64_t file, const char *object, const char *name);
// The type of a single-value attribute; CHDF5_OTHER when it is an array.
int chdf5_attribute_type(int64_t file, const char *object, const char *name);
int chdf5_attribute_read(int64_t file, const char *object, const char *name, int type, void *value);
int chdf5_each_attribute(int64_t file, const char *object, void (*visit)(const char *name, void *context),
                         void *context);

#ifdef __cplusplus
}
#endif

#endif
