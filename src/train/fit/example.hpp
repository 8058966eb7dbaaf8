// Example: a server whose truth is known, as the model sees it.
//
// Strengths are kept in steps of 1/200: finer than any line of evidence is sure of, coarse enough
// that the last place of a library's logarithm changes nothing, and that most of a day's innocent
// servers are equal and become one example of a larger weight.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "detect/c2/input.hpp"

namespace noroshi::fit {

inline constexpr double kSteps = 200;

using Steps = std::array<std::uint8_t, c2::kInputs>;

struct Example {
  Steps steps{};
  double offset = 0;        ///< log-odds before bias and evidence
  std::uint32_t group = 0;  ///< what is left out together: a family, a capture, a day's innocents
  bool c2 = false;
  double weight = 1;  ///< how many servers are like this; whole numbers add up exactly

  friend bool operator==(const Example&, const Example&) = default;
};

/// Strengths, held within 0–1, in steps.
Steps steps_of(const c2::Strengths& strengths);

/// Sorted, and equal ones made one: the same for every order in which they come.
std::vector<Example> merged(std::vector<Example> examples);

}  // namespace noroshi::fit
