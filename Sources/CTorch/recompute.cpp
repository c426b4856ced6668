// Gradient checkpointing (Chen et al. 2016): a segment of the forward pass is not recorded but run again in backward.
#include "CTorch.h"
#include "guarded.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <memory>

namespace {

// The caller's closure and what of the thread's state it must find again.
struct Segment : torch::CustomClassHolder {
  ct_segment run;
  void (*release)(void *);
  void *context;
  // By device kind: CPU, CUDA.
  bool enabled[2];
  at::ScalarType type[2];

  Segment(ct_segment run, void (*release)(void *), void *context) : run(run), release(release), context(context) {
    for (int i = 0; i < 2; ++i) {
      enabled[i] = at::autocast::is_autocast_enabled(kinds[i]);
      type[i] = at::autocast::get_autocast_dtype(kinds[i]);
    }
  }
  ~Segment() override { release(context); }

  at::Tensor operator()(const at::Tensor &input) const {
    auto result = run(context, ct_tensor{input.unsafeGetTensorImpl()});
    return at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(
        static_cast<at::TensorImpl *>(result.impl)));
  }

  static constexpr c10::DeviceType kinds[2] = {c10::DeviceType::CPU, c10::DeviceType::CUDA};
};

// Autocast as it was in the forward pass. The cache of converted weights is emptied on both sides, as an entry that was
// made while nothing was recorded would swallow the weights' gradients.
class AutocastAsBefore {
 public:
  explicit AutocastAsBefore(const Segment &segment) {
    at::autocast::clear_cache();
    for (int i = 0; i < 2; ++i) {
      enabled_[i] = at::autocast::is_autocast_enabled(Segment::kinds[i]);
      type_[i] = at::autocast::get_autocast_dtype(Segment::kinds[i]);
      at::autocast::set_autocast_enabled(Segment::kinds[i], segment.enabled[i]);
      at::autocast::set_autocast_dtype(Segment::kinds[i], segment.type[i]);
    }
  }
  ~AutocastAsBefore() {
    for (int i = 0; i < 2; ++i) {
      at::autocast::set_autocast_enabled(Segment::kinds[i], enabled_[i]);
      at::autocast::set_autocast_dtype(Segment::kinds[i], type_[i]);
    }
    at::autocast::clear_cache();
  }

 private:
  bool enabled_[2];
  at::ScalarType type_[2];
};

class Recomputed : public torch::autograd::Function<Recomputed> {
 public:
  // `anchor` needs a gradient, so that backward comes by even where the input needs none and only weights do.
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &input, const at::Tensor &,
                            c10::intrusive_ptr<Segment> segment) {
    context->save_for_backward({input});
    context->saved_data["needed"] = input.requires_grad();
    context->saved_data["segment"] = c10::IValue::make_capsule(segment);
    at::autocast::clear_cache();
    auto result = (*segment)(input.detach());
    at::autocast::clear_cache();
    return result;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    auto segment = c10::static_intrusive_pointer_cast<Segment>(context->saved_data["segment"].toCapsule());
    bool needed = context->saved_data["needed"].toBool();
    auto input = context->get_saved_variables()[0].detach();
    input.requires_grad_(needed);
    at::Tensor output;
    {
      at::AutoGradMode recording(true);
      AutocastAsBefore autocast(*segment);
      output = (*segment)(input);
    }
    if (output.requires_grad()) torch::autograd::backward({output}, {gradients[0]});
    return {needed ? input.grad() : at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

extern "C" ct_status ct_recomputed(ct_tensor input, ct_segment run, void (*release)(void *), void *context,
                                   ct_tensor *out) {
  return ctorch::guarded([&] {
    auto segment = c10::make_intrusive<Segment>(run, release, context);
    auto tensor = at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(
        static_cast<at::TensorImpl *>(input.impl)));
    auto anchor = at::empty({0}).requires_grad_();
    *out = ct_tensor{Recomputed::apply(tensor, anchor, segment).unsafeReleaseTensorImpl()};
  });
}
