// Kernels of the stand-in: memory, views and copies are its own, all else is done by the processor.
#include "StandInCUDA.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/NativeFunctions.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <atomic>
#include <cstdlib>
#include <fstream>

namespace {

const c10::Device card(c10::DeviceType::CUDA, 0);

// Ordinary memory that says it is the card's.
struct Memory final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) override {
    void *data = bytes == 0 ? nullptr : std::malloc(bytes);
    TORCH_CHECK(bytes == 0 || data != nullptr, "no memory for ", bytes, " bytes");
    return {data, data, &std::free, card};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &std::free; }
  void copy_data(void *to, const void *from, size_t bytes) const override { default_copy_data(to, from, bytes); }
};

Memory memory;

// One device with one stream.
struct Guard final : c10::impl::NoOpDeviceGuardImpl<c10::DeviceType::CUDA> {
  c10::Device exchangeDevice(c10::Device) const override { return card; }
  c10::Device getDevice() const override { return card; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  c10::Stream getStream(c10::Device) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, card); }
  c10::Stream getDefaultStream(c10::Device) const override { return c10::Stream(c10::Stream::DEFAULT, card); }
  c10::Stream exchangeStream(c10::Stream) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, card); }
};

// libtorch looks for a class of this name.
struct CUDAHooks final : at::CUDAHooksInterface {
  explicit CUDAHooks(at::CUDAHooksArgs) {}
  void init() const override {}
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasCUDA() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::DeviceIndex deviceCount() const override { return 1; }
  int getNumGPUs() const override { return 1; }
  c10::DeviceIndex current_device() const override { return 0; }
  c10::DeviceIndex getCurrentDevice() const override { return 0; }
};

// The same memory as the processor sees it.
at::Tensor seen(const at::Tensor &tensor) {
  if (!tensor.is_cuda()) return tensor;
  return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(), [tensor](void *) {},
                       tensor.options().device(c10::kCPU));
}

at::Tensor empty(c10::SymIntArrayRef size, std::optional<at::ScalarType> type, std::optional<at::Layout>,
                 std::optional<at::Device>, std::optional<bool>, std::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(c10::asIntArrayRefUnchecked(size), &memory,
                                   c10::DispatchKeySet(c10::DispatchKey::CUDA), c10::dtype_or_default(type), format);
}

at::Tensor empty_strided(c10::SymIntArrayRef size, c10::SymIntArrayRef stride, std::optional<at::ScalarType> type,
                         std::optional<at::Layout>, std::optional<at::Device>, std::optional<bool>) {
  return at::detail::empty_strided_generic(c10::asIntArrayRefUnchecked(size), c10::asIntArrayRefUnchecked(stride),
                                           &memory, c10::DispatchKeySet(c10::DispatchKey::CUDA),
                                           c10::dtype_or_default(type));
}

at::Tensor as_strided(const at::Tensor &self, c10::SymIntArrayRef size, c10::SymIntArrayRef stride,
                      std::optional<c10::SymInt> offset) {
  return at::native::as_strided_tensorimpl(
      self, c10::asIntArrayRefUnchecked(size), c10::asIntArrayRefUnchecked(stride),
      offset ? std::optional<int64_t>(offset->expect_int()) : std::nullopt);
}

at::Tensor view(const at::Tensor &self, c10::SymIntArrayRef size) {
  return at::native::view(self, c10::asIntArrayRefUnchecked(size));
}

at::Tensor reshape_alias(const at::Tensor &self, c10::SymIntArrayRef size, c10::SymIntArrayRef stride) {
  return at::native::_reshape_alias(self, c10::asIntArrayRefUnchecked(size), c10::asIntArrayRefUnchecked(stride));
}

const at::Tensor &resize(const at::Tensor &self, c10::SymIntArrayRef size, std::optional<at::MemoryFormat> format) {
  return at::native::resize_(self, c10::asIntArrayRefUnchecked(size), format);
}

// From the processor to the card, back, or on the card.
at::Tensor &copy(at::Tensor &self, const at::Tensor &source, bool) {
  at::AutoDispatchBelowADInplaceOrView below;
  auto target = seen(self);
  target.copy_(seen(source));
  return self;
}

at::Tensor copy_from_and_resize(const at::Tensor &self, const at::Tensor &target) {
  at::AutoDispatchBelowADInplaceOrView below;
  if (target.sizes() != self.sizes()) target.resize_(self.sizes());
  auto all = seen(target);
  all.copy_(seen(self));
  return target;
}

// The general kernel of attention; the processor's own does not take what lies on the card.
int64_t attention_kernel(const at::Tensor &, const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &,
                         double, bool, std::optional<double>, bool) {
  return 0;
}

// A card goes from half floats to floats in one kernel, and back; the processor has none for it.
template <auto kernel>
at::Tensor softmax(const at::Tensor &self, int64_t dim, bool to_float) {
  at::AutoDispatchBelowADInplaceOrView below;
  return kernel(seen(to_float ? self.to(at::kFloat) : self), dim, false).to(card);
}

template <auto kernel>
at::Tensor softmax_backward(const at::Tensor &gradient, const at::Tensor &output, int64_t dim, at::ScalarType input) {
  at::AutoDispatchBelowADInplaceOrView below;
  return kernel(seen(gradient), seen(output), dim, output.scalar_type()).to(card, input);
}

// A card takes a single number from the processor's memory, and no other tensor, nor any in a list.
void refuse_mixture(const c10::OperatorHandle &op, const c10::Argument &argument, const c10::IValue &value,
                    bool listed = false) {
  if (value.isTensor()) {
    const auto &tensor = value.toTensor();
    TORCH_CHECK(!tensor.defined() || tensor.is_cuda() || (tensor.dim() == 0 && !listed), op.schema().name(), ": ",
                argument.name(), " of shape ", tensor.sizes(), " lies on ", tensor.device(), ", others on ", card);
  } else if (value.isList()) {
    for (const auto &each : value.toListRef()) refuse_mixture(op, argument, each, true);
  }
}

// Says once that the card is used, and whether it would tell a mixture.
void tell() {
  static std::atomic<bool> told{false};
  const char *log = std::getenv("STAND_IN_LOG");
  if (log == nullptr || told.exchange(true)) return;
  bool refused = false;
  try {
    at::ones({2}, at::TensorOptions(card)) + at::ones({2});
  } catch (const c10::Error &) {
    refused = true;
  }
  std::ofstream(log, std::ios::app) << (refused ? "a mixture is refused\n" : "a mixture is taken\n");
}

void by_processor(const c10::OperatorHandle &op, torch::jit::Stack *stack) {
  tell();
  const auto &arguments = op.schema().arguments();
  auto values = torch::jit::last(*stack, arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i) refuse_mixture(op, arguments[i], values[i]);
  at::native::cpu_fallback(op, stack, /*error_on_views=*/true);
}

TORCH_LIBRARY_IMPL(_, CUDA, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&by_processor>());
}

TORCH_LIBRARY_IMPL(aten, CUDA, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("as_strided", &as_strided);
  library.impl("view", &view);
  library.impl("_reshape_alias", &reshape_alias);
  library.impl("resize_", &resize);
  library.impl("copy_", &copy);
  library.impl("_copy_from_and_resize", &copy_from_and_resize);
  library.impl("_fused_sdp_choice", &attention_kernel);
  library.impl("_softmax", &softmax<&at::_softmax>);
  library.impl("_log_softmax", &softmax<&at::_log_softmax>);
  library.impl("_softmax_backward_data", &softmax_backward<&at::_softmax_backward_data>);
  library.impl("_log_softmax_backward_data", &softmax_backward<&at::_log_softmax_backward_data>);
  // By itself libtorch would look for kernels of the card.
  library.impl("convolution", torch::CppFunction::makeFromBoxedFunction<&by_processor>());
  library.impl("convolution_backward", torch::CppFunction::makeFromBoxedFunction<&by_processor>());
}

}  // namespace

namespace at {
C10_REGISTER_GUARD_IMPL(CUDA, Guard);
REGISTER_CUDA_HOOKS(CUDAHooks);
}  // namespace at
