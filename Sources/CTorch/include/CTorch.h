// The C face of libtorch that Swift sees. C ABI only; no exception leaves it.
//
// Ownership: every handle that a function returns is NEW (+1, the caller releases it); every handle passed in
// is BORROWED. Every function that can fail returns a status (ct_status); the text of the last failure on
// this thread is ct_last_error().
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  void *impl;  // at::TensorImpl *
} ct_tensor;

typedef struct {
  void *impl;  // const c10::OperatorHandle *, never freed
} ct_operator;

typedef struct {
  void *impl;  // at::Generator *
} ct_generator;

typedef enum {
  CT_OK = 0,
  CT_ERROR = 1,          // libtorch refused: shapes, dtypes, unknown operator
  CT_OUT_OF_MEMORY = 2,  // the device has no memory left
  CT_UNKNOWN = 3         // an exception that is not a std::exception
} ct_status;

// Kinds of a boxed argument. libtorch wants the exact kind: an int is not a double.
typedef enum {
  CT_NONE = 0,
  CT_TENSOR,
  CT_INT,
  CT_DOUBLE,
  CT_BOOL,
  CT_INTS,
  CT_DOUBLES,
  CT_BOOLS,
  CT_TENSORS,
  CT_OPTIONAL_TENSORS,  // an undefined handle (impl == NULL) is None
  CT_STRING,
  CT_DEVICE,            // string: "cpu", "cuda:1"
  CT_GENERATOR
} ct_kind;

typedef struct {
  int32_t kind;
  int64_t integer;  // CT_INT, CT_BOOL
  double real;      // CT_DOUBLE
  void *handle;     // CT_TENSOR, CT_GENERATOR
  const void *list; // CT_INTS: int64_t, CT_DOUBLES: double, CT_BOOLS: bool, CT_TENSORS: ct_tensor, CT_STRING: char
  int64_t count;    // elements of list
} ct_value;

// Text of the last failure on this thread; valid until the next call on this thread.
const char *ct_last_error(void);

// --- operators -------------------------------------------------------------------------------------------
ct_status ct_operator_find(const char *name, const char *overload, ct_operator *out);
// The schema as text, e.g. "aten::relu(Tensor self) -> Tensor"; copied into buffer (cut at capacity).
ct_status ct_operator_schema(ct_operator op, char *buffer, int64_t capacity);
// Calls with boxed arguments; missing trailing arguments take the schema's defaults. Tensor results (lists
// flattened) are NEW handles in outs; *out_count tells how many. Undefined results have impl == NULL.
ct_status ct_operator_call(ct_operator op, const ct_value *arguments, int64_t count, ct_tensor *outs,
                           int64_t capacity, int64_t *out_count);

// --- tensors ---------------------------------------------------------------------------------------------
void ct_tensor_release(ct_tensor tensor);
// NEW handle on the same tensor.
ct_tensor ct_tensor_again(ct_tensor tensor);
// NEW tensor on the CPU holding a copy of bytes; dtype is a c10::ScalarType number.
ct_status ct_tensor_from_bytes(const void *bytes, int64_t byte_count, const int64_t *sizes, int64_t dims,
                               int32_t dtype, ct_tensor *out);
// Copies the elements (row-major) to destination, from any device and layout of strides.
ct_status ct_tensor_copy_out(ct_tensor tensor, void *destination, int64_t byte_count);
int32_t ct_tensor_dtype(ct_tensor tensor);
int64_t ct_tensor_dims(ct_tensor tensor);
int64_t ct_tensor_size(ct_tensor tensor, int64_t dim);
int64_t ct_tensor_count(ct_tensor tensor);
ct_status ct_tensor_device(ct_tensor tensor, char *buffer, int64_t capacity);

// --- autograd --------------------------------------------------------------------------------------------
bool ct_tensor_requires_grad(ct_tensor tensor);
ct_status ct_tensor_set_requires_grad(ct_tensor tensor, bool value);
ct_status ct_tensor_backward(ct_tensor tensor);
// NEW handle; impl == NULL when there is no gradient yet.
ct_status ct_tensor_grad(ct_tensor tensor, ct_tensor *out);
ct_status ct_tensor_clear_grad(ct_tensor tensor);
// Runs a segment without recording it and gives its result, NEW; in backward the segment runs again, recorded, and
// passes the gradient on to its input and to what else it reads. `run` takes a BORROWED input and gives a NEW result; it
// may run on another thread, while the one that called backward waits. `release` ends the context's life.
typedef ct_tensor (*ct_segment)(void *context, ct_tensor input);
ct_status ct_recomputed(ct_tensor input, ct_segment run, void (*release)(void *), void *context, ct_tensor *out);
bool ct_grad_mode(void);
void ct_set_grad_mode(bool enabled);

// --- modes, generators, environment ----------------------------------------------------------------------
// Both are thread-local. Returns the state before; device is "cpu" or "cuda".
ct_status ct_set_autocast(const char *device, bool enabled, int32_t dtype, bool *enabled_before,
                          int32_t *dtype_before);
ct_status ct_generator_new(uint64_t seed, ct_generator *out);
void ct_generator_release(ct_generator generator);
// The whole state, as NEW bytes; and back again.
ct_status ct_generator_state(ct_generator generator, ct_tensor *out);
ct_status ct_generator_set_state(ct_generator generator, ct_tensor state);
void ct_set_threads(int32_t threads);
int32_t ct_threads(void);
const char *ct_version(void);
// The version of the library that was loaded, as text "2.11.0", to compare with the headers' ct_version().
const char *ct_loaded_version(void);
bool ct_cuda_available(void);
// Loads the CUDA half of libtorch if it lies beside the CPU half. False, with ct_last_error(), when it does not load.
bool ct_load_cuda(void);
// From now on freed memory stays with the process (glibc only; nothing elsewhere).
void ct_keep_freed_memory(void);

#ifdef __cplusplus
}
#endif
#endif
