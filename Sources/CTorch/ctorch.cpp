#include "CTorch.h"
#include "guarded.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <dlfcn.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/headeronly/version.h>

#include <cstring>
#include <string>

thread_local std::string ctorch::last_error;
using ctorch::guarded;
using ctorch::last_error;

namespace {

at::Tensor borrow(void *impl) {
  if (impl == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(
      static_cast<at::TensorImpl *>(impl)));
}

ct_tensor give(at::Tensor tensor) {
  if (!tensor.defined()) return ct_tensor{nullptr};
  return ct_tensor{tensor.unsafeReleaseTensorImpl()};
}

template <typename Element>
c10::List<Element> list_of(const ct_value &value) {
  c10::List<Element> list;
  list.reserve(value.count);
  auto elements = static_cast<const Element *>(value.list);
  for (int64_t i = 0; i < value.count; ++i) list.push_back(elements[i]);
  return list;
}

c10::IValue boxed(const ct_value &value) {
  switch (value.kind) {
    case CT_NONE: return c10::IValue();
    case CT_TENSOR: return c10::IValue(borrow(value.handle));
    case CT_INT: return c10::IValue(value.integer);
    case CT_DOUBLE: return c10::IValue(value.real);
    case CT_BOOL: return c10::IValue(value.integer != 0);
    case CT_INTS: return c10::IValue(list_of<int64_t>(value));
    case CT_DOUBLES: return c10::IValue(list_of<double>(value));
    case CT_BOOLS: return c10::IValue(list_of<bool>(value));
    case CT_TENSORS: {
      c10::List<at::Tensor> list;
      auto elements = static_cast<const ct_tensor *>(value.list);
      for (int64_t i = 0; i < value.count; ++i) list.push_back(borrow(elements[i].impl));
      return c10::IValue(list);
    }
    case CT_OPTIONAL_TENSORS: {
      c10::List<std::optional<at::Tensor>> list;
      auto elements = static_cast<const ct_tensor *>(value.list);
      for (int64_t i = 0; i < value.count; ++i) {
        if (elements[i].impl == nullptr) {
          list.push_back(std::nullopt);
        } else {
          list.push_back(borrow(elements[i].impl));
        }
      }
      return c10::IValue(list);
    }
    case CT_STRING:
      return c10::IValue(std::string(static_cast<const char *>(value.list), value.count));
    case CT_DEVICE:
      return c10::IValue(c10::Device(std::string(static_cast<const char *>(value.list), value.count)));
    case CT_GENERATOR: return c10::IValue(*static_cast<at::Generator *>(value.handle));
    default: TORCH_CHECK(false, "unknown argument kind ", value.kind);
  }
}

void put(const std::string &text, char *buffer, int64_t capacity) {
  if (capacity <= 0) return;
  auto length = std::min<int64_t>(static_cast<int64_t>(text.size()), capacity - 1);
  std::memcpy(buffer, text.data(), length);
  buffer[length] = 0;
}

}  // namespace

extern "C" {

const char *ct_last_error(void) { return last_error.c_str(); }

ct_status ct_operator_find(const char *name, const char *overload, ct_operator *out) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    *out = ct_operator{new c10::OperatorHandle(handle)};
  });
}

ct_status ct_operator_schema(ct_operator op, char *buffer, int64_t capacity) {
  return guarded([&] {
    put(c10::toString(static_cast<const c10::OperatorHandle *>(op.impl)->schema()), buffer, capacity);
  });
}

ct_status ct_operator_call(ct_operator op, const ct_value *arguments, int64_t count, ct_tensor *outs,
                           int64_t capacity, int64_t *out_count) {
  return guarded([&] {
    auto &handle = *static_cast<const c10::OperatorHandle *>(op.impl);
    auto &schema = handle.schema();
    auto &parameters = schema.arguments();
    TORCH_CHECK(count <= static_cast<int64_t>(parameters.size()), schema.name(), " takes ",
                parameters.size(), " arguments, given ", count);
    torch::jit::Stack stack;
    stack.reserve(parameters.size());
    for (int64_t i = 0; i < count; ++i) stack.push_back(boxed(arguments[i]));
    for (size_t i = count; i < parameters.size(); ++i) {
      TORCH_CHECK(parameters[i].default_value().has_value(), schema.name(), " misses its argument ",
                  parameters[i].name());
      stack.push_back(*parameters[i].default_value());
    }
    handle.callBoxed(&stack);
    int64_t made = 0;
    auto emit = [&](const at::Tensor &tensor) {
      TORCH_CHECK(made < capacity, schema.name(), " gave more than ", capacity, " tensors");
      outs[made++] = give(tensor);
    };
    for (auto &value : stack) {
      if (value.isTensor()) {
        emit(value.toTensor());
      } else if (value.isTensorList()) {
        for (const at::Tensor &tensor : value.toTensorVector()) emit(tensor);
      } else {
        TORCH_CHECK(value.isNone(), schema.name(), " gave a result that is not a tensor: ", value.tagKind());
      }
    }
    *out_count = made;
  });
}

void ct_tensor_release(ct_tensor tensor) {
  if (tensor.impl == nullptr) return;
  auto owner = c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(
      static_cast<at::TensorImpl *>(tensor.impl));
}

ct_tensor ct_tensor_again(ct_tensor tensor) { return give(borrow(tensor.impl)); }

ct_status ct_tensor_from_bytes(const void *bytes, int64_t byte_count, const int64_t *sizes, int64_t dims,
                               int32_t dtype, ct_tensor *out) {
  return guarded([&] {
    auto tensor = at::empty(at::IntArrayRef(sizes, dims), static_cast<c10::ScalarType>(dtype));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == byte_count, "a tensor of ", tensor.nbytes(),
                " bytes cannot be made from ", byte_count);
    if (byte_count > 0) std::memcpy(tensor.data_ptr(), bytes, byte_count);
    *out = give(std::move(tensor));
  });
}

ct_status ct_tensor_copy_out(ct_tensor handle, void *destination, int64_t byte_count) {
  return guarded([&] {
    auto tensor = borrow(handle.impl).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == byte_count, "a tensor of ", tensor.nbytes(),
                " bytes cannot fill ", byte_count);
    if (byte_count > 0) std::memcpy(destination, tensor.data_ptr(), byte_count);
  });
}

int32_t ct_tensor_dtype(ct_tensor tensor) {
  return static_cast<int32_t>(c10::typeMetaToScalarType(static_cast<at::TensorImpl *>(tensor.impl)->dtype()));
}

int64_t ct_tensor_dims(ct_tensor tensor) { return static_cast<at::TensorImpl *>(tensor.impl)->dim(); }

int64_t ct_tensor_size(ct_tensor tensor, int64_t dim) {
  return static_cast<at::TensorImpl *>(tensor.impl)->sizes()[dim];
}

int64_t ct_tensor_count(ct_tensor tensor) { return static_cast<at::TensorImpl *>(tensor.impl)->numel(); }

ct_status ct_tensor_device(ct_tensor tensor, char *buffer, int64_t capacity) {
  return guarded([&] { put(borrow(tensor.impl).device().str(), buffer, capacity); });
}

bool ct_tensor_requires_grad(ct_tensor tensor) { return borrow(tensor.impl).requires_grad(); }

ct_status ct_tensor_set_requires_grad(ct_tensor tensor, bool value) {
  return guarded([&] { borrow(tensor.impl).requires_grad_(value); });
}

ct_status ct_tensor_backward(ct_tensor tensor) {
  return guarded([&] { borrow(tensor.impl).backward(); });
}

ct_status ct_tensor_grad(ct_tensor tensor, ct_tensor *out) {
  return guarded([&] { *out = give(borrow(tensor.impl).grad()); });
}

ct_status ct_tensor_clear_grad(ct_tensor tensor) {
  return guarded([&] { borrow(tensor.impl).mutable_grad().reset(); });
}

bool ct_grad_mode(void) { return c10::GradMode::is_enabled(); }

void ct_set_grad_mode(bool enabled) { c10::GradMode::set_enabled(enabled); }

ct_status ct_set_autocast(const char *device, bool enabled, int32_t dtype, bool *enabled_before,
                          int32_t *dtype_before) {
  return guarded([&] {
    auto type = c10::Device(device).type();
    *enabled_before = at::autocast::is_autocast_enabled(type);
    *dtype_before = static_cast<int32_t>(at::autocast::get_autocast_dtype(type));
    at::autocast::set_autocast_enabled(type, enabled);
    at::autocast::set_autocast_dtype(type, static_cast<at::ScalarType>(dtype));
    if (!enabled) at::autocast::clear_cache();
  });
}

ct_status ct_generator_new(uint64_t seed, ct_generator *out) {
  return guarded([&] { *out = ct_generator{new at::Generator(at::make_generator<at::CPUGeneratorImpl>(seed))}; });
}

void ct_generator_release(ct_generator generator) { delete static_cast<at::Generator *>(generator.impl); }

ct_status ct_generator_state(ct_generator generator, ct_tensor *out) {
  return guarded([&] { *out = give(static_cast<at::Generator *>(generator.impl)->get_state()); });
}

ct_status ct_generator_set_state(ct_generator generator, ct_tensor state) {
  return guarded([&] { static_cast<at::Generator *>(generator.impl)->set_state(borrow(state.impl)); });
}

void ct_set_threads(int32_t threads) {
  at::set_num_threads(threads);
}

int32_t ct_threads(void) { return at::get_num_threads(); }

const char *ct_version(void) { return TORCH_VERSION; }

const char *ct_loaded_version(void) {
  static const std::string text = [] {
    uint64_t version = aoti_torch_abi_version();
    return std::to_string(version >> 56) + "." + std::to_string((version >> 48) & 0xff) + "." +
           std::to_string((version >> 40) & 0xff);
  }();
  return text.c_str();
}

bool ct_cuda_available(void) {
  try {
    return at::hasCUDA();
  } catch (...) {
    return false;
  }
}

bool ct_load_cuda(void) {
  if (dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) != nullptr) return true;
  const char *text = dlerror();
  last_error = text == nullptr ? "libtorch_cuda.so did not load" : text;
  return false;
}
}
