// RoIAlign (He et al. 2017) as a libtorch operator with its derivative, so that Swift calls it as it calls any other.
//
//   imted::roi_align(Tensor[] features, Tensor boxes, Tensor levels, float[] spatial_scales, int pooled,
//                    int sampling_ratio, bool aligned) -> Tensor
//
// A region may draw on several maps: `levels` `[K, G]` names G of the `features` for each of the K regions, and the
// result is their sum. A pyramid by size has G = 1; a single-scale map plus a pyramid (imTED's Eq. 1) has G = 2 and
// needs neither a sorting of the regions by level nor a pass for the sum.
//
// The average of a bin's bilinear samples is separable: a bin has weights over the rows and weights over the columns,
// worked out once a region, and the inner loop runs over the channels, which lie together in memory.
// No atomics: forward, a region belongs to one thread; backward, a channel of a picture does, and its regions come in
// their order. So neither result hangs on the number of threads. CUDA tensors are copied to the processor and back.
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

// clang and gcc mangle `const_data_ptr<T>` differently, so the library's does not link.
template <typename T>
const T *elements(const at::Tensor &tensor) {
  return static_cast<const T *>(tensor.const_data_ptr());
}

struct Settings {
  std::vector<double> scales;
  int64_t pooled;
  int64_t sampling_ratio;
  bool aligned;
};

// The weights of the map's rows (or columns) in each bin of a region: bin b takes places first[b] up to end[b], place p
// with weights[b * size + p].
template <typename T>
struct AxisWeights {
  std::vector<T> weights;
  std::vector<int64_t> first, end;
  int64_t size = 0;

  void fill(T from, T to, const Settings &settings, int64_t map_size) {
    auto bins = settings.pooled;
    size = map_size;
    weights.assign(bins * size, T(0));
    first.assign(bins, 0);
    end.assign(bins, 0);
    T length = settings.aligned ? to - from : std::max(to - from, T(1));
    T bin = length / static_cast<T>(bins);
    if (!std::isfinite(from) || !std::isfinite(bin)) return;
    auto samples = settings.sampling_ratio > 0 ? settings.sampling_ratio : static_cast<int64_t>(std::ceil(bin));
    for (int64_t b = 0; b < bins; ++b) {
      T *row = weights.data() + b * size;
      bool is_empty = true;
      for (int64_t i = 0; i < samples; ++i) {
        T at = from + static_cast<T>(b) * bin + (static_cast<T>(i) + T(0.5)) * bin / static_cast<T>(samples);
        if (at < T(-1) || at > static_cast<T>(size)) continue;
        at = std::max(at, T(0));
        auto low = std::min(static_cast<int64_t>(at), size - 1);
        auto high = std::min(low + 1, size - 1);
        T share = high == low ? T(0) : at - static_cast<T>(low);
        row[low] += (T(1) - share) / static_cast<T>(samples);
        row[high] += share / static_cast<T>(samples);
        if (is_empty) first[b] = low;
        is_empty = false;
        end[b] = high + 1;
      }
    }
  }
};

template <typename T>
struct RegionWeights {
  AxisWeights<T> rows, columns;

  // `box` is picture, x1, y1, x2, y2.
  void fill(const T *box, double scale, const Settings &settings, const at::Tensor &map) {
    T by = static_cast<T>(scale), offset = settings.aligned ? T(0.5) : T(0);
    columns.fill(box[1] * by - offset, box[3] * by - offset, settings, map.size(3));
    rows.fill(box[2] * by - offset, box[4] * by - offset, settings, map.size(2));
  }
};

template <typename T>
void forward_kernel(const std::vector<at::Tensor> &maps, const at::Tensor &boxes, const at::Tensor &levels,
                    const Settings &settings, at::Tensor &result) {
  auto channels = result.size(1), groups = levels.size(1), bins = settings.pooled;
  auto box = elements<T>(boxes);
  auto level = elements<int64_t>(levels);
  auto out = result.mutable_data_ptr<T>();
  at::parallel_for(0, boxes.size(0), 4, [&](int64_t begin, int64_t end) {
    RegionWeights<T> weights;
    for (int64_t k = begin; k < end; ++k) {
      T *region = out + k * bins * bins * channels;
      std::fill(region, region + bins * bins * channels, T(0));
      for (int64_t g = 0; g < groups; ++g) {
        auto number = level[k * groups + g];
        auto &map = maps[number];
        auto height = map.size(2), width = map.size(3);
        auto picture = static_cast<int64_t>(box[k * 5]);
        const T *cells = elements<T>(map) + picture * height * width * channels;
        weights.fill(box + k * 5, settings.scales[number], settings, map);
        auto &rows = weights.rows;
        auto &columns = weights.columns;
        for (int64_t by = 0; by < bins; ++by) {
          for (int64_t bx = 0; bx < bins; ++bx) {
            T *__restrict__ target = region + (by * bins + bx) * channels;
            for (auto y = rows.first[by]; y < rows.end[by]; ++y) {
              for (auto x = columns.first[bx]; x < columns.end[bx]; ++x) {
                T weight = rows.weights[by * height + y] * columns.weights[bx * width + x];
                const T *__restrict__ source = cells + (y * width + x) * channels;
                for (int64_t c = 0; c < channels; ++c) target[c] += weight * source[c];
              }
            }
          }
        }
      }
    }
  });
}

template <typename T>
void backward_kernel(const at::Tensor &gradient, const at::Tensor &boxes, const at::Tensor &levels,
                     const Settings &settings, std::vector<at::Tensor> &maps) {
  auto channels = gradient.size(1), groups = levels.size(1), bins = settings.pooled;
  auto pictures = maps[0].size(0);
  auto box = elements<T>(boxes);
  auto level = elements<int64_t>(levels);
  auto grad = elements<T>(gradient);
  std::vector<std::vector<int64_t>> regions(pictures);
  for (int64_t k = 0; k < boxes.size(0); ++k) regions[static_cast<int64_t>(box[k * 5])].push_back(k);
  auto parts = std::max<int64_t>(1, std::min<int64_t>(at::get_num_threads() / pictures, channels / 16));
  auto part = (channels + parts - 1) / parts;
  at::parallel_for(0, pictures * parts, 1, [&](int64_t begin, int64_t end) {
    RegionWeights<T> weights;
    for (int64_t task = begin; task < end; ++task) {
      auto picture = task / parts;
      auto first = (task % parts) * part;
      auto count = std::min(part, channels - first);
      for (auto k : regions[picture]) {
        for (int64_t g = 0; g < groups; ++g) {
          auto number = level[k * groups + g];
          auto &map = maps[number];
          auto height = map.size(2), width = map.size(3);
          T *cells = map.mutable_data_ptr<T>() + picture * height * width * channels + first;
          weights.fill(box + k * 5, settings.scales[number], settings, map);
          auto &rows = weights.rows;
          auto &columns = weights.columns;
          for (int64_t by = 0; by < bins; ++by) {
            for (int64_t bx = 0; bx < bins; ++bx) {
              const T *__restrict__ source = grad + ((k * bins + by) * bins + bx) * channels + first;
              for (auto y = rows.first[by]; y < rows.end[by]; ++y) {
                for (auto x = columns.first[bx]; x < columns.end[bx]; ++x) {
                  T weight = rows.weights[by * height + y] * columns.weights[bx * width + x];
                  T *__restrict__ target = cells + (y * width + x) * channels;
                  for (int64_t c = 0; c < count; ++c) target[c] += weight * source[c];
                }
              }
            }
          }
        }
      }
    }
  });
}

class RoIAlign : public torch::autograd::Function<RoIAlign> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext *context, at::TensorList features,
                            const at::Tensor &boxes, const at::Tensor &levels, const Settings &settings) {
    at::AutoDispatchBelowADInplaceOrView below;
    std::vector<at::Tensor> maps;
    std::vector<int64_t> sizes;
    for (auto &map : features) {
      maps.push_back(map.contiguous(at::MemoryFormat::ChannelsLast));
      sizes.insert(sizes.end(), map.sizes().begin(), map.sizes().end());
    }
    auto result = at::empty({boxes.size(0), maps[0].size(1), settings.pooled, settings.pooled},
                            maps[0].options().memory_format(at::MemoryFormat::ChannelsLast));
    AT_DISPATCH_FLOATING_TYPES(maps[0].scalar_type(), "roi_align", [&] {
      forward_kernel<scalar_t>(maps, boxes, levels, settings, result);
    });
    context->save_for_backward({boxes, levels});
    auto &saved = context->saved_data;
    saved["sizes"] = sizes;
    saved["scales"] = settings.scales;
    saved["pooled"] = settings.pooled;
    saved["sampling_ratio"] = settings.sampling_ratio;
    saved["aligned"] = settings.aligned;
    return result;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    auto &saved = context->saved_data;
    auto sizes = saved["sizes"].toIntVector();
    Settings settings{saved["scales"].toDoubleVector(), saved["pooled"].toInt(), saved["sampling_ratio"].toInt(),
                      saved["aligned"].toBool()};
    auto tensors = context->get_saved_variables();
    auto gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    std::vector<at::Tensor> maps;
    for (size_t i = 0; i + 3 < sizes.size(); i += 4) {
      maps.push_back(at::zeros({sizes[i], sizes[i + 1], sizes[i + 2], sizes[i + 3]}, gradient.options())
                         .contiguous(at::MemoryFormat::ChannelsLast));
    }
    AT_DISPATCH_FLOATING_TYPES(gradient.scalar_type(), "roi_align_backward", [&] {
      backward_kernel<scalar_t>(gradient, tensors[0], tensors[1], settings, maps);
    });
    torch::autograd::variable_list results(maps.begin(), maps.end());
    results.resize(maps.size() + 3);
    return results;
  }
};

at::Tensor roi_align(at::TensorList features, const at::Tensor &boxes, const at::Tensor &levels,
                     at::ArrayRef<double> spatial_scales, int64_t pooled, int64_t sampling_ratio, bool aligned) {
  TORCH_CHECK(!features.empty() && features.size() == spatial_scales.size(), "roi_align: ", features.size(),
              " maps and ", spatial_scales.size(), " scales");
  TORCH_CHECK(boxes.dim() == 2 && boxes.size(1) == 5, "roi_align: boxes are [K, 5], not ", boxes.sizes());
  TORCH_CHECK(levels.dim() == 2 && levels.size(0) == boxes.size(0), "roi_align: levels are [K, G], not ",
              levels.sizes());
  TORCH_CHECK(pooled > 0, "roi_align: a region of ", pooled, " bins");
  auto device = features[0].device();
  auto dtype = features[0].scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  std::vector<at::Tensor> maps;
  for (auto &map : features) {
    TORCH_CHECK(map.dim() == 4 && map.size(0) == features[0].size(0) && map.size(1) == features[0].size(1),
                "roi_align: maps are [B, C, h, w] of equal B and C, not ", map.sizes());
    maps.push_back(map.to(at::kCPU).to(dtype));
  }
  auto cpu_boxes = boxes.detach().to(at::kCPU).to(dtype).contiguous();
  auto cpu_levels = levels.detach().to(at::kCPU).to(at::kLong).contiguous();
  auto level = elements<int64_t>(cpu_levels);
  for (int64_t i = 0; i < cpu_levels.numel(); ++i) {
    TORCH_CHECK(level[i] >= 0 && level[i] < static_cast<int64_t>(maps.size()), "roi_align: level ", level[i], " of ",
                maps.size());
  }
  auto pictures = cpu_boxes.select(1, 0).to(at::kLong).contiguous();
  auto picture = elements<int64_t>(pictures);
  for (int64_t k = 0; k < pictures.numel(); ++k) {
    TORCH_CHECK(picture[k] >= 0 && picture[k] < maps[0].size(0), "roi_align: picture ", picture[k], " of ",
                maps[0].size(0));
  }
  Settings settings{spatial_scales.vec(), pooled, sampling_ratio, aligned};
  return RoIAlign::apply(at::TensorList(maps), cpu_boxes, cpu_levels, settings).to(device);
}

}  // namespace

TORCH_LIBRARY(imted, library) {
  library.def(
      "roi_align(Tensor[] features, Tensor boxes, Tensor levels, float[] spatial_scales, int pooled, "
      "int sampling_ratio, bool aligned) -> Tensor",
      torch::dispatch(c10::DispatchKey::CompositeImplicitAutograd, TORCH_FN(roi_align)));
}
