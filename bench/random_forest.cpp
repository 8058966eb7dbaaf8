#include "random_forest.hpp"

#include <fmt/format.h>
#include <limits>
#include <xgboost/c_api.h>

namespace noroshi::bench {
namespace {

Status checked(int status) {
  if (status == 0) return {};
  return Error{Errc::InvalidInput, fmt::format("XGBoost: {}", XGBGetLastError())};
}

std::shared_ptr<void> owned_matrix(DMatrixHandle handle) {
  return {handle, [](void* matrix) { XGDMatrixFree(matrix); }};
}

std::shared_ptr<void> owned_booster(BoosterHandle handle) {
  return {handle, [](void* booster) { XGBoosterFree(booster); }};
}

// Strengths in steps are whole numbers up to 200: fewer than the bins of a histogram, so that
// binning loses nothing.  None is missing.
Result<std::shared_ptr<void>> matrix_of(const std::vector<float>& values) {
  DMatrixHandle handle = nullptr;
  NOROSHI_CHECK(
      checked(XGDMatrixCreateFromMat(values.data(), values.size() / c2::kInputs, c2::kInputs,
                                     std::numeric_limits<float>::quiet_NaN(), &handle)));
  return owned_matrix(handle);
}

Result<std::shared_ptr<void>> matrix_of(std::span<const fit::Example> examples) {
  std::vector<float> values;
  std::vector<float> labels;
  std::vector<float> weights;
  for (const fit::Example& example : examples) {
    values.insert(values.end(), example.steps.begin(), example.steps.end());
    labels.push_back(example.c2 ? 1 : 0);
    weights.push_back(static_cast<float>(example.weight));
  }
  auto matrix = NOROSHI_TRY(matrix_of(values));
  NOROSHI_CHECK(
      checked(XGDMatrixSetFloatInfo(matrix.get(), "label", labels.data(), labels.size())));
  NOROSHI_CHECK(
      checked(XGDMatrixSetFloatInfo(matrix.get(), "weight", weights.data(), weights.size())));
  return matrix;
}

// One round of many trees from 0 with full steps and no penalty: a leaf tells its share of C2.
Status set(BoosterHandle booster, const ForestOptions& options) {
  const std::pair<const char*, std::string> settings[] = {
      {"objective", "reg:squarederror"},
      {"base_score", "0"},
      {"learning_rate", "1"},
      {"lambda", "0"},
      {"tree_method", "hist"},
      {"verbosity", "1"},
      {"num_parallel_tree", fmt::format("{}", options.trees)},
      {"max_depth", fmt::format("{}", options.depth)},
      {"subsample", fmt::format("{}", options.share_of_examples)},
      {"colsample_bynode", fmt::format("{}", options.share_of_strengths)},
      {"seed", fmt::format("{}", options.seed)},
      {"nthread", fmt::format("{}", options.threads)},
  };
  for (const auto& [name, value] : settings) {
    NOROSHI_CHECK(checked(XGBoosterSetParam(booster, name, value.c_str())));
  }
  return {};
}

}  // namespace

Result<Forest> Forest::grown(std::span<const fit::Example> examples, const ForestOptions& options) {
  const auto matrix = NOROSHI_TRY(matrix_of(examples));
  const DMatrixHandle seen[] = {matrix.get()};
  BoosterHandle handle = nullptr;
  NOROSHI_CHECK(checked(XGBoosterCreate(seen, std::size(seen), &handle)));
  auto booster = owned_booster(handle);
  NOROSHI_CHECK(set(handle, options));
  NOROSHI_CHECK(checked(XGBoosterUpdateOneIter(handle, 0, matrix.get())));
  return Forest(std::move(booster));
}

Result<std::vector<double>> Forest::scores(std::span<const fit::Steps> servers) const {
  static constexpr char kAllTrees[] =
      R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0,
          "strict_shape": false})";
  if (servers.empty()) return std::vector<double>{};
  std::vector<float> values;
  for (const fit::Steps& steps : servers) values.insert(values.end(), steps.begin(), steps.end());
  const auto matrix = NOROSHI_TRY(matrix_of(values));
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* answers = nullptr;
  NOROSHI_CHECK(checked(XGBoosterPredictFromDMatrix(booster_.get(), matrix.get(), kAllTrees, &shape,
                                                    &dimensions, &answers)));
  return std::vector<double>(answers, answers + servers.size());
}

}  // namespace noroshi::bench
