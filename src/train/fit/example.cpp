#include "train/fit/example.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace noroshi::fit {
namespace {

auto key_of(const Example& example) {
  return std::tie(example.group, example.c2, example.steps, example.offset);
}

}  // namespace

Steps steps_of(const c2::Strengths& strengths) {
  Steps steps{};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double strength = std::clamp(static_cast<double>(strengths[i]), 0.0, 1.0);
    steps[i] = static_cast<std::uint8_t>(std::lround(strength * kSteps));
  }
  return steps;
}

std::vector<Example> merged(std::vector<Example> examples) {
  std::ranges::sort(examples, {}, key_of);
  std::size_t last = 0;
  for (std::size_t i = 1; i < examples.size(); ++i) {
    if (key_of(examples[last]) == key_of(examples[i])) {
      examples[last].weight += examples[i].weight;
    } else {
      examples[++last] = examples[i];
    }
  }
  examples.resize(std::min(examples.size(), last + 1));
  return examples;
}

}  // namespace noroshi::fit
