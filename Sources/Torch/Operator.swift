/// Every libtorch operator that this package calls, by its whole schema as libtorch 2.11 states it.
///
/// A test asks the loaded library for each: an upgrade that changed one fails there, in one list.
public enum Operator: String, CaseIterable, Sendable {
  /// `aten::add.Tensor`
  case add = "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor"
  /// `aten::add.Scalar`
  case addScalar = "aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor"
  /// `aten::add_.Tensor`
  case addInPlace = "aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)"
  /// `aten::sub.Tensor`
  case sub = "aten::sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor"
  /// `aten::rsub.Scalar`
  case rsubScalar = "aten::rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor"
  /// `aten::mul.Tensor`
  case mul = "aten::mul.Tensor(Tensor self, Tensor other) -> Tensor"
  /// `aten::mul.Scalar`
  case mulScalar = "aten::mul.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::mul_.Scalar`
  case mulScalarInPlace = "aten::mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)"
  /// `aten::mul_.Tensor`
  case mulInPlace = "aten::mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)"
  /// `aten::div.Tensor`
  case div = "aten::div.Tensor(Tensor self, Tensor other) -> Tensor"
  /// `aten::div.Scalar`
  case divScalar = "aten::div.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::neg`
  case neg = "aten::neg(Tensor self) -> Tensor"
  /// `aten::exp`
  case exp = "aten::exp(Tensor self) -> Tensor"
  /// `aten::log`
  case log = "aten::log(Tensor self) -> Tensor"
  /// `aten::sqrt`
  case sqrt = "aten::sqrt(Tensor self) -> Tensor"
  /// `aten::rsqrt`
  case rsqrt = "aten::rsqrt(Tensor self) -> Tensor"
  /// `aten::abs`
  case abs = "aten::abs(Tensor self) -> Tensor"
  /// `aten::square`
  case square = "aten::square(Tensor self) -> Tensor"
  /// `aten::reciprocal`
  case reciprocal = "aten::reciprocal(Tensor self) -> Tensor"
  /// `aten::pow.Tensor_Scalar`
  case powScalar = "aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor"
  /// `aten::floor`
  case floor = "aten::floor(Tensor self) -> Tensor"
  /// `aten::sigmoid`
  case sigmoid = "aten::sigmoid(Tensor self) -> Tensor"
  /// `aten::relu`
  case relu = "aten::relu(Tensor self) -> Tensor"
  /// `aten::gelu`
  case gelu = "aten::gelu(Tensor self, *, str approximate=\"none\") -> Tensor"
  /// `aten::softmax.int`
  case softmax = "aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor"
  /// `aten::log_softmax.int`
  case logSoftmax = "aten::log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor"
  /// `aten::clamp`
  case clamp = "aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor"
  /// `aten::maximum`
  case maximum = "aten::maximum(Tensor self, Tensor other) -> Tensor"
  /// `aten::minimum`
  case minimum = "aten::minimum(Tensor self, Tensor other) -> Tensor"
  /// `aten::eq.Tensor`
  case eqTensor = "aten::eq.Tensor(Tensor self, Tensor other) -> Tensor"
  /// `aten::eq.Scalar`
  case eqScalar = "aten::eq.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::ne.Scalar`
  case neScalar = "aten::ne.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::lt.Tensor`
  case ltTensor = "aten::lt.Tensor(Tensor self, Tensor other) -> Tensor"
  /// `aten::lt.Scalar`
  case ltScalar = "aten::lt.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::le.Scalar`
  case leScalar = "aten::le.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::gt.Tensor`
  case gtTensor = "aten::gt.Tensor(Tensor self, Tensor other) -> Tensor"
  /// `aten::gt.Scalar`
  case gtScalar = "aten::gt.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::ge.Scalar`
  case geScalar = "aten::ge.Scalar(Tensor self, Scalar other) -> Tensor"
  /// `aten::logical_and`
  case logicalAnd = "aten::logical_and(Tensor self, Tensor other) -> Tensor"
  /// `aten::logical_or`
  case logicalOr = "aten::logical_or(Tensor self, Tensor other) -> Tensor"
  /// `aten::logical_not`
  case logicalNot = "aten::logical_not(Tensor self) -> Tensor"
  /// `aten::isfinite`
  case isfinite = "aten::isfinite(Tensor self) -> Tensor"
  /// `aten::where.self`
  case whereTensor = "aten::where.self(Tensor condition, Tensor self, Tensor other) -> Tensor"
  /// `aten::all`
  case all = "aten::all(Tensor self) -> Tensor"
  /// `aten::sum`
  case sum = "aten::sum(Tensor self, *, ScalarType? dtype=None) -> Tensor"
  /// `aten::sum.dim_IntList`
  case sumDims =
    "aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"
  /// `aten::mean`
  case mean = "aten::mean(Tensor self, *, ScalarType? dtype=None) -> Tensor"
  /// `aten::mean.dim`
  case meanDims =
    "aten::mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"
  /// `aten::var.correction`
  case varDims = """
    aten::var.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> \
    Tensor
    """
  /// `aten::max.dim`
  case maxDim = "aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)"
  /// `aten::min.dim`
  case minDim = "aten::min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)"
  /// `aten::amax`
  case amax = "aten::amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor"
  /// `aten::amin`
  case amin = "aten::amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor"
  /// `aten::argmax`
  case argmax = "aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor"
  /// `aten::argsort.stable`
  case argsort =
    "aten::argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor"
  /// `aten::sort.stable`
  case sort = """
    aten::sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, \
    Tensor indices)
    """
  /// `aten::topk`
  case topk = """
    aten::topk(Tensor self, SymInt k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, \
    Tensor indices)
    """
  /// `aten::cumsum`
  case cumsum = "aten::cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor"
  /// `aten::linalg_vector_norm`
  case vectorNorm = """
    aten::linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, \
    ScalarType? dtype=None) -> Tensor
    """
  /// `aten::matmul`
  case matmul = "aten::matmul(Tensor self, Tensor other) -> Tensor"
  /// `aten::bmm`
  case bmm = "aten::bmm(Tensor self, Tensor mat2) -> Tensor"
  /// `aten::linear`
  case linear = "aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor"
  /// `aten::conv2d`
  case conv2d = """
    aten::conv2d(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], SymInt[2] \
    padding=[0, 0], SymInt[2] dilation=[1, 1], SymInt groups=1) -> Tensor
    """
  /// `aten::conv_transpose2d.input`
  case convTranspose2d = """
    aten::conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, SymInt[2] stride=[1, 1], \
    SymInt[2] padding=[0, 0], SymInt[2] output_padding=[0, 0], SymInt groups=1, SymInt[2] dilation=[1, 1]) \
    -> Tensor
    """
  /// `aten::max_pool2d`
  case maxPool2d = """
    aten::max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] \
    dilation=1, bool ceil_mode=False) -> Tensor
    """
  /// `aten::avg_pool2d`
  case avgPool2d = """
    aten::avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool \
    ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor
    """
  /// `aten::layer_norm`
  case layerNorm = """
    aten::layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None, \
    float eps=1.0000000000000001e-05, bool cudnn_enable=True) -> Tensor
    """
  /// `aten::batch_norm`
  case batchNorm = """
    aten::batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? \
    running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor
    """
  /// `aten::scaled_dot_product_attention`
  case scaledDotProductAttention = """
    aten::scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, \
    float dropout_p=0., bool is_causal=False, *, float? scale=None, bool enable_gqa=False) -> Tensor
    """
  /// `aten::upsample_bicubic2d`
  case upsampleBicubic2d = """
    aten::upsample_bicubic2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, \
    float? scales_w=None) -> Tensor
    """
  /// `aten::upsample_bilinear2d`
  case upsampleBilinear2d = """
    aten::upsample_bilinear2d(Tensor self, SymInt[2] output_size, bool align_corners, float? \
    scales_h=None, float? scales_w=None) -> Tensor
    """
  /// `aten::upsample_nearest2d`
  case upsampleNearest2d = """
    aten::upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? \
    scales_w=None) -> Tensor
    """
  /// `aten::cross_entropy_loss`
  case crossEntropyLoss = """
    aten::cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt \
    ignore_index=-100, float label_smoothing=0.) -> Tensor
    """
  /// `aten::binary_cross_entropy_with_logits`
  case binaryCrossEntropyWithLogits = """
    aten::binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? \
    pos_weight=None, int reduction=1) -> Tensor
    """
  /// `aten::l1_loss`
  case l1Loss = "aten::l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor"
  /// `aten::smooth_l1_loss`
  case smoothL1Loss =
    "aten::smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.) -> Tensor"
  /// `aten::mse_loss`
  case mseLoss = "aten::mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor"
  /// `aten::reshape`
  case reshape = "aten::reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)"
  /// `aten::view`
  case view = "aten::view(Tensor(a) self, SymInt[] size) -> Tensor(a)"
  /// `aten::permute`
  case permute = "aten::permute(Tensor(a) self, int[] dims) -> Tensor(a)"
  /// `aten::transpose.int`
  case transpose = "aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)"
  /// `aten::flatten.using_ints`
  case flatten = "aten::flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)"
  /// `aten::squeeze.dim`
  case squeeze = "aten::squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)"
  /// `aten::unsqueeze`
  case unsqueeze = "aten::unsqueeze(Tensor(a) self, int dim) -> Tensor(a)"
  /// `aten::expand`
  case expand = "aten::expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)"
  /// `aten::repeat`
  case repeatTensor = "aten::repeat(Tensor self, SymInt[] repeats) -> Tensor"
  /// `aten::cat`
  case cat = "aten::cat(Tensor[] tensors, int dim=0) -> Tensor"
  /// `aten::stack`
  case stack = "aten::stack(Tensor[] tensors, int dim=0) -> Tensor"
  /// `aten::select.int`
  case select = "aten::select.int(Tensor(a) self, int dim, SymInt index) -> Tensor(a)"
  /// `aten::slice.Tensor`
  case slice = """
    aten::slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> \
    Tensor(a)
    """
  /// `aten::narrow`
  case narrow = "aten::narrow(Tensor(a) self, int dim, SymInt start, SymInt length) -> Tensor(a)"
  /// `aten::index_select`
  case indexSelect = "aten::index_select(Tensor self, int dim, Tensor index) -> Tensor"
  /// `aten::index.Tensor`
  case index = "aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor"
  /// `aten::index_put_`
  case indexPutInPlace =
    "aten::index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)"
  /// `aten::gather`
  case gather = "aten::gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor"
  /// `aten::scatter.src`
  case scatterSrc = "aten::scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor"
  /// `aten::nonzero`
  case nonzero = "aten::nonzero(Tensor self) -> Tensor"
  /// `aten::unbind.int`
  case unbind = "aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]"
  /// `aten::split.Tensor`
  case split = "aten::split.Tensor(Tensor(a -> *) self, SymInt split_size, int dim=0) -> Tensor(a)[]"
  /// `aten::chunk`
  case chunk = "aten::chunk(Tensor(a -> *) self, int chunks, int dim=0) -> Tensor(a)[]"
  /// `aten::flip`
  case flip = "aten::flip(Tensor self, int[] dims) -> Tensor"
  /// `aten::one_hot`
  case oneHot = "aten::one_hot(Tensor self, int num_classes=-1) -> Tensor"
  /// `aten::contiguous`
  case contiguous = "aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)"
  /// `aten::clone`
  case clone = "aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor"
  /// `aten::detach`
  case detach = "aten::detach(Tensor(a) self) -> Tensor(a)"
  /// `aten::to.dtype`
  case toDType = """
    aten::to.dtype(Tensor(a) self, ScalarType dtype, bool non_blocking=False, bool copy=False, \
    MemoryFormat? memory_format=None) -> Tensor(a)
    """
  /// `aten::to.device`
  case toDevice = """
    aten::to.device(Tensor(a) self, Device device, ScalarType dtype, bool non_blocking=False, bool \
    copy=False, MemoryFormat? memory_format=None) -> Tensor(a)
    """
  /// `aten::zeros`
  case zeros = """
    aten::zeros(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? \
    pin_memory=None) -> Tensor
    """
  /// `aten::ones`
  case ones = """
    aten::ones(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? \
    pin_memory=None) -> Tensor
    """
  /// `aten::full`
  case full = """
    aten::full(SymInt[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? \
    device=None, bool? pin_memory=None) -> Tensor
    """
  /// `aten::arange.start_step`
  case arange = """
    aten::arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? \
    layout=None, Device? device=None, bool? pin_memory=None) -> Tensor
    """
  /// `aten::zeros_like`
  case zerosLike = """
    aten::zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, \
    bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
    """
  /// `aten::ones_like`
  case onesLike = """
    aten::ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, \
    bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor
    """
  /// `aten::copy_`
  case copyInPlace = "aten::copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)"
  /// `aten::fill_.Scalar`
  case fillInPlace = "aten::fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)"
  /// `aten::zero_`
  case zeroInPlace = "aten::zero_(Tensor(a!) self) -> Tensor(a!)"
  /// `aten::rand.generator`
  case randGenerator = """
    aten::rand.generator(SymInt[] size, *, Generator? generator, ScalarType? dtype=None, Layout? \
    layout=None, Device? device=None, bool? pin_memory=None) -> Tensor
    """
  /// `aten::randn.generator`
  case randnGenerator = """
    aten::randn.generator(SymInt[] size, *, Generator? generator, ScalarType? dtype=None, Layout? \
    layout=None, Device? device=None, bool? pin_memory=None) -> Tensor
    """
  /// `aten::randperm.generator`
  case randpermGenerator = """
    aten::randperm.generator(SymInt n, *, Generator? generator, ScalarType? dtype=4, Layout? layout=None, \
    Device? device=None, bool? pin_memory=None) -> Tensor
    """
  /// `aten::_fused_adamw_`
  case fusedAdamW = """
    aten::_fused_adamw_(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] exp_avgs, Tensor(d!)[] \
    exp_avg_sqs, Tensor(e!)[] max_exp_avg_sqs, Tensor[] state_steps, *, float lr, float beta1, float \
    beta2, float weight_decay, float eps, bool amsgrad, bool maximize, Tensor? grad_scale=None, Tensor? \
    found_inf=None) -> ()
    """
  /// `aten::_foreach_mul_.Scalar`
  case foreachMulScalarInPlace = "aten::_foreach_mul_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()"
  /// `aten::_amp_foreach_non_finite_check_and_unscale_`
  case unscaleInPlace = """
    aten::_amp_foreach_non_finite_check_and_unscale_(Tensor(a!)[] self, Tensor(b!) found_inf, Tensor inv_scale) -> ()
    """
  /// `aten::_foreach_norm.Scalar`
  case foreachNorm =
    "aten::_foreach_norm.Scalar(Tensor[] self, Scalar ord=2, ScalarType? dtype=None) -> Tensor[]"
  /// `imted::roi_align`, which `CTorch` registers
  case roiAlign = """
    imted::roi_align(Tensor[] features, Tensor boxes, Tensor levels, float[] spatial_scales, int pooled, int \
    sampling_ratio, bool aligned) -> Tensor
    """
}
